"""Our reader of RTF files beside striprtf: characters found, and processor time a file.

Run as `python -m bench.rtf FOLDER`; without a folder files are made, half of them with
Chinese in a code page, half by the numbers of its characters, as Word and WPS write.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from striprtf.striprtf import rtf_to_text

from gongkai.errors import IngestError
from gongkai.ingest import rtf

_WORDS = (
    "村务公开财务收支明细表青石镇人民政府关于印发通知的现将有关事项公示如下请予监督"
)
_HEAD = (
    r"{\rtf1\ansi\ansicpg936\uc2\deff0{\fonttbl{\f0\fnil\fcharset134 \'cb\'ce\'cc\'e5;}"
    r"{\f1\froman\fcharset0 Times New Roman;}}{\header\pard %s\par}"
)
_RUN = (
    r"{\rtlch\fcs1 \af0\afs32 \ltrch\fcs0 \fs32\lang1033\langfe2052"
    r"\loch\af1\hich\af1\dbch\f0 %s}{\f1\fs32 2024}\par" + "\n"
)
_ROW = r"\trowd\cellx2000\cellx4000\cellx6000\pard\intbl %s\cell 100.00\cell %s\cell\row\pard "


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--documents", type=int, default=100, help="to make")
    options = parser.parse_args()
    if options.folder:
        files = [path.read_bytes() for path in sorted(options.folder.rglob("*.rtf"))]
    else:
        files = [_make(seed) for seed in range(options.documents)]
    our_texts, ours = _timed(_ours, files)
    their_texts, theirs = _timed(_theirs, files)
    found = total = 0
    for our_text, their_text in zip(our_texts, their_texts, strict=True):
        reference = Counter("".join(their_text.split()))
        found += (reference & Counter("".join(our_text.split()))).total()
        total += reference.total()
    print(f"{len(files)} files; {found / max(total, 1):.2%} of striprtf's characters")
    print(f"striprtf {theirs * 1000:8.2f} ms a file")
    print(f"ours     {ours * 1000:8.2f} ms a file   {theirs / ours:.2f} ×")


def _timed(read: Callable[[bytes], str], files: list[bytes]) -> tuple[list[str], float]:
    """The texts, and the processor time a file in the better of two runs."""
    times = []
    for _ in range(2):
        begin = time.process_time()
        texts = [read(data) for data in files]
        times.append(time.process_time() - begin)
    return texts, min(times) / max(len(files), 1)


def _ours(data: bytes) -> str:
    try:
        return rtf.extract(data).text
    except IngestError:
        return ""


def _theirs(data: bytes) -> str:
    text = rtf_to_text(data.decode("latin-1"), errors="replace")  # type: ignore[no-untyped-call]
    return str(text).replace("|", " ")  # how it writes the end of a cell


def _make(seed: int) -> bytes:
    """A document of forty paragraphs and a table of twenty rows."""
    chance = random.Random(seed)
    write = _numbered if seed % 2 else _escaped
    sentences = ["".join(chance.choices(_WORDS, k=60)) for _ in range(40)]
    names = ["".join(chance.choices(_WORDS, k=3)) for _ in range(20)]
    body = "".join(_RUN % write(sentence) for sentence in sentences)
    rows = "".join(_ROW % (write(name), write("同意")) for name in names)
    return (_HEAD % write("公示") + body + rows + "}").encode("ascii")


def _escaped(text: str) -> str:
    return "".join(f"\\'{byte:02x}" for byte in text.encode("gb18030"))


def _numbered(text: str) -> str:
    return "".join(f"\\u{ord(char)}{_escaped(char)}" for char in text)


if __name__ == "__main__":
    main()

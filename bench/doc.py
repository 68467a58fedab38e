"""Our reader of .doc files beside LibreOffice: characters found, and processor time a file.

Run as `python -m bench.doc FOLDER`; without a folder LibreOffice makes the files from
documents of the corpus. It converts all of them in one run, its start counted separately.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench import corpus
from gongkai.errors import IngestError
from gongkai.ingest import doc, ole

BATCH = 200  # files; LibreOffice stops silently after 248
_TEXT = "txt:Text (encoded):UTF8"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--documents", type=int, default=100, help="to make")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        if options.folder:
            paths = sorted(options.folder.rglob("*"))
        else:
            paths = converted(corpus.make(scratch, options.documents), scratch)
        files = binary(paths)
        start, theirs = libreoffice(files, scratch)
        _text(files[0])  # imports
        begin = time.process_time()
        texts = [_text(data) for data in files]
        ours = (time.process_time() - begin) / len(files)
        found = total = 0
        for index, text in enumerate(texts):
            reference = _characters(_read(scratch / "out" / f"{index:03d}.txt"))
            found += (reference & _characters(text)).total()
            total += reference.total()
    print(
        f"{len(files)} files; {found / max(total, 1):.2%} of LibreOffice's characters"
    )
    print(f"LibreOffice {theirs * 1000:8.2f} ms a file, and {start:.2f} s to start")
    print(f"ours        {ours * 1000:8.2f} ms a file   {theirs / ours:6.0f} ×")
    print(f"one file a start                {start / ours:6.0f} ×")


def converted(paths: Iterable[Path], scratch: Path) -> list[Path]:
    """What LibreOffice makes of .docx files in the format of Word 97."""
    made = [path for path in paths if path.suffix == ".docx"]
    for at in range(0, len(made), BATCH):
        _convert(made[at : at + BATCH], scratch / "doc", "doc:MS Word 97")
    return sorted((scratch / "doc").iterdir())


def binary(paths: Iterable[Path]) -> list[bytes]:
    """Up to a batch of files that are really in Word's binary format."""
    found = (
        path.read_bytes() for path in paths if path.suffix.lower() in (".doc", ".wps")
    )
    return [data for data in found if data.startswith(ole.SIGNATURE)][:BATCH]


def libreoffice(files: Sequence[bytes], scratch: Path) -> tuple[float, float]:
    """Processor time of a start with one file, and of each further file in a batch.

    The texts are in `out`, by the number of the file.
    """
    (scratch / "in").mkdir()
    paths = [scratch / "in" / f"{index:03d}.doc" for index in range(len(files))]
    for path, data in zip(paths, files, strict=True):
        path.write_bytes(data)
    _convert(paths[:1], scratch / "start", _TEXT)  # makes its profile
    start = _convert(paths[:1], scratch / "start", _TEXT)
    whole = _convert(paths, scratch / "out", _TEXT)
    return start, max(whole - start, 0.0) / max(len(paths) - 1, 1)


def _convert(files: Sequence[Path], target: Path, kind: str) -> float:
    """Have LibreOffice convert files; the processor time that took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    profile = f"-env:UserInstallation=file://{target.parent}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir"]
    subprocess.run(
        [*command, str(target), *map(str, files)], check=True, capture_output=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _text(data: bytes) -> str:
    try:
        return doc.extract(data).text
    except IngestError:
        return ""


def _read(path: Path) -> str:
    return path.read_text("utf-8-sig") if path.exists() else ""


def _characters(text: str) -> Counter[str]:
    return Counter(char for char in text if not char.isspace())


if __name__ == "__main__":
    main()

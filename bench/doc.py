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
from pathlib import Path

from bench import corpus
from gongkai.errors import IngestError
from gongkai.ingest import doc, ole

BATCH = 200  # files; LibreOffice stops silently after 248


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--documents", type=int, default=100, help="to make")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        folder = options.folder or _make(scratch, options.documents)
        files = _numbered(folder, scratch / "in")
        start = _convert(files[:1], scratch / "start", "txt:Text (encoded):UTF8")
        whole = _convert(files, scratch / "out", "txt:Text (encoded):UTF8")
        theirs = max(whole - start, 0.0) / max(len(files) - 1, 1)
        _text(files[0])  # imports
        begin = time.process_time()
        texts = [_text(path) for path in files]
        ours = (time.process_time() - begin) / len(files)
        found = total = 0
        for path, text in zip(files, texts, strict=True):
            reference = _characters(_read(scratch / "out" / f"{path.stem}.txt"))
            found += (reference & _characters(text)).total()
            total += reference.total()
    print(
        f"{len(files)} files; {found / max(total, 1):.2%} of LibreOffice's characters"
    )
    print(f"LibreOffice {theirs * 1000:8.2f} ms a file, and {start:.2f} s to start")
    print(f"ours        {ours * 1000:8.2f} ms a file   {theirs / ours:6.0f} ×")
    print(f"one file a start                {start / ours:6.0f} ×")


def _make(scratch: Path, count: int) -> Path:
    made = [
        path for path in corpus.make(scratch / "docx", count) if path.suffix == ".docx"
    ]
    for at in range(0, len(made), BATCH):
        _convert(made[at : at + BATCH], scratch / "doc", "doc:MS Word 97")
    return scratch / "doc"


def _numbered(folder: Path, target: Path) -> list[Path]:
    """Up to a batch of the files, under names that tell them apart."""
    target.mkdir()
    files: list[Path] = []
    for path in sorted([*folder.rglob("*.doc"), *folder.rglob("*.wps")]):
        data = path.read_bytes()
        if data.startswith(ole.SIGNATURE) and len(files) < BATCH:
            files.append(target / f"{len(files):03d}.doc")
            files[-1].write_bytes(data)
    return files


def _convert(files: list[Path], target: Path, kind: str) -> float:
    """Have LibreOffice convert files; the processor time that took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = ["soffice", "--headless", "--convert-to", kind, "--outdir", str(target)]
    subprocess.run([*command, *map(str, files)], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _text(path: Path) -> str:
    try:
        return doc.extract(path.read_bytes()).text
    except IngestError:
        return ""


def _read(path: Path) -> str:
    return path.read_text("utf-8-sig") if path.exists() else ""


def _characters(text: str) -> Counter[str]:
    return Counter(char for char in text if not char.isspace())


if __name__ == "__main__":
    main()

"""What only calls itself a document is never archived as one."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from gongkai.model import Tally
from gongkai.operations import browsing, filling

ENDINGS = (
    "doc", "docx", "dot", "wps", "rtf", "ofd", "pdf", "xls", "xlsx", "et", "html", "mht", "eml",
    "txt", "zip", "tar.gz", "rar", "7z", "jpg", "png", "tif", "bmp",
)  # fmt: skip
HEADS = {
    "ole": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "zip": b"PK\x03\x04",
    "pdf": b"%PDF-1.7\n",
    "rtf": b"{\\rtf1 \\bin999999 ",
    "rar": b"Rar!\x1a\x07\x01\x00",
    "7z": b"7z\xbc\xaf\x27\x1c",
    "gz": b"\x1f\x8b\x08\x00",
    "png": b"\x89PNG\r\n\x1a\n",
    "jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00",
    "tif": b"II*\x00",
}
SIZES = (100, 5000, 1 << 20)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Random bytes under every name, behind every head, and nothing but zeros."""
    folder = tmp_path_factory.mktemp("noise") / "来件"
    folder.mkdir()
    chance = random.Random(33)
    for ending in ENDINGS:
        for size in SIZES:
            noise = chance.randbytes(size)
            (folder / f"noise{size}.{ending}").write_bytes(noise)
        (folder / f"zeros.{ending}").write_bytes(bytes(4096))
    for head, begin in HEADS.items():
        for size in SIZES:
            data = begin + chance.randbytes(size)
            (folder / f"head{size}.{head}").write_bytes(data)
    return folder


def test_noise_is_refused_whatever_its_name_and_its_head(
    folder: Path, tmp_path: Path
) -> None:
    root = tmp_path / "归档"
    tally: Tally = filling.ingest(root, [folder], jobs=2, ocr=True)
    assert [document.id for document in browsing.documents(root)] == []
    assert tally.archived == tally.duplicate == 0
    assert tally.found == sum(1 for _ in folder.iterdir()) > 100
    codes = {failure.code.value for failure in browsing.failures(root)}
    assert codes <= {"corrupt", "truncated", "type_unknown", "empty", "encrypted"}

"""Scans that nobody could read are read once somebody can."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from gongkai.archive import Archive
from gongkai.ingest.ocr import UNSEEN, is_installed
from gongkai.model import Kept, Status
from gongkai.operations import filling, searching

pytestmark = pytest.mark.skipif(
    not is_installed(), reason='needs the engine: pip install "gongkai[ocr]"'
)

LINES = (
    "Notice of the Village Committee",
    "The accounts of the third quarter of 2023",
    "are posted on the board for seven days.",
)


def scan(number: int = 1) -> bytes:
    page = Image.new("L", (1240, 1754), 250)
    pen = ImageDraw.Draw(page)
    for row, line in enumerate((*LINES, f"Sheet {number}")):
        pen.text((120, 200 + 90 * row), line, 0, ImageFont.load_default(40))
    buffer = io.BytesIO()
    page.save(buffer, "PNG")
    return buffer.getvalue()


def kept(root: Path) -> list[Kept]:
    with Archive.create_or_open(root, write=False) as archive:
        return list(archive.kept())


def test_a_scan_is_read_by_the_next_run_that_can(tmp_path: Path) -> None:
    root, folder = tmp_path / "archive", tmp_path / "files"
    folder.mkdir()
    (folder / "scan.png").write_bytes(scan())
    filling.ingest(root, [folder], ocr=False)
    (before,) = kept(root)
    assert before.record.status is Status.CANNOT_JUDGE

    assert filling.ingest(root, [folder], ocr=False).unchanged == 1
    assert kept(root)[0].record.extract == before.record.extract

    tally = filling.ingest(root, [folder])
    (after,) = kept(root)
    assert (tally.unchanged, tally.archived, tally.failed) == (1, 0, 0)
    assert LINES[0] in after.record.extract.text
    assert after.id == before.id
    with Archive.create_or_open(root, write=False) as archive:
        assert list(archive.verify()) == []
    found = searching.search(root, "quarter")
    assert [hit.document.id for hit in found.hits] == [after.id]

    with Archive.create_or_open(root, write=False) as archive:
        assert archive.noted(UNSEEN) == set()


def test_so_is_one_in_a_bundle(tmp_path: Path) -> None:
    root, bundle = tmp_path / "archive", tmp_path / "来件.zip"
    with zipfile.ZipFile(bundle, "w") as package:
        package.writestr("里/scan.png", scan(2))
        package.writestr("里/说明.txt", "本村第三季度收支情况见扫描件，请村民监督。")
    filling.ingest(root, [bundle], ocr=False)
    tally = filling.ingest(root, [bundle])
    texts = [document.record.extract.text for document in kept(root)]
    assert (tally.archived, tally.failed) == (0, 0)
    assert sum(LINES[0] in text for text in texts) == 1

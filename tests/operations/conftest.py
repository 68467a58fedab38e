"""Folders of small documents of our own, and archives filled from them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from gongkai.archive import Archive
from gongkai.operations import filling

Write = Callable[..., Path]
Dump = Callable[[Path], list[str]]

MINUTES = """杏花村村民代表会议记录
时间：2021年3月{day}日上午9时
地点：杏花村村委会会议室
主持人：钱大有
记录人：孙小梅
应到村民代表30人，实到28人。
会议议题：讨论第{number}号水渠的维修。
表决结果：同意27票，反对1票，弃权0票。
2021年3月{day}日
"""

NOTICE = """关于拟接收李小满同志为中共预备党员的公示
经杏花村党支部委员会研究，拟接收李小满同志为中共预备党员，现予公示。
公示时间：2022年5月9日至2022年5月13日。
中共杏花村支部委员会
2022年5月9日
"""

SECRET = """机密★1年
杏花镇关于抢险物资储备情况的报告
现将抢险物资储备情况报告如下，请审阅。
杏花镇人民政府
2020年7月1日
"""


@pytest.fixture(scope="session")
def write_minutes() -> Write:
    """Write the minutes of a meeting, another one for each number."""

    def write(path: Path, number: int = 1) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        text = MINUTES.format(day=number % 28 + 1, number=number)
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def write_docx() -> Write:
    """Write a text as a Word document, a paragraph a line."""

    def write(path: Path, text: str = NOTICE) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        document = docx.Document()
        for line in text.splitlines():
            document.add_paragraph(line)
        document.save(str(path))
        return path

    return write


@pytest.fixture(scope="session")
def secret() -> str:
    """The text of a document that bears a secrecy mark."""
    return SECRET


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "归档"


@pytest.fixture
def incoming(tmp_path: Path) -> Path:
    folder = tmp_path / "来件"
    folder.mkdir()
    return folder


@pytest.fixture(scope="session")
def filled(
    tmp_path_factory: pytest.TempPathFactory, write_minutes: Write, write_docx: Write
) -> Path:
    """An archive of a notice, some minutes, a copy, a secret and a damaged document.

    Not to be changed; see `archive`.
    """
    folder = tmp_path_factory.mktemp("filled") / "来件"
    write_docx(folder / "公示.docx")
    for number in range(1, 4):
        write_minutes(folder / f"记录{number}.txt", number)
    shutil.copy(folder / "记录1.txt", folder / "记录1（副本）.txt")
    (folder / "物资.txt").write_text(SECRET, encoding="utf-8")
    (folder / "坏.docx").write_bytes(b"PK\x03\x04 not a package")
    root = folder.parent / "归档"
    filling.ingest(root, [folder], jobs=1)
    return root


@pytest.fixture
def archive(filled: Path, root: Path) -> Path:
    """A copy of `filled`, to do with as a test likes."""
    shutil.copytree(filled, root)
    return root


@pytest.fixture(scope="session")
def dump() -> Dump:
    """The catalogue of an archive, as what it says of documents and paths alone."""

    def dump(root: Path) -> list[str]:
        with Archive.create_or_open(root, write=False) as archive:
            return list(archive.dump())

    return dump


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    """Rules of a user's own that ask for no complaints telephone in any document."""
    folder = tmp_path / "规则"
    folder.mkdir()
    rule = "elements:\n  - id: N_PHONE\n    status: retired\n"
    (folder / "own.yaml").write_text(rule, encoding="utf-8")
    return folder

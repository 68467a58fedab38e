"""Files that our readers refuse go to LibreOffice; what is no text comes back refused."""

from __future__ import annotations

import random
import struct
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from gongkai import pipeline
from gongkai.confine import guest
from gongkai.errors import FailureCode
from gongkai.ingest import office
from gongkai.model import Copy, Extract, Failure, Record, Unjudgeable

PAGE = 128
LETTER = (
    "Notice of the Village Committee\r\n"
    "The accounts of the third quarter are posted on the board for seven days.\r\n"
)
linux_only = pytest.mark.skipif(
    sys.platform != "linux", reason="LibreOffice is confined on Linux alone"
)


def written(text: bytes) -> bytes:
    """A document of Windows Write: a head, the text, how characters and paragraphs look."""
    end = PAGE + len(text)
    pages = -(-end // PAGE)
    look = (struct.pack("<IIH", PAGE, end, 0xFFFF)).ljust(PAGE - 1, b"\0") + b"\x01"
    head = struct.pack("<3H8xI", 0xBE31, 0, 0xAB00, end)
    head += struct.pack("<6H", pages + 1, *[pages + 2] * 5)
    head = head.ljust(96, b"\0") + struct.pack("<H", pages + 2)
    return head.ljust(PAGE, b"\0") + text.ljust(pages * PAGE - PAGE, b"\0") + look * 2


@pytest.fixture
def libreoffice(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """LibreOffice, which other tests do without."""
    monkeypatch.delenv(office.SWITCH, raising=False)
    office.program.cache_clear()
    if (found := office.program()) is None:
        office.program.cache_clear()
        pytest.skip("no LibreOffice that can be confined")
    yield found
    office.program.cache_clear()


@pytest.mark.usefixtures("libreoffice")
def test_what_we_cannot_read_libreoffice_reads_and_a_note_says_so(
    tmp_path: Path,
) -> None:
    path = tmp_path / "通知.wri"
    path.write_bytes(written(LETTER.encode()))
    before = sorted(Path("/tmp").glob("OSL_PIPE*"))
    (outcome,) = pipeline.run([path], jobs=1)
    assert isinstance(outcome, Record)
    assert outcome.source.format == "write"
    assert outcome.source.size == path.stat().st_size
    assert outcome.extract.text == LETTER.replace("\r\n", "\n").strip()
    assert office.NOTE in outcome.extract.notes
    assert sorted(Path("/tmp").glob("OSL_PIPE*")) == before


@pytest.mark.usefixtures("libreoffice")
def test_text_alone_is_had_in_the_same_way(tmp_path: Path) -> None:
    path = tmp_path / "notice.wri"
    path.write_bytes(written(LETTER.encode()))
    extract = pipeline.extract(path)
    assert isinstance(extract, Extract)
    assert extract.text.startswith("Notice of the Village Committee")


@pytest.mark.usefixtures("libreoffice")
@pytest.mark.parametrize("name", ["noise.doc", "noise.wri", "chinese.wri"])
def test_noise_stays_refused(tmp_path: Path, name: str) -> None:
    noise = random.Random(1).randbytes(20_000)
    path = tmp_path / name
    path.write_bytes(
        {
            "noise.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + noise,
            "noise.wri": written(noise),
            "chinese.wri": written("现将第三季度收支情况公示如下。\r\n".encode("gbk")),
        }[name]
    )  # fmt: skip
    (outcome,) = pipeline.run([path], jobs=1)
    assert isinstance(outcome, Failure)


def test_what_was_damaged_may_lack_something(tmp_path: Path, docx: bytes) -> None:
    path, made = tmp_path / "old.doc", tmp_path / "made.docx"
    path.write_bytes(b"\xd0\xcf\x11\xe0 damaged beyond")
    made.write_bytes(docx)
    source, extract = office.read(Copy(path, path), made, FailureCode.CORRUPT)
    assert (source.format, source.size) == ("doc", 19)
    assert extract.reasons == (Unjudgeable.PARTIAL_TEXT,)
    _, whole = office.read(Copy(path, path), made, FailureCode.TYPE_UNKNOWN)
    assert whole.reasons == ()


@pytest.fixture
def docx(tmp_path: Path) -> bytes:
    import docx

    document = docx.Document()
    document.add_paragraph("现将第三季度收支情况公示如下，请村民监督。")
    document.save(str(tmp_path / "a.docx"))
    return (tmp_path / "a.docx").read_bytes()


@pytest.mark.parametrize(
    ("name", "code", "helps"),
    [
        ("a.doc", FailureCode.CORRUPT, True),
        ("a.WPS", FailureCode.TYPE_UNKNOWN, True),
        ("a.doc", FailureCode.ENCRYPTED, False),
        ("a.doc", FailureCode.TRUNCATED, False),
        ("a.pdf", FailureCode.CORRUPT, False),
    ],
)
def test_it_is_asked_only_where_it_may_know_more(
    monkeypatch: pytest.MonkeyPatch, name: str, code: FailureCode, *, helps: bool
) -> None:
    monkeypatch.setattr(office, "program", lambda: "/usr/bin/soffice")
    assert office.may_help(Failure(Path(name), code, "")) is helps


@linux_only
def test_it_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(office.SWITCH, "off")
    office.program.cache_clear()
    assert office.program() is None
    assert not office.may_help(Failure(Path("a.doc"), FailureCode.CORRUPT, ""))


@linux_only
def test_one_that_hangs_is_ended_with_all_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hanging = tmp_path / "soffice"
    hanging.write_text(f"#!/bin/sh\nsleep 4321 & echo $! >{tmp_path}/pid\nsleep 4321\n")
    hanging.chmod(0o755)
    monkeypatch.setattr(office, "program", lambda: str(hanging))
    monkeypatch.setattr(office, "SECONDS", 1)
    path = tmp_path / "a.wri"
    path.write_bytes(written(LETTER.encode()))
    with office.converted(Copy(path, path), FailureCode.TYPE_UNKNOWN) as made:
        assert made is None
    time.sleep(0.2)
    assert not [pid for pid in _running() if b"4321" in pid]


@linux_only
def test_a_guest_finds_no_network_and_leaves_no_process(tmp_path: Path) -> None:
    script = (
        "import socket, subprocess, sys\n"
        "subprocess.Popen(['sleep', '4322'])\n"
        "try:\n    socket.create_connection(('127.0.0.1', 9), 1)\n"
        f"except OSError as error:\n    open({str(tmp_path / 'told')!r}, 'w').write(str(error.errno))\n"
    )
    command = [sys.executable, "-c", script]
    if not office._run(command, tmp_path):
        pytest.skip("this system grants no namespaces")
    assert int((tmp_path / "told").read_text()) == 101  # the network is unreachable
    time.sleep(0.2)
    assert not [command for command in _running() if b"4322" in command]


@linux_only
def test_a_guest_has_a_share_of_memory(tmp_path: Path) -> None:
    assert not office._run(
        [sys.executable, "-c", f"bytearray({office.MEMORY})"], tmp_path
    )


def test_nothing_is_run_where_it_cannot_be_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("gongkai.confine.leave_network", lambda **_: 0)
    monkeypatch.setattr("gongkai.confine.bind_to_life_of_parent", lambda: False)
    monkeypatch.setattr(sys, "argv", ["guest", "1", "1", "/bin/true"])
    assert guest.main() == guest.REFUSED


def _running() -> Iterator[bytes]:
    """The command lines of all processes."""
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            yield command.read_bytes()

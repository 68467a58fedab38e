"""What lies in a bundle is taken out under numbers, within bounds, or told with its reason."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import random
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.errors import FailureCode, GongkaiError, NotADocumentError
from gongkai.ingest import bundles, read_bytes, sniff, unpack
from gongkai.ingest.bundles import tarred
from gongkai.ingest.bundles.names import Names, decode, guess
from gongkai.model import Member, Room, Unpacked

TEXT = "杏花村水渠维修公示，公示期五个工作日。".encode()
ROOM = Room(100, 10 << 20)

Take = Callable[..., Unpacked]


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """Unpack bytes as a file of some name; what was written is in `out`."""
    (tmp_path / "out").mkdir()

    def take(data: bytes, name: str = "甲.zip", room: Room = ROOM) -> Unpacked:
        (tmp_path / "bundle").write_bytes(data)
        return unpack(tmp_path / "bundle", name, tmp_path / "out", room)

    return take


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in members:
            bundle.writestr(name, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def tarball(*members: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as bundle:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            bundle.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def in_encoding(name: str, encoding: str) -> zipfile.ZipInfo:
    """A name whose bytes are in another encoding, of which nothing is said."""
    return zipfile.ZipInfo(name.encode(encoding).decode("cp437"))


def unflagged(data: bytes) -> bytes:
    """The same bundle, with names that do not say to be UTF-8 but are in code page 437."""
    made = bytearray()
    for name, content in [
        (info.filename, zipfile.ZipFile(io.BytesIO(data)).read(info))
        for info in zipfile.ZipFile(io.BytesIO(data)).infolist()
    ]:
        raw = name.encode("cp437")
        made += _local(raw, content)
    return bytes(made) + _directory(bytes(made), data)


def _local(raw: bytes, content: bytes) -> bytes:
    head = struct.pack(
        "<4s5H3I2H", b"PK\3\4", 20, 0, 0, 0, 33,
        zlib.crc32(content), len(content), len(content), len(raw), 0,
    )  # fmt: skip
    return head + raw + content


def _directory(locals_: bytes, data: bytes) -> bytes:
    entries, at, count = b"", 0, 0
    while at < len(locals_):
        fields = struct.unpack_from("<4s5H3I2H", locals_, at)
        raw = locals_[at + 30 : at + 30 + fields[9]]
        entries += struct.pack(
            "<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 0, 0, 33, *fields[6:9], len(raw),
            0, 0, 0, 0, 0, at,
        ) + raw  # fmt: skip
        at += 30 + len(raw) + fields[8]
        count += 1
    end = struct.pack(
        "<4s4H2IH", b"PK\5\6", 0, 0, count, count, len(entries), len(locals_), 0
    )
    return entries + end


def names(unpacked: Unpacked) -> list[str]:
    return [member.name for member in unpacked.members]


def problems(unpacked: Unpacked) -> dict[str, FailureCode | None]:
    return {member.name: member.problem for member in unpacked.members}


def test_members_are_files_under_numbers(take: Take, tmp_path: Path) -> None:
    done = take(zipped(("里/一.txt", TEXT), ("里/", b""), ("二.txt", b"2")))

    digest = hashlib.sha256(TEXT).hexdigest()
    assert done.members[0] == Member("里/一.txt", len(TEXT), digest)
    assert names(done) == ["里/一.txt", "二.txt"]
    assert done.failure is None
    written = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert written == {"0": TEXT, "1": b"2"}


@pytest.mark.parametrize("encoding", ["gbk", "big5", "utf-8"])
def test_names_that_do_not_say_their_encoding_are_made_out(
    take: Take, encoding: str
) -> None:
    name = "檔案/關於通知.docx" if encoding == "big5" else "档案/关于印发通知.docx"
    data = unflagged(zipped((in_encoding(name, encoding), TEXT)))
    assert b"PK\1\2" in data
    assert names(take(data)) == [name]


def test_names_that_claim_to_be_utf8_and_are_not_are_made_out(take: Take) -> None:
    names_ = ("档案/关于印发通知.docx", "名单.txt")
    data = bytearray(
        unflagged(zipped(*((in_encoding(name, "gbk"), TEXT) for name in names_)))
    )
    for sign, offset in ((b"PK\3\4", 7), (b"PK\1\2", 9)):
        at = -1
        while (at := data.find(sign, at + 1)) >= 0:
            data[at + offset] |= 8
    assert names(take(bytes(data))) == list(names_)


def test_a_name_in_an_extra_field_wins_while_it_is_that_of_the_member() -> None:
    from gongkai.ingest.bundles.zipped import _unicode_path

    raw = "通知.txt".encode("gbk")
    field = b"\1" + struct.pack("<I", zlib.crc32(raw)) + "通知（终稿）.txt".encode()
    extra = struct.pack("<HH", 0x7075, len(field)) + field
    assert _unicode_path(extra, raw) == "通知（终稿）.txt"
    assert _unicode_path(extra, b"other.txt") == ""
    assert _unicode_path(extra[:9], raw) == ""


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("../../tmp/a.txt", "__/__/tmp/a.txt"),
        ("/etc/a.txt", "etc/a.txt"),
        ("..\\b\\a.txt", "__/b/a.txt"),
        ("./a//b/./c.txt", "a/b/c.txt"),
        ("a\0b.txt", "a_b.txt"),
        ("", "未命名"),
        ("x" * 5000, "x" * 1000),
    ],
)
def test_a_name_is_never_a_place(name: str, plain: str) -> None:
    assert Names().of(name) == plain


def test_the_same_name_twice_is_two_members() -> None:
    own = Names()
    made = [own.of(name) for name in ("a.txt", "a（2）.txt", "a.txt", "a.txt", "A.TXT")]
    assert made == ["a.txt", "a（2）.txt", "a（3）.txt", "a（4）.txt", "A.TXT"]


def test_bytes_that_are_no_name_are_escaped() -> None:
    assert decode(b"\xff\xfe.txt") == "\udcff\udcfe.txt"
    assert guess([]) == ""


def test_links_and_locked_members_are_told_and_the_rest_is_taken(take: Take) -> None:
    link = zipfile.ZipInfo("链接.txt")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    data = bytearray(zipped((link, b"/etc/passwd"), ("密.txt", b"x"), ("一.txt", TEXT)))
    for sign, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = data.index(sign, data.index(sign) + 1)
        data[at + offset] |= 1  # the second member is behind a password

    assert problems(take(bytes(data))) == {
        "链接.txt": FailureCode.NOT_REGULAR_FILE,
        "密.txt": FailureCode.ENCRYPTED,
        "一.txt": None,
    }


def test_a_member_whose_bytes_are_not_what_they_were_is_corrupt(
    take: Take, tmp_path: Path
) -> None:
    data = bytearray(zipped(("一.txt", TEXT), ("二.txt", TEXT)))
    data[data.index(b"PK\1\2") + 16] ^= 1
    assert problems(take(bytes(data))) == {
        "一.txt": FailureCode.CORRUPT,
        "二.txt": None,
    }
    assert not (tmp_path / "out" / "0").exists()


def test_a_bomb_is_not_unpacked_and_the_rest_is(take: Take, tmp_path: Path) -> None:
    done = take(
        zipped(("弹.txt", bytes(20 << 20)), ("一.txt", TEXT)), room=Room(9, 99 << 20)
    )
    assert problems(done) == {"弹.txt": FailureCode.LIMIT_RATIO, "一.txt": None}
    assert not (tmp_path / "out" / "0").exists()


def test_a_member_that_says_less_than_it_holds_takes_no_more_than_that(
    take: Take, tmp_path: Path
) -> None:
    data = bytearray(zipped(("弹.txt", bytes(20 << 20)), ("一.txt", TEXT)))
    for sign, offset in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        at = data.index(sign)
        data[at + offset : at + offset + 4] = struct.pack("<I", 1000)
    assert problems(take(bytes(data)))["弹.txt"] is FailureCode.CORRUPT
    assert sum(f.stat().st_size for f in (tmp_path / "out").iterdir()) == len(TEXT)


def test_what_is_over_the_room_of_a_bundle_is_told_one_by_one(take: Take) -> None:
    data = zipped(("一", b"1" * 600), ("二", b"2" * 600), ("三", b"3" * 300))
    assert problems(take(data, room=Room(9, 1000))) == {
        "一": None,
        "二": FailureCode.LIMIT_SIZE,
        "三": None,
    }


def test_too_many_members_are_told_of_the_bundle(take: Take) -> None:
    done = take(zipped(*((f"{n}.txt", b"x") for n in range(5))), room=Room(3, 1000))
    assert len(done.members) == 3
    assert done.failure
    assert done.failure.code is FailureCode.LIMIT_MEMBERS


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress, lzma.compress])
def test_tar_bundles_are_read_compressed_or_not(
    take: Take, tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    done = take(pack(tarball(("里/一.txt", TEXT), ("../二.txt", b"2"))), "乙.tar.gz")
    assert names(done) == ["里/一.txt", "__/二.txt"]
    assert done.failure is None
    assert (tmp_path / "out" / "0").read_bytes() == TEXT


def test_links_and_devices_in_a_tar_bundle_are_not_followed(take: Take) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as bundle:
        for kind in (
            tarfile.SYMTYPE,
            tarfile.LNKTYPE,
            tarfile.CHRTYPE,
            tarfile.DIRTYPE,
        ):
            info = tarfile.TarInfo(f"{kind!r}")
            info.type, info.linkname = kind, "/etc/passwd"
            bundle.addfile(info)
    found = problems(take(buffer.getvalue(), "乙.tar"))
    assert list(found.values()) == [FailureCode.NOT_REGULAR_FILE] * 3


def test_a_compressed_file_is_a_bundle_of_one(take: Take, tmp_path: Path) -> None:
    assert names(take(gzip.compress(TEXT), "公示.txt.gz")) == ["公示.txt"]
    assert (tmp_path / "out" / "0").read_bytes() == TEXT


def test_of_a_tar_bundle_that_breaks_off_what_is_whole_is_taken(take: Take) -> None:
    noise = random.Random(1).randbytes(100_000)
    whole = gzip.compress(
        tarball(("一.txt", TEXT), ("二.bin", noise), ("三.txt", TEXT))
    )
    done = take(whole[: len(whole) // 2], "乙.tgz")
    assert problems(done)["一.txt"] is None
    assert done.failure
    assert done.failure.code in (FailureCode.TRUNCATED, FailureCode.CORRUPT)


def test_a_tar_bomb_is_stopped(take: Take) -> None:
    bomb = gzip.compress(tarball(("一.txt", TEXT), ("弹.bin", bytes(40 << 20))))
    done = take(bomb, "乙.tgz", Room(9, 1 << 30))
    assert problems(done) == {"一.txt": None, "弹.bin": FailureCode.LIMIT_RATIO}
    assert done.failure
    assert done.failure.code is FailureCode.LIMIT_RATIO


def test_passing_over_what_is_too_large_has_its_bound_too(
    take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tarred, "MAX_TOTAL", tarred.RATIO_FROM)
    bomb = gzip.compress(tarball(("大.bin", bytes(18 << 20)), ("一.txt", TEXT)))
    done = take(bomb, "乙.tgz", Room(9, 1000))
    assert problems(done) == {"大.bin": FailureCode.LIMIT_SIZE}
    assert done.failure
    assert done.failure.code is FailureCode.LIMIT_SIZE


def test_what_is_attached_to_a_message_is_taken_but_not_what_it_shows(
    take: Take, tmp_path: Path
) -> None:
    inner = EmailMessage()
    inner["Subject"] = "附来的信"
    inner.set_content("请查收。")
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "a@example.org", "b", "转发"
    made.set_content("见附件。")
    made.add_attachment(
        TEXT, maintype="application", subtype="pdf", filename="公示.txt"
    )
    made.add_attachment(
        b"\x89PNG",
        maintype="image",
        subtype="png",
        filename="l.png",
        disposition="inline",
    )
    made.add_attachment(inner)

    done = take(made.as_bytes(), "信.eml")

    assert names(done) == ["公示.txt", "附来的信.eml"]
    assert (tmp_path / "out" / "0").read_bytes() == TEXT
    assert "请查收" in (tmp_path / "out" / "1").read_bytes().decode() or (
        read_bytes((tmp_path / "out" / "1").read_bytes(), Path("x.eml"))[1].text
    )


def test_documents_that_are_zip_packages_are_no_bundles(
    zipped: Callable[..., bytes],
) -> None:
    docx = zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<a/>"})
    assert sniff(docx, "甲.zip") == "docx"
    assert sniff(zipped({"OFD.xml": "<OFD/>", "Doc_0/Document.xml": ""})) == "ofd"
    assert sniff(zipped({"word/通知.doc": "x", "ppt/讲稿.ppt": "x"})) == "zip"


def test_a_bundle_is_no_document() -> None:
    with pytest.raises(NotADocumentError, match="zip"):
        read_bytes(zipped(("一.txt", TEXT)), Path("甲.zip"))


def test_every_format_that_holds_files_has_an_opener() -> None:
    assert bundles.BUNDLES < bundles.HOLDING


@given(st.data())
def test_damage_of_any_kind_is_an_error_of_ours_or_none(data: st.DataObject) -> None:
    from tempfile import TemporaryDirectory

    whole = data.draw(
        st.sampled_from(
            [
                zipped(("一.txt", TEXT), ("二.txt", b"2")),
                tarball(("一.txt", TEXT), ("二.txt", b"2")),
                gzip.compress(tarball(("一.txt", TEXT))),
            ]
        )
    )
    spoilt = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(spoilt) - 1))
        spoilt[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(len(spoilt) // 2, len(spoilt)))
    with TemporaryDirectory() as name:
        (Path(name) / "bundle").write_bytes(spoilt[:cut])
        with suppress(GongkaiError):
            done = unpack(Path(name) / "bundle", "甲.zip", Path(name), ROOM)
            assert len(done.members) <= 2

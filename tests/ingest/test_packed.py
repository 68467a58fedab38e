"""RAR and 7-Zip bundles, as far as the extra that opens them is there."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from gongkai.errors import FailureCode, GongkaiError, TruncatedError
from gongkai.ingest import sniff, unpack
from gongkai.ingest.bundles import packed
from gongkai.ingest.volumes import VOLUME
from gongkai.model import Room, Unpacked

TEXT = "杏花村水渠维修公示，公示期五个工作日。".encode()
ROOM = Room(100, 100 << 20)

Take = Callable[[bytes], Unpacked]

opening = pytest.mark.skipif(not packed.is_installed(), reason="needs the extra rar")


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """Unpack bytes to `out`."""
    (tmp_path / "out").mkdir()

    def take(data: bytes) -> Unpacked:
        (tmp_path / "bundle").write_bytes(data)
        return unpack(tmp_path / "bundle", "甲.rar", tmp_path / "out", ROOM)

    return take


def number(value: int) -> bytes:
    """As RAR 5 writes numbers: seven bits a byte, the lowest first."""
    made = bytearray()
    while value > 0x7F:
        made.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*made, value])


def block(*fields: int | bytes) -> bytes:
    body = b"".join(f if isinstance(f, bytes) else number(f) for f in fields)
    sized = number(len(body)) + body
    return struct.pack("<I", zlib.crc32(sized)) + sized


def rar(*members: tuple[str, bytes], attributes: int = 0o100644) -> bytes:
    """A RAR 5 bundle in which nothing is compressed, since only RAR itself may do that."""
    made = b"Rar!\x1a\x07\x01\x00" + block(1, 0, 0)
    for name, content in members:
        raw = name.encode()
        crc = struct.pack("<I", zlib.crc32(content))
        made += block(
            2, 2, len(content), 4, len(content), attributes, crc, 0, 1, len(raw), raw
        )
        made += content
    return made + block(5, 0, 0)


def seven(*members: tuple[str, bytes], password: str = "", solid: bool = True) -> bytes:
    """A 7-Zip bundle, made by 7-Zip itself."""
    import tempfile

    import pybit7z

    library = pybit7z.Bit7zLibrary(pybit7z.default_lib7zip())
    writer = pybit7z.BitArchiveWriter(library, pybit7z.FormatSevenZip)
    writer.set_solid_mode(solid)
    if password:
        writer.set_password(password)
    for name, content in members:
        writer.add_file(content, name)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.7z"
        writer.compress_to(str(path))
        return path.read_bytes()


def problems(unpacked: Unpacked) -> dict[str, FailureCode | None]:
    return {member.name: member.problem for member in unpacked.members}


@opening
@pytest.mark.parametrize("make", [rar, seven])
def test_members_are_taken(
    take: Take, tmp_path: Path, make: Callable[..., bytes]
) -> None:
    done = take(make(("里/一.txt", TEXT), ("二.txt", b"2")))
    assert problems(done) == {"里/一.txt": None, "二.txt": None}
    assert done.failure is None
    written = {path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert written == {TEXT, b"2"}


@opening
@pytest.mark.parametrize("at_once", [0, 1 << 20])
def test_solid_bundles_are_taken_apart_at_once_or_one_by_one(
    take: Take, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(packed, "AT_ONCE", at_once)
    members = [(f"{n}.txt", TEXT * n) for n in range(1, 20)]
    done = take(seven(*members))
    assert {member.name: member.size for member in done.members} == {
        name: len(content) for name, content in members
    }


@opening
def test_a_solid_bundle_is_not_taken_apart_over_and_over(
    take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packed, "AT_ONCE", 0)
    monkeypatch.setattr(packed, "MAX_WORK", 5 * len(TEXT))
    done = take(seven(*((f"{n}.txt", TEXT) for n in range(4))))
    codes = list(problems(done).values())
    assert codes == [None, *[FailureCode.LIMIT_SIZE] * 3]


@opening
def test_names_that_lead_out_are_only_names(take: Take, tmp_path: Path) -> None:
    done = take(rar(("../../out.txt", TEXT), ("/etc/passwd", b"x")))
    assert sorted(problems(done)) == ["__/__/out.txt", "etc/passwd"]
    assert {p.name for p in tmp_path.iterdir()} == {"bundle", "out"}


@opening
def test_what_is_behind_a_password_says_so(take: Take) -> None:
    done = take(seven(("密.txt", TEXT), password="不告诉你"))
    assert problems(done) == {"密.txt": FailureCode.ENCRYPTED}


@opening
def test_so_does_a_rar_that_hides_its_members_or_their_names(take: Take) -> None:
    signature, name = b"Rar!\x1a\x07\x01\x00", "密.txt".encode()
    hidden = signature + block(4, 0, 0, 0, b"\x0f", bytes(16)) + bytes(64)
    done = take(hidden)
    assert done.failure
    assert done.failure.code is FailureCode.ENCRYPTED
    lock = number(1) + number(0) + number(0) + b"\x0f" + bytes(32)
    record = number(len(lock)) + lock
    member = (4, 32, 0o100644, bytes(4), 0, 1, len(name), name, record)
    done = take(
        signature + block(1, 0, 0) + block(2, 3, len(record), 32, *member) + bytes(32)
        + block(5, 0, 0)
    )  # fmt: skip
    assert problems(done) == {"密.txt": FailureCode.ENCRYPTED}


@opening
def test_a_member_that_goes_on_in_another_volume_says_so(take: Take) -> None:
    name = "一.bin".encode()
    fields = (4, 4000, 0o100644, bytes(4), 0, 1, len(name), name)
    data = b"Rar!\x1a\x07\x01\x00" + block(1, 0, 1)
    data += block(2, 0x12, 1000, *fields) + bytes(1000) + block(5, 0, 1)
    (member,) = take(data).members
    assert (member.problem, member.detail) == (FailureCode.TRUNCATED, VOLUME)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("来件.7z.002", random.Random(5).randbytes(900)),
        ("来件.part2.rar", random.Random(6).randbytes(900)),
        ("来件.z01", b"PK\x07\x08PK\x03\x04" + bytes(90)),
    ],
)
def test_a_volume_alone_is_no_bundle(name: str, data: bytes) -> None:
    with pytest.raises(TruncatedError, match=VOLUME):
        sniff(data, name)


@opening
def test_the_first_volume_of_a_7_zip_says_that_the_rest_is_missing() -> None:
    data = seven(("一.bin", random.Random(7).randbytes(9000)))[:4000]
    with pytest.raises(TruncatedError, match=VOLUME):
        list(packed.parts(data, "来件.7z.001"))


@opening
def test_links_are_not_followed(take: Take) -> None:
    done = take(rar(("链接", b"/etc/passwd"), attributes=0o120777))
    assert problems(done) == {"链接": FailureCode.NOT_REGULAR_FILE}


@opening
@pytest.mark.parametrize("make", [rar, seven])
def test_half_a_bundle_is_not_taken_for_a_whole_one(
    take: Take, make: Callable[..., bytes]
) -> None:
    noise = random.Random(1).randbytes(5000)
    whole = make(("一.txt", TEXT), ("二.bin", noise))
    done = take(whole[: len(whole) // 2])
    broken = {FailureCode.TRUNCATED, FailureCode.CORRUPT}
    assert done.failure or problems(done)["二.bin"] in broken
    assert done.failure is None or done.failure.code in broken


@opening
def test_damage_of_any_kind_is_an_error_of_ours_or_none(take: Take) -> None:
    rng = random.Random(2)
    for whole in (rar(("一.txt", TEXT)), seven(("一.txt", TEXT))):
        for _ in range(100):
            spoilt = bytearray(whole)
            for _ in range(rng.randint(1, 5)):
                spoilt[rng.randrange(len(spoilt))] = rng.randrange(256)
            with suppress(GongkaiError):
                assert len(take(bytes(spoilt)).members) <= 2


def test_without_the_extra_it_says_how_to_get_it(
    take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packed, "is_installed", lambda: False)
    data = rar(("一.txt", TEXT))
    assert sniff(data) == "rar"
    done = take(data)
    assert done.failure
    assert done.failure.code is FailureCode.TYPE_UNKNOWN
    assert "gongkai[rar]" in done.failure.detail

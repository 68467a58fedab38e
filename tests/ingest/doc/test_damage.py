"""A damaged or hostile binary Word document has its own error and never another."""

from __future__ import annotations

import random
import struct
import time
from typing import TYPE_CHECKING

import pytest

from gongkai import errors
from gongkai.ingest import doc, ole
from gongkai.ingest.doc import fib, pieces
from gongkai.ingest.sniff import sniff

if TYPE_CHECKING:
    from tests.ingest.doc.conftest import Word

BODY = (
    "石桥镇农机补贴名单\r" + "序号\x07姓名\x07\x071\x07汪某\x07\x07" + "公示期七天。\r"
)
ROUNDS = 400


@pytest.fixture
def ordinary(word: type[Word]) -> bytes:
    """A document with a title, a table, a header and a piece of bold text."""
    in_cell, end = word.sprm(0x2416, 1), word.row_end([0, 900, 3000], [0x60, 0])
    return word(
        BODY,
        {
            0: word.sprm(0x2403, 1),
            1: in_cell,
            2: in_cell,
            3: end,
            4: in_cell,
            5: in_cell,
            6: end,
        },
        {"石桥镇农机补贴名单": word.sprm(0x0835, 1)},
        {"headers": "内部资料\r"},
        parts={11: struct.pack("<14I", *[0] * 8, *[5] * 6), 1: bytes(40)},
        pieces=[(9, False, 0), (len(BODY) - 9 + 6, False, 0)],
    ).file()


def attempt(data: bytes) -> int | None:
    """How much text there is in it, if any can be read."""
    try:
        return len(doc.extract(data).text) if sniff(data, "名单.doc") == "doc" else None
    except errors.IngestError:
        return None


def test_a_whole_document_is_read(ordinary: bytes) -> None:
    read = doc.extract(ordinary)
    assert read.text == (
        "内部资料\n石桥镇农机补贴名单\n序号\t姓名\n1\t汪某\n公示期七天。"
    )
    assert [block.kind.value for block in read.blocks] == [
        "paragraph", "heading", "table", "paragraph",
    ]  # fmt: skip


def test_a_document_cut_off_has_no_more_text_than_before(ordinary: bytes) -> None:
    whole = attempt(ordinary)
    assert whole is not None
    for length in range(0, len(ordinary), 97):
        assert (attempt(ordinary[:length]) or 0) <= whole


def test_a_document_cut_in_half_is_truncated(ordinary: bytes) -> None:
    for share in (0.1, 0.3, 0.5):
        with pytest.raises(errors.TruncatedError):
            sniff(ordinary[: int(len(ordinary) * share)], "名单.doc")


@pytest.mark.parametrize("seed", range(4))
def test_flipped_bytes_raise_nothing_of_their_own(ordinary: bytes, seed: int) -> None:
    chance = random.Random(seed)
    began = time.monotonic()
    for _ in range(ROUNDS):
        data = bytearray(ordinary)
        for _ in range(chance.randrange(1, 40)):
            data[chance.randrange(len(data))] = chance.choice(
                (0, 255, chance.randrange(256))
            )
        attempt(bytes(data))
    assert time.monotonic() - began < 60


@pytest.mark.parametrize("value", [0, 1, 0xFF, 0x7FFFFFFF, 0xFFFFFFFF])
def test_any_number_of_the_head_may_be_absurd(ordinary: bytes, value: int) -> None:
    start = ordinary.index(b"\xec\xa5")
    for at in range(start, start + 154 + 8 * 93, 4):
        attempt(ordinary[:at] + struct.pack("<I", value) + ordinary[at + 4 :])


@pytest.mark.parametrize("value", [0, 1, 0xFF, 0xFFFFFFFF])
def test_any_number_of_the_tables_may_be_absurd(
    word: type[Word], ordinary: bytes, value: int
) -> None:
    streams = {
        name: ole.Compound(ordinary).stream(name) or b""
        for name in ("WordDocument", "1Table")
    }
    table = streams["1Table"]
    for at in range(0, len(table) - 4):
        changed = table[:at] + struct.pack("<I", value) + table[at + 4 :]
        attempt(word.compound({**streams, "1Table": changed}))


def test_a_password_is_named(word: type[Word]) -> None:
    with pytest.raises(errors.EncryptedError):
        doc.extract(word(BODY, flags=0x0300).file())


@pytest.mark.parametrize(
    ("streams", "message"),
    [
        ({"WordDocument": b"\xec\xa5" + bytes(5000)}, "never was"),
        ({"WordDocument": bytes(5000)}, "does not begin"),
        ({"WordDocument": b"\xec\xa5"}, "head"),
        ({"1Table": bytes(5000)}, "no stream of a Word document"),
    ],
)
def test_what_is_no_word_document_says_why(
    word: type[Word], streams: dict[str, bytes], message: str
) -> None:
    with pytest.raises(errors.IngestError, match=message):
        doc.extract(word.compound(streams))


def test_a_document_without_its_tables_is_corrupt(word: type[Word]) -> None:
    main = word(BODY).streams()["WordDocument"]
    with pytest.raises(errors.CorruptError, match="tables"):
        doc.extract(word.compound({"WordDocument": main}))


def test_noise_in_the_place_of_the_text_is_refused(word: type[Word]) -> None:
    chance = random.Random(5)
    noise = "".join(chr(chance.randrange(0x10000)) for _ in range(3000))
    noise = "".join(char for char in noise if not "\ud800" <= char <= "\udfff")
    with pytest.raises(errors.CorruptError, match="no text"):
        doc.extract(word(noise).file())


def test_chains_and_trees_that_loop_come_to_an_end(ordinary: bytes) -> None:
    known = struct.unpack_from("<109I", ordinary, 76)
    at = 512 * (known[0] + 1)
    for sector in range(20):
        data = bytearray(ordinary)
        struct.pack_into("<I", data, at + 4 * sector, max(0, sector - 1))
        attempt(bytes(data))
    (directory,) = struct.unpack_from("<I", ordinary, 48)
    data = bytearray(ordinary)
    for entry in range(3):
        struct.pack_into("<3I", data, 512 * (directory + 1) + 128 * entry + 68, 1, 1, 1)
    assert attempt(bytes(data)) is None or ole.Compound(bytes(data)).names


def test_headers_that_overlap_are_read_once(word: type[Word]) -> None:
    bounds = [0, 6000] * 6000
    made = word(
        "正文\r",
        stories={"headers": "页眉\r" * 2000},
        parts={11: struct.pack("<12000I", *bounds)},
    )
    began = time.monotonic()
    assert doc.extract(made.file()).text.count("页眉") <= 2000
    assert time.monotonic() - began < 20


def test_a_text_that_claims_to_lie_there_many_times_meets_a_limit(
    word: type[Word],
) -> None:
    streams = word("公" * 1000 + "\r").streams()
    main = streams["WordDocument"]
    copies = 200
    starts = struct.pack(f"<{copies + 1}I", *range(0, 1000 * copies + 1, 1000))
    plan = starts + struct.pack("<2xIH", 0x600, 0) * copies
    clx = b"\x02" + struct.pack("<I", len(plan)) + plan
    table = streams["1Table"] + clx
    head = bytearray(main)
    struct.pack_into("<2I", head, 154 + 8 * 33, len(streams["1Table"]), len(clx))
    struct.pack_into("<I", head, 76, 1000 * copies)
    with pytest.raises(errors.LimitError) as raised:
        doc.extract(word.compound({"WordDocument": bytes(head), "1Table": table}))
    assert raised.value.code is errors.FailureCode.LIMIT_RATIO


def test_a_text_that_is_too_long_meets_a_limit(
    word: type[Word], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "MAX_CHARACTERS", 10)
    with pytest.raises(errors.LimitError) as raised:
        doc.extract(word(BODY).file())
    assert raised.value.code is errors.FailureCode.LIMIT_OUTPUT
    assert fib.MAX_CHARACTERS > 1_000_000


def test_a_huge_document_takes_linear_time(word: type[Word]) -> None:
    body = "各村民小组应当按时公布收支明细。\r" * 20_000
    data = word(body, runs={"各村": word.sprm(0x0835, 1)}).file()
    began = time.monotonic()
    read = doc.extract(data)
    assert len(read.blocks) == 20_000
    assert time.monotonic() - began < 20


def test_damaged_formatting_does_not_cost_the_text(
    ordinary: bytes, word: type[Word]
) -> None:
    streams = {
        name: ole.Compound(ordinary).stream(name) or b""
        for name in ("WordDocument", "1Table")
    }
    main = streams["WordDocument"]
    pages = main[: len(main) - 2 * 512 - 512] + b"\xff" * (3 * 512)
    text = doc.extract(word.compound({**streams, "WordDocument": pages})).text
    assert "石桥镇农机补贴名单" in text
    assert "汪某" in text

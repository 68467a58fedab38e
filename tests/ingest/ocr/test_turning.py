"""Pictures that lie on their side or stand on their head are turned."""

from __future__ import annotations

from PIL import Image

from gongkai.ingest.ocr.seen import Seen, Word
from gongkai.ingest.ocr.turning import upright
from tests.ingest.ocr.conftest import Engine, lines, page

TEXT = "松岭村村务公开"


def mark(turn: Image.Transpose | None = None) -> Image.Image:
    """A picture with a mark in its upper left corner, turned."""
    picture = Image.new("L", (30, 40), 255)
    picture.putpixel((0, 0), 0)
    return picture.transpose(turn) if turn is not None else picture


def seen_by(picture: Image.Image) -> Seen:
    """What an engine sees, which knows left from right and not up from down."""
    if picture.getpixel((0, 0)) == 0:
        return page(*lines(TEXT))
    if picture.width > picture.height:
        return page(Word(TEXT, 10, 10, 34, 210, 0.95, ((10.0, 34.0),) * len(TEXT)))
    return page(*lines("卡牛卡牛卡牛", confidence=0.6))


def test_an_upright_page_is_looked_at_once() -> None:
    engine = Engine(look=seen_by)

    assert upright(engine, mark()) == page(*lines(TEXT))
    assert engine.looks == 1


def test_a_page_is_turned_until_it_is_upright() -> None:
    for turn in (
        Image.Transpose.ROTATE_90,
        Image.Transpose.ROTATE_180,
        Image.Transpose.ROTATE_270,
    ):
        assert upright(Engine(look=seen_by), mark(turn)) == page(*lines(TEXT))


def test_a_page_without_text_is_not_turned() -> None:
    engine = Engine(page())

    assert upright(engine, mark()) == page()

"""What is kept is what was made, whatever it says."""

from __future__ import annotations

import types
import typing
import zlib
from enum import Enum
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.archive import codec
from gongkai.model import (
    Block,
    BlockKind,
    Cell,
    Classification,
    Extract,
    Judgement,
    Metadata,
    Span,
)

PLAIN = {
    str: st.text(max_size=20),
    int: st.integers(0, 10**9),
    float: st.floats(allow_nan=False),
    bool: st.booleans(),
    Span: st.builds(Span, st.integers(0, 10**9), st.integers(0, 10**9)),
}


def values(kind: Any) -> st.SearchStrategy[Any]:
    """Any value of a type, with every field of a dataclass set at will."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if kind in PLAIN:
        strategy: st.SearchStrategy[Any] = PLAIN[kind]
        return strategy
    if origin is tuple:
        return st.lists(values(arguments[0]), max_size=3).map(tuple)
    if origin in (types.UnionType, typing.Union):
        (some,) = (part for part in arguments if part is not types.NoneType)
        return st.none() | values(some)
    plain: Any = origin or kind
    if issubclass(plain, Enum):
        return st.sampled_from(kind)
    named = dict(zip(getattr(plain, "__parameters__", ()), arguments, strict=True))
    hints = typing.get_type_hints(plain)
    parts = {name: values(named.get(hint, hint)) for name, hint in hints.items()}
    return st.builds(plain, **parts)


@pytest.mark.parametrize("kind", [Metadata, Classification, Judgement])
@given(data=st.data())
@settings(max_examples=50, deadline=None)
def test_what_is_said_of_a_document_comes_back_the_same(
    kind: Any, data: st.DataObject
) -> None:
    value = data.draw(values(kind))
    assert codec.loads(kind, codec.dumps(value)) == value


@given(values(Extract))
@settings(max_examples=100, deadline=None)
def test_what_was_read_comes_back_the_same(extract: Extract) -> None:
    structure = codec.dump_structure(extract)
    assert codec.load_structure(structure, extract.text) == extract


def test_fields_at_their_defaults_take_no_room() -> None:
    assert codec.dumps(Metadata()) == "{}"
    cell = Cell(2, 0, Span(5, 9))
    block = Block(BlockKind.TABLE, Span(5, 9), cells=(cell,))
    packed = codec.dumps(Extract("", (block,)))
    assert packed == '{"text":"","blocks":[["table",[5,9],null,"body",[[2,0,[5,9]]]]]}'


def test_a_lone_surrogate_becomes_a_replacement_character_in_its_place() -> None:
    assert codec.clean("村\ud800务\udfff公开𠮷") == "村\ufffd务\ufffd公开𠮷"


@pytest.mark.parametrize(
    "text", ["[]", "7", '{"no_such_field": 1}', '{"title": 3}', "{"]
)
def test_what_is_no_packed_value_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a Metadata|Expecting"):
        codec.loads(Metadata, text)


def test_a_damaged_structure_is_a_value_error() -> None:
    structure = bytearray(codec.dump_structure(Extract("", ())))
    structure[-1] ^= 1
    with pytest.raises(ValueError, match="incorrect data check"):
        codec.load_structure(bytes(structure), "")


def test_pages_are_read_alone_and_none_of_a_damaged_structure() -> None:
    pages = (Span(0, 3), Span(3, 9))
    whole = codec.dump_structure(Extract("一二三四五六七八九", (), pages))
    assert codec.load_pages(whole) == pages
    assert codec.load_pages(codec.dump_structure(Extract("", ()))) == ()
    broken = zlib.compress(b'{"pages": [3]}')
    assert [codec.load_pages(bad) for bad in (b"", b"?", whole[:-6], broken)] == [
        ()
    ] * 4

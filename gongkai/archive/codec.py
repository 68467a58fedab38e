"""Our dataclasses as compact JSON and back, exactly, guided by their type hints.

A dataclass becomes an object of its fields that differ from their defaults, so a
field that is added later with a default needs no migration. Blocks and cells come
in thousands and become arrays without their trailing defaults.

`packer` and `unpacker` build a function once for each type; measured, a record
with 200 table cells packs in 0.5 ms and unpacks in 0.7 ms.
"""

from __future__ import annotations

import dataclasses
import json
import re
import types
import typing
import zlib
from collections.abc import Callable
from enum import Enum
from functools import cache
from typing import Any, TypeVar

from gongkai.model import Block, Cell, Extract, Span

T = TypeVar("T")
Function = Callable[[Any], Any]

_NUMEROUS = (Block, Cell)
_PLAIN = (str, int, float, bool)
_LEVEL = 1  # of zlib: a sixth of the size; level 6 saves little more for twice the time


def dumps(value: object) -> str:
    """A dataclass as JSON text that every database can keep."""
    kind: Any = type(value)
    packed = packer(kind)(value)
    return clean(json.dumps(packed, ensure_ascii=False, separators=(",", ":")))


def loads(kind: type[T], text: str) -> T:
    """The dataclass that `dumps` was given. Raises ValueError for anything else."""
    plain: Any = kind
    try:
        value: T = unpacker(plain)(json.loads(text))
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"not a {kind.__name__}: {error}") from error
    return value


def dump_structure(extract: Extract) -> bytes:
    """All of an extract but its text, compressed."""
    bare = dataclasses.replace(extract, text="")
    return zlib.compress(dumps(bare).encode(), _LEVEL)


def load_structure(structure: bytes, text: str) -> Extract:
    """The extract again. Raises ValueError when the structure is not one."""
    return dataclasses.replace(loads(Extract, structure_json(structure)), text=text)


def load_pages(structure: bytes) -> tuple[Span, ...]:
    """The pages in a structure; none when it is damaged, which `verify` tells."""
    try:
        pages = json.loads(structure_json(structure)).get("pages", ())
        return tuple(Span(*page) for page in pages)
    except (ValueError, TypeError, AttributeError):
        return ()


def load_notes(structure: bytes) -> tuple[str, ...]:
    """The notes in a structure; none when it is damaged, which `verify` tells."""
    try:
        return tuple(json.loads(structure_json(structure)).get("notes", ()))
    except (ValueError, TypeError, AttributeError):
        return ()


def structure_json(structure: bytes) -> str:
    """The JSON in a structure. Raises ValueError when it is damaged."""
    try:
        return zlib.decompress(structure).decode()
    except zlib.error as error:
        raise ValueError(str(error)) from error


_SURROGATE = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """The text without lone surrogates, which no database takes; spans stay true."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text


@cache
def packer(kind: Any) -> Function:
    """A function from values of a type to what `json` can write."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if kind in _PLAIN or kind is Span or _is_enum(kind):
        return _same
    if origin is tuple:
        return _list_packer(packer(arguments[0]))
    if origin in (types.UnionType, typing.Union):
        return _optional(packer(_some(arguments)))
    if kind in _NUMEROUS:
        return _array_packer(kind)
    return _object_packer(kind)


@cache
def unpacker(kind: Any) -> Function:
    """The inverse of `packer`, after a passage through JSON."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if kind in _PLAIN:
        return _same
    if kind is Span:
        return _span
    if _is_enum(kind):
        members: Function = kind
        return members
    if origin is tuple:
        return _tuple_unpacker(unpacker(arguments[0]))
    if origin in (types.UnionType, typing.Union):
        return _optional(unpacker(_some(arguments)))
    if kind in _NUMEROUS:
        return _array_unpacker(kind)
    return _object_unpacker(kind)


def _is_enum(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Enum)


def _some(arguments: tuple[Any, ...]) -> Any:
    """X of `X | None`."""
    (some,) = (argument for argument in arguments if argument is not type(None))
    return some


def _same(value: Any) -> Any:
    return value


def _span(value: Any) -> Span:
    return Span(*value)


def _optional(function: Function) -> Function:
    return lambda value: None if value is None else function(value)


def _list_packer(item: Function) -> Function:
    return lambda values: [item(value) for value in values]


def _tuple_unpacker(item: Function) -> Function:
    return lambda values: tuple([item(value) for value in values])


def _fields(kind: Any) -> list[tuple[str, Any, Any]]:
    """Name, type and default of each field, with type variables filled in."""
    plain = typing.get_origin(kind) or kind
    parameters = getattr(plain, "__parameters__", ())
    filled = dict(zip(parameters, typing.get_args(kind), strict=True))
    hints = typing.get_type_hints(plain)
    return [
        (field.name, filled.get(hints[field.name], hints[field.name]), field.default)
        for field in dataclasses.fields(plain)
    ]


def _object_packer(kind: Any) -> Function:
    fields = [(name, packer(hint), default) for name, hint, default in _fields(kind)]

    def pack(value: Any) -> dict[str, Any]:
        packed = {}
        for name, function, default in fields:
            part = getattr(value, name)
            if part != default:
                packed[name] = function(part)
        return packed

    return pack


def _object_unpacker(kind: Any) -> Function:
    functions = {name: unpacker(hint) for name, hint, _ in _fields(kind)}
    make = typing.get_origin(kind) or kind

    def unpack(packed: Any) -> Any:
        return make(**{name: functions[name](part) for name, part in packed.items()})

    return unpack


def _array_packer(kind: Any) -> Function:
    fields = [(name, packer(hint), default) for name, hint, default in _fields(kind)]

    def pack(value: Any) -> list[Any]:
        parts = [getattr(value, name) for name, _, _ in fields]
        used = len(parts)
        while used and parts[used - 1] == fields[used - 1][2]:
            used -= 1
        return [fields[index][1](parts[index]) for index in range(used)]

    return pack


def _array_unpacker(kind: Any) -> Function:
    functions = [unpacker(hint) for _, hint, _ in _fields(kind)]

    def unpack(packed: Any) -> Any:
        return kind(
            *[function(part) for function, part in zip(functions, packed, strict=False)]
        )

    return unpack

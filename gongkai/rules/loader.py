"""Rule files → `Rulebook`. Strict: whatever cannot be meant is refused with file and line."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from gongkai.errors import RuleError
from gongkai.pattern import Sieve
from gongkai.rules import entries, patterns
from gongkai.rules.entries import Names, Reader
from gongkai.rules.law import Law
from gongkai.rules.schema import Rulebook
from gongkai.rules.scoring import read_scoring
from gongkai.rules.tree import Value, parse
from gongkai.rules.versions import read_versions
from gongkai.rules.wording import read_wording

T = TypeVar("T")

BUILT_IN = Path(__file__).parent / "data"
_KEYS = {
    "citations": "id",
    "families": "code",
    "categories": "code",
    "genres": "code",
    "elements": "id",
    "value_rules": "id",
    "cross_rules": "id",
    "conditions": "id",
    "requirements": "id",
    "privacy": "id",
    "time_limits": "name",
    "versions": "key",
}
"""The sections that are lists, each with the key that tells its entries apart."""
_VERSION = re.compile(rb"^version\s*:", re.MULTILINE)
_MAPPINGS = ("macros", "base", "scoring", "wording")
_ORDERED = ("genres", "privacy")  # tried in turn: the user's own come first
_TOP_KEYS = (
    "version",
    "family",
    *_MAPPINGS,
    *(key for key in _KEYS if key != "families"),
)


@dataclass(slots=True)
class Layer:
    """The entries of one folder by section and key."""

    sections: dict[str, dict[str, Value]] = field(
        default_factory=lambda: {name: {} for name in (*_KEYS, *_MAPPINGS)}
    )
    version: str = ""


class Edition(NamedTuple):
    """Which rules they are: by their bytes, and by the name that they give themselves."""

    digest: str
    version: str


def edition(overlay: Path | None = None) -> Edition:
    """What `load` would say of the same rules, in a hundredth of the time.

    Raises RuleError for a folder or a file that cannot be read, and for nothing else.
    """
    digest = hashlib.sha256()
    version = ""
    for folder in (BUILT_IN, *([overlay] if overlay else [])):
        for path, data in _files(folder, digest.update):
            root = parse(path, data) if _VERSION.search(data) else None
            if root is not None:
                version = root.fields((), _TOP_KEYS).text("version", version)
    return Edition(digest.hexdigest(), version)


def files(folder: Path) -> dict[str, bytes]:
    """The rule files of a folder, by their path in it: all that the rules depend on.

    Raises RuleError for a folder or a file that cannot be read.
    """
    return {
        path.relative_to(folder).as_posix(): data
        for path, data in _files(folder, lambda _: None)
    }


def load(overlay: Path | None = None, *, prove: bool = False) -> Rulebook:
    """The built-in rules, overlaid by those of a user's folder.

    Raises RuleError, which names file and line, for whatever a rule cannot mean. The
    regular expressions of the built-in rules are proven by our tests, so they are
    compiled when they are needed, unless they are to be proven here and now.
    """
    digest = hashlib.sha256()
    layers = [_read_folder(BUILT_IN, digest.update, is_proven=not prove)]
    if overlay is not None:
        layers.append(_read_folder(overlay, digest.update))
    merged, names = _merge(layers)
    version = next(layer.version for layer in reversed(layers) if layer.version)
    try:
        return _build(merged, names, digest.hexdigest(), version)
    except re.error:
        return load(overlay, prove=True)


def _read_folder(
    folder: Path, update: Callable[[bytes], None], *, is_proven: bool = False
) -> Layer:
    layer = Layer()
    for path, data in _files(folder, update):
        root = parse(path, data, is_proven=is_proven)
        if root is not None:
            _read_file(root, layer)
    return layer


def _files(
    folder: Path, update: Callable[[bytes], None]
) -> Iterator[tuple[Path, bytes]]:
    """The rule files of a folder in their order, each told to the digest."""
    if not folder.is_dir():
        raise RuleError(
            "没有这个文件夹；--rules 后面应写放规则文件的文件夹。", folder, 1
        )
    files = sorted(filter(_is_rule_file, folder.rglob("*")))
    if not files:
        raise RuleError("这个文件夹里没有规则文件（.yaml）。", folder, 1)
    for path in files:
        try:
            data = path.read_bytes()
        except OSError as error:
            raise RuleError(f"读不了这个文件：{error.strerror}。", path, 1) from None
        update(
            path.relative_to(folder).as_posix().encode() + b"\0%d\0" % len(data) + data
        )
        yield path, data


def _is_rule_file(path: Path) -> bool:
    return path.suffix in (".yaml", ".yml") and not path.name.startswith(".")


def _read_file(root: Value, layer: Layer) -> None:
    fields = root.fields((), _TOP_KEYS)
    layer.version = fields.text("version", layer.version)
    for key, value in fields.values.items():
        if key == "family":
            _add(layer, "families", value)
        elif key in _MAPPINGS:
            for name, one in value.pairs():
                _put(layer, key, name, one)
        elif key != "version":
            for entry in value.items():
                _add(layer, key, entry)


def _add(layer: Layer, section: str, entry: Value) -> None:
    key = _KEYS[section]
    for name, value in entry.pairs():
        if name.text() == key:
            _put(layer, section, value, entry)
            return
    entry.refuse(f"缺少“{key}”。")


def _put(layer: Layer, section: str, name: Value, entry: Value) -> None:
    there = layer.sections[section]
    code = name.text()
    if code in there:
        first = there[code]
        name.refuse(
            f"“{code}”已经写在 {first.path.name} 第 {first.line} 行，不能重复。"
        )
    there[code] = entry


def _merge(layers: list[Layer]) -> tuple[dict[str, dict[str, Value]], Names]:
    """Later layers replace entries of the same code, add new ones and retire old ones."""
    merged: dict[str, dict[str, Value]] = {}
    names = Names()
    for section in (*_KEYS, *_MAPPINGS):
        every: dict[str, Value] = {}
        for layer in layers:
            own = layer.sections[section]
            if section in _ORDERED:
                every = {key: own[key] for key in own if key not in every} | every
            every |= own
        retired = {key for key, entry in every.items() if _is_retired(entry)}
        merged[section] = {key: one for key, one in every.items() if key not in retired}
        names.live[section] = set(merged[section])
        names.retired[section] = retired
    return merged, names


def _is_retired(entry: Value) -> bool:
    if not entry.is_mapping:
        return False
    return any(
        key.text() == "status" and value.text() == "retired"
        for key, value in entry.pairs()
    )


def _build(
    merged: Mapping[str, Mapping[str, Value]], names: Names, digest: str, version: str
) -> Rulebook:
    citations = _each(merged["citations"], entries.citation)
    reader = Reader(names, patterns.read_macros(merged["macros"]), citations)
    families = _each(merged["families"], reader.family)
    versions = read_versions(merged["versions"], citations, names)
    genres = tuple(_numbered(merged["genres"], reader.genre))
    elements = _each(merged["elements"], reader.element)
    base = _each(_base(merged["base"], names), partial(reader.row, parents={}))
    return Rulebook(
        families=families,
        categories=_each(
            merged["categories"], partial(reader.category, families=families)
        ),
        genres=genres,
        cues=Sieve((one, cue) for one in genres for cue in one.cues),
        elements=elements,
        labels=frozenset(label for one in elements.values() for label in one.labels),
        conditions=_each(merged["conditions"], reader.condition),
        base=base,
        requirements=_each(
            merged["requirements"], partial(reader.requirement, base=base)
        ),
        value_rules=_each(merged["value_rules"], reader.value_rule),
        cross_rules=_each(merged["cross_rules"], reader.cross_rule),
        time_limits=tuple(
            limit
            for limit in map(reader.time_limit, merged["time_limits"].values())
            if limit
        ),
        privacy=tuple(_numbered(merged["privacy"], reader.privacy_rule)),
        versions=versions,
        law=Law.of(versions, citations),
        citations=citations,
        scoring=read_scoring(merged["scoring"], names),
        wording=read_wording(merged["wording"]),
        digest=digest,
        version=version,
    )


def _base(rows: Mapping[str, Value], names: Names) -> dict[str, Value]:
    """The base rows of genres that are not retired; every one must be of a genre."""
    for genre, value in rows.items():
        if genre not in names.live["genres"] | names.retired["genres"]:
            value.refuse(f"没有文种“{genre}”。")
    return {genre: rows[genre] for genre in rows if genre in names.live["genres"]}


def _each(values: Mapping[str, Value], read: Callable[[Value], T]) -> dict[str, T]:
    return {key: read(value) for key, value in values.items()}


def _numbered(
    values: Mapping[str, Value], read: Callable[[Value, int], T]
) -> Iterator[T]:
    return (read(value, order) for order, value in enumerate(values.values(), 1))

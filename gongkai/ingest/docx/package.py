"""The parts of a Word document: found by their relationships, parsed with distrust."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from gongkai.errors import CorruptError
from gongkai.ingest import markup
from gongkai.ingest.zips import Package, Packed

# ISO "strict" documents use other namespaces for the same vocabulary.
_STRICT_HOST = b"http://purl.oclc.org/ooxml/"
_STRICT = re.compile(
    rb"http://purl\.oclc\.org/ooxml/(wordprocessingml|officeDocument)/"
)
_TRANSITIONAL = rb"http://schemas.openxmlformats.org/\1/2006/"

_RELATIONSHIP = (
    "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
)
_USUAL_MAIN = "word/document.xml"


class Relation(NamedTuple):
    """A part that another part refers to by `id`."""

    id: str
    kind: str  # the last word of its type: header, styles …
    target: str  # the name of the part


def parse(xml: bytes, name: str) -> etree._Element:
    """The root of a part, in the usual namespaces.

    Raises CorruptError or LimitError.
    """
    if _STRICT_HOST in xml:
        xml = _STRICT.sub(_TRANSITIONAL, xml)
    return markup.parse(xml, name)


class Parts:
    """The main part of a document and the parts that belong to it."""

    def __init__(self, data: bytes) -> None:
        """Raises an IngestError when the package cannot be opened or has no main part."""
        self._package = Package(data)
        self.main_name = self._find_main()
        self._relations = {relation.id: relation for relation in self._read_relations()}

    def main(self) -> etree._Element:
        return self._parse(self.main_name)

    def of_kind(self, kind: str) -> etree._Element | None:
        """The first part of a kind (styles, numbering, footnotes …), if there is one."""
        name = self._name_of(kind)
        return None if name is None else parse(self._package.read(name), kind)

    def packed_of_kind(self, kind: str) -> Packed | None:
        """The same as it lies in the file, neither unpacked nor parsed."""
        name = self._name_of(kind)
        return None if name is None else self._package.packed(name)

    def by_id(self, relation_id: str) -> etree._Element | None:
        """The part that the main part refers to by an id, if it is there."""
        data = self.bytes_by_id(relation_id)
        return (
            None if data is None else parse(data, self._relations[relation_id].target)
        )

    def bytes_by_id(self, relation_id: str) -> bytes | None:
        """The same, not parsed."""
        relation = self._relations.get(relation_id)
        if relation is None or relation.target not in self._package:
            return None
        return self._package.read(relation.target)

    def has_kind(self, kind: str) -> bool:
        return any(relation.kind == kind for relation in self._relations.values())

    def _name_of(self, kind: str) -> str | None:
        for relation in self._relations.values():
            if relation.kind == kind and relation.target in self._package:
                return relation.target
        return None

    def _parse(self, name: str) -> etree._Element:
        return parse(self._package.read(name), name)

    def _find_main(self) -> str:
        for relation in _relations(self._package, "_rels/.rels", ""):
            if relation.kind == "officeDocument" and relation.target in self._package:
                return relation.target
        if _USUAL_MAIN in self._package:
            return _USUAL_MAIN
        raise CorruptError("the package has no main part")

    def _read_relations(self) -> Iterator[Relation]:
        folder, base = posixpath.split(self.main_name)
        return _relations(self._package, f"{folder}/_rels/{base}.rels", folder)


def _relations(package: Package, name: str, folder: str) -> Iterator[Relation]:
    """The relations in a part, none when it is missing. External ones are left out."""
    if name not in package:
        return
    for element in parse(package.read(name), name).iter(_RELATIONSHIP):
        if element.get("TargetMode") != "External":
            target = posixpath.normpath(
                posixpath.join("/", folder, element.get("Target", ""))
            )
            kind = element.get("Type", "").rpartition("/")[2]
            yield Relation(element.get("Id", ""), kind, target.lstrip("/"))

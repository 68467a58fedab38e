"""The parts of an OFD package, found by the locations that other parts give."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial
from typing import NamedTuple

from lxml import etree

from gongkai.errors import CorruptError, EncryptedError, FailureCode, LimitError
from gongkai.ingest import markup
from gongkai.ingest.ofd.values import numbers
from gongkai.ingest.pages.line import is_bold_name
from gongkai.ingest.zips import Package

MOST_XML = 64 << 20  # bytes of a part
_MAIN = "OFD.xml"
_ENCRYPTIONS = "Encryptions.xml"
_A4 = (210.0, 297.0)  # millimetres
_LARGEST = 100_000.0  # millimetres


class Leaf(NamedTuple):
    """A page before it is read."""

    id: str
    location: str


class Resources(NamedTuple):
    """What pages refer to by number."""

    bold: frozenset[str]  # fonts
    units: dict[str, etree._Element]  # drawings that are used more than once
    pictures: dict[str, str]  # where they are in the package


def documents(package: Package) -> Iterator[Document]:
    """The documents of a package; there is seldom more than one.

    Raises EncryptedError, CorruptError or LimitError.
    """
    if _ENCRYPTIONS in package:
        raise EncryptedError("the parts of the package are encrypted")
    root = _part(package, _MAIN)
    for body in root.iterchildren("{*}DocBody"):
        location = _location(body, "DocRoot", "", package)
        if location:
            yield Document(package, location, body)


class Document:
    """One document of a package: its pages and all that they refer to."""

    def __init__(self, package: Package, location: str, body: etree._Element) -> None:
        self._package = package
        self._folder = posixpath.dirname(location)
        self._body = body
        self._root = _part(package, location)
        self._parts: dict[str, etree._Element | None] = {}
        self._resources: dict[str, Resources] = {}

    def part(self, location: str) -> etree._Element:
        """The root of a part. Raises CorruptError or LimitError."""
        return _part(self._package, location)

    @property
    def leaves(self) -> Iterator[Leaf]:
        for pages in self._root.iterchildren("{*}Pages"):
            for page in pages.iterchildren("{*}Page"):
                location = self._resolved(page.get("BaseLoc", ""), self._folder)
                yield Leaf(page.get("ID", ""), location)

    @cached_property
    def shared(self) -> Resources:
        """The resources that are open to all pages."""
        found = [
            self._resources_at(self._resolved(element.text or "", self._folder))
            for common in self._root.iterchildren("{*}CommonData")
            for element in common.iterchildren("{*}PublicRes", "{*}DocumentRes")
        ]
        return _together(found)

    def resources(self, page: etree._Element, location: str) -> Resources:
        """The resources that are open to a page."""
        folder = posixpath.dirname(location)
        found = [
            self._resources_at(self._resolved(element.text or "", folder))
            for element in page.iterchildren("{*}PageRes")
        ]
        return _together([self.shared, *found]) if found else self.shared

    def size(self, page: etree._Element) -> tuple[float, float]:
        """Width and height of a page in millimetres."""
        for area in (
            *page.iterchildren("{*}Area"),
            *self._root.iterfind("{*}CommonData/{*}PageArea"),
        ):
            values = numbers(area.findtext("{*}PhysicalBox") or "")
            if len(values) == 4 and all(0 < side < _LARGEST for side in values[2:]):
                return values[2], values[3]
        return _A4

    def templates(self, page: etree._Element) -> list[etree._Element]:
        """The pages that lie under a page, then those that lie over it."""
        found = []
        for element in page.iterchildren("{*}Template"):
            location = self._template_locations.get(element.get("TemplateID", ""))
            template = self._optional(location) if location else None
            if template is not None:
                found.append((element.get("ZOrder") == "Foreground", template))
        return [template for _, template in sorted(found, key=lambda pair: pair[0])]

    def appearances(self, leaf: Leaf) -> Iterator[etree._Element]:
        """What the annotations of a page show."""
        for location in self._annotations.get(leaf.id, ()):
            root = self._optional(location)
            for annotation in root.iterchildren("{*}Annot") if root is not None else ():
                if annotation.get("Visible") != "false":
                    yield from annotation.iterchildren("{*}Appearance")

    def notes(self) -> Iterator[str]:
        """What is in the document beside pages."""
        kinds = Counter(self._signatures())
        if seals := kinds["Seal"]:
            yield f"signed by seal ({seals}), not verified"
        if others := kinds.total() - seals:
            yield f"signed without a seal ({others}), not verified"
        names = [
            element.get("Name") or "without a name"
            for element in self._listed(self._root, "Attachments", "Attachment")
        ]
        if names:
            yield f"attachments left out: {', '.join(names[:20])}"
        if None in self._parts.values():
            yield "damaged or missing parts left out"

    def _signatures(self) -> Iterator[str]:
        for element in self._listed(self._body, "Signatures", "Signature", folder=""):
            yield element.get("Type") or "Seal"

    def _listed(
        self, owner: etree._Element, part: str, kind: str, folder: str | None = None
    ) -> Iterator[etree._Element]:
        """The entries of a part that lists things."""
        location = _location(
            owner, part, self._folder if folder is None else folder, self._package
        )
        root = self._optional(location) if location else None
        if root is not None:
            yield from root.iterchildren(f"{{*}}{kind}")

    @cached_property
    def _template_locations(self) -> dict[str, str]:
        return {
            element.get("ID", ""): self._resolved(
                element.get("BaseLoc", ""), self._folder
            )
            for element in self._root.iterfind("{*}CommonData/{*}TemplatePage")
        }

    @cached_property
    def _annotations(self) -> dict[str, list[str]]:
        """Where the annotations are, by the page they belong to."""
        found: dict[str, list[str]] = {}
        location = _location(self._root, "Annotations", self._folder, self._package)
        folder = posixpath.dirname(location)
        for page in self._listed(self._root, "Annotations", "Page"):
            where = self._resolved(page.findtext("{*}FileLoc") or "", folder)
            found.setdefault(page.get("PageID", ""), []).append(where)
        return found

    def _resources_at(self, location: str) -> Resources:
        if location not in self._resources:
            root = self._optional(location)
            self._resources[location] = (
                Resources(frozenset(), {}, {})
                if root is None
                else _read(root, partial(self._picture_at, root, location))
            )
        return self._resources[location]

    def _picture_at(self, root: etree._Element, location: str, file: str) -> str:
        """Where a picture is that the resources at a location name."""
        folder = posixpath.dirname(location)
        own = posixpath.join(folder, (root.get("BaseLoc") or "").strip())
        return self._resolved(file, own)

    def picture(self, location: str) -> bytes | None:
        """The bytes of a picture, if it is there. Raises CorruptError or LimitError."""
        return self._package.read(location) if location in self._package else None

    def _optional(self, location: str) -> etree._Element | None:
        """A part that pages can do without, parsed once: None when it is damaged."""
        if location not in self._parts:
            try:
                self._parts[location] = _part(self._package, location)
            except CorruptError:
                self._parts[location] = None
        return self._parts[location]

    def _resolved(self, location: str, folder: str) -> str:
        return _resolved(location, folder, self._package)


def _part(package: Package, location: str) -> etree._Element:
    if location not in package:
        raise CorruptError(f"{location or 'a part'} is missing")
    xml = package.read(location)
    if len(xml) > MOST_XML:
        raise LimitError(FailureCode.LIMIT_SIZE, f"{location} has {len(xml)} bytes")
    return markup.parse(xml.lstrip(), location)


def _location(owner: etree._Element, kind: str, folder: str, package: Package) -> str:
    """Where the part is that a child names, or an empty string."""
    text = owner.findtext(f"{{*}}{kind}") or ""
    return _resolved(text, folder, package)


def _resolved(location: str, folder: str, package: Package) -> str:
    """The name of a part. Some programs leave out the slash of a full location."""
    location = location.strip().replace("\\", "/")
    if not location:
        return ""
    relative = posixpath.normpath(posixpath.join("/", folder, location)).lstrip("/")
    full = posixpath.normpath(posixpath.join("/", location)).lstrip("/")
    return full if relative not in package and full in package else relative


def _read(root: etree._Element, place: Callable[[str], str]) -> Resources:
    bold = frozenset(
        font.get("ID", "")
        for font in root.iter("{*}Font")
        if font.get("Bold") == "true"
        or is_bold_name(font.get("FontName", ""))
        or is_bold_name(font.get("FamilyName", ""))
    )
    units = {unit.get("ID", ""): unit for unit in root.iter("{*}CompositeGraphicUnit")}
    pictures = {
        media.get("ID", ""): place(media.findtext("{*}MediaFile") or "")
        for media in root.iter("{*}MultiMedia")
        if media.get("Type") == "Image"
    }
    return Resources(bold, units, pictures)


def _together(found: Iterable[Resources]) -> Resources:
    bold: frozenset[str] = frozenset()
    units: dict[str, etree._Element] = {}
    pictures: dict[str, str] = {}
    for resources in found:
        bold |= resources.bold
        units |= resources.units
        pictures |= resources.pictures
    return Resources(bold, units, pictures)

"""Word documents made from a few lines of XML, so that a test shows all there is."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

import pytest

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types"><Override PartName="/word/document.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument'
    '.wordprocessingml.document.main+xml"/></Types>'
)


def part(root: str, content: str) -> str:
    return f"<w:{root} {NAMESPACES}>{content}</w:{root}>"


def relations(targets: Mapping[str, str]) -> str:
    """Relationships by target, each with its type; the target's stem is its id."""
    items = "".join(
        f'<Relationship Id="{target.partition(".")[0]}" Type="{R}/{kind}" Target="{target}"/>'
        for target, kind in targets.items()
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{items}</Relationships>'


def package(members: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def document(body: str, **parts: str) -> bytes:
    """A .docx with a body, and parts by name: styles="<w:style …/>", header1="<w:p/>" …"""
    kinds = {"header": "hdr", "footer": "ftr"}
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": relations({"word/document.xml": "officeDocument"}),
        "word/document.xml": part("document", f"<w:body>{body}</w:body>"),
    }
    targets = {}
    for name, content in parts.items():
        kind = name.rstrip("0123456789")
        members[f"word/{name}.xml"] = part(kinds.get(kind, kind), content)
        targets[f"{name}.xml"] = kind
    members["word/_rels/document.xml.rels"] = relations(targets)
    return package(members)


@pytest.fixture
def docx() -> Callable[..., bytes]:
    """Makes a .docx of a body and further parts, all in XML."""
    return document


@pytest.fixture
def zipped() -> Callable[[Mapping[str, str | bytes]], bytes]:
    """Makes a zip package of members by name."""
    return package

"""OFD packages written down object by object, as programs write them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

import pytest

NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
SIZE = 4.0  # millimetres
LEADING = 7.0


def root(kind: str, content: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><ofd:{kind} {NAMESPACE}>{content}</ofd:{kind}>'


def code(words: str, attributes: str = "") -> str:
    return f"<ofd:TextCode {attributes}>{escape(words)}</ofd:TextCode>"


class Package:
    """A package that grows; measures are millimetres from the upper left corner."""

    def __init__(self) -> None:
        self.pages: list[list[str]] = [[]]
        self.templates: list[str] = []
        self.parts: dict[str, str | bytes] = {}
        self.body = ""  # further children of the DocBody
        self.document = ""  # and of the Document
        self.common = ""  # and of its CommonData
        self.box = "0 0 210 297"

    def page(self) -> Package:
        self.pages.append([])
        return self

    def add(self, xml: str) -> Package:
        self.pages[-1].append(xml)
        return self

    def text(
        self,
        words: str,
        x: float = 30,
        y: float = 40,
        size: float = SIZE,
        attributes: str = "",
    ) -> Package:
        """Words with an even distance, their first baseline at a height."""
        width = size * sum(1.0 if char > "\u2e80" else 0.5 for char in words)
        steps = " ".join(
            f"{size if char > chr(0x2E80) else size / 2:g}" for char in words[:-1]
        )
        place = f'Boundary="{x:g} {y - size:g} {width:g} {size:g}" Size="{size:g}"'
        where = f'X="0" Y="{size:g}" DeltaX="{steps}"'
        return self.add(
            f'<ofd:TextObject ID="9" Font="1" {place} {attributes}>{code(words, where)}</ofd:TextObject>'
        )

    def lines(self, lines: Sequence[str], x: float = 30, y: float = 40) -> Package:
        for index, line in enumerate(lines):
            indent = len(line) - len(line.lstrip("\u3000"))
            self.text(line.lstrip("\u3000"), x + indent * SIZE, y + index * LEADING)
        return self

    def rule(self, x1: float, y1: float, x2: float, y2: float) -> Package:
        box = f"{x1:g} {y1:g} {x2 - x1:g} {y2 - y1:g}"
        data = f"M 0 0 L {x2 - x1:g} {y2 - y1:g}"
        return self.add(
            f'<ofd:PathObject ID="8" Boundary="{box}"><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>'
        )

    def grid(self, xs: Sequence[float], ys: Sequence[float]) -> Package:
        for x in xs:
            self.rule(x, ys[0], x, ys[-1])
        for y in ys:
            self.rule(xs[0], y, xs[-1], y)
        return self

    def picture(self, box: str = "0 0 210 297") -> Package:
        width, height = box.split()[2:]
        return self.add(
            f'<ofd:ImageObject ID="7" Boundary="{box}" CTM="{width} 0 0 {height} 0 0" ResourceID="5"/>'
        )

    def template(self, xml: str, order: str = "Background") -> Package:
        """Put a template under (or over) all pages."""
        number = len(self.templates)
        self.parts[f"Doc_0/Tpls/Tpl_{number}/Content.xml"] = page(xml)
        self.templates.append(order)
        return self

    def members(self) -> dict[str, str | bytes]:
        used = "".join(
            f'<ofd:Template TemplateID="{900 + index}" ZOrder="{order}"/>'
            for index, order in enumerate(self.templates)
        )
        listed = "".join(
            f'<ofd:TemplatePage ID="{900 + index}" BaseLoc="Tpls/Tpl_{index}/Content.xml"/>'
            for index in range(len(self.templates))
        )
        entries = "".join(
            f'<ofd:Page ID="{index}" BaseLoc="Pages/Page_{index}/Content.xml"/>'
            for index in range(len(self.pages))
        )
        area = f"<ofd:PageArea><ofd:PhysicalBox>{self.box}</ofd:PhysicalBox></ofd:PageArea>"
        return {
            "OFD.xml": root(
                "OFD",
                f"<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot>{self.body}</ofd:DocBody>",
            ),
            "Doc_0/Document.xml": root(
                "Document",
                f"<ofd:CommonData>{area}{listed}{self.common}</ofd:CommonData>"
                f"<ofd:Pages>{entries}</ofd:Pages>{self.document}",
            ),
            **{
                f"Doc_0/Pages/Page_{index}/Content.xml": page("".join(objects), used)
                for index, objects in enumerate(self.pages)
            },
            **self.parts,
        }

    def bytes(self) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self.members().items():
                archive.writestr(name, content)
        return buffer.getvalue()


def page(objects: str, before: str = "") -> str:
    return root(
        "Page",
        f'{before}<ofd:Content><ofd:Layer ID="2">{objects}</ofd:Layer></ofd:Content>',
    )


@pytest.fixture
def package() -> Package:
    """An OFD package with one empty page."""
    return Package()

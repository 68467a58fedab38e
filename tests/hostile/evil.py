"""Files that mean harm, made by us as a test needs them; small, but nasty.

`EVIL` names each, with what must become of it: `archived`, `not_a_document`, codes of
failure, or several where each is right. What must be in the text, and what must not,
goes with it.
"""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

ARCHIVED = frozenset({"archived"})
CANARY = "不该读到的金丝雀"  # stands in a file beside, and must never turn up in a text
NEEDLE = "杏花村水渠维修公示"
PORT = "{port}"  # of a listener that nobody may reach

Content = Callable[[], bytes]


class Evil(NamedTuple):
    """A file, and what must become of it."""

    make: Content
    fates: frozenset[str]
    needle: str = ""  # must be in the text, if there is one


EVIL: dict[str, Evil] = {}


def evil(name: str, *fates: str, needle: str = "") -> Callable[[Content], Content]:
    """Enter what a function makes under a file name."""

    def enter(make: Content) -> Content:
        EVIL[name] = Evil(make, frozenset(fates), needle)
        return make

    return enter


# Word documents ------------------------------------------------------------------

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_P = "http://schemas.openxmlformats.org/package/2006"
_MAIN = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
)
_TYPES = (
    f'<Types xmlns="{_P}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_MAIN}"/></Types>'
)
_RELS = (
    f'<Relationships xmlns="{_P}/relationships"><Relationship Id="d" Target="word/document.xml"'
    f' Type="{_R}/officeDocument"/></Relationships>'
)


def word_document(body: str, before: str = "") -> str:
    """The main part of a Word document; `before` it, what a parser reads first."""
    return f'{before}<w:document xmlns:w="{_W}" xmlns:r="{_R}"><w:body>{body}</w:body></w:document>'


def paragraph(text: str) -> str:
    """A paragraph of the main part."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def package_of(
    main: str | bytes, others: Mapping[str, str | bytes] | None = None
) -> bytes:
    """A Word document of a main part and others."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELS)
        archive.writestr("word/document.xml", main)
        for name, content in (others or {}).items():
            archive.writestr(name, content)
    return buffer.getvalue()


@cache
def docx() -> bytes:
    """A good one, to spoil."""
    return package_of(
        word_document("".join(paragraph(f"{NEEDLE}第{n}号") for n in range(40)))
    )


@evil("bomb_ratio.docx", "limit_ratio")
def bomb_ratio() -> bytes:
    return package_of(word_document(paragraph("a" * (64 << 20))))


@evil("bomb_size.docx", "limit_size")
def bomb_size() -> bytes:
    """Says that it unpacks to three gigabytes; nobody should try whether it does."""
    return _declaring(3_000_000_000)


@evil("bomb_that_lies.docx", "corrupt", "limit_ratio", "limit_size")
def bomb_that_lies() -> bytes:
    """Says it unpacks to a hundred bytes, and unpacks to 64 MB."""
    return _declaring(100, word_document(paragraph("a" * (64 << 20))))


def _declaring(size: int, main: str = "") -> bytes:
    """A package whose directory gives a wrong size for its main part."""
    data = bytearray(package_of(main or word_document(paragraph(NEEDLE))))
    at = data.index(b"PK\x01\x02")
    while data[at + 46 :].startswith((b"[C", b"_r")):
        at = data.index(b"PK\x01\x02", at + 1)
    data[at + 24 : at + 28] = struct.pack("<I", size)
    return bytes(data)


@evil("bomb_of_members.docx", "limit_members")
def bomb_of_members() -> bytes:
    """Seventy thousand entries of one and the same member, in a directory of our own."""
    data = package_of(word_document(paragraph(NEEDLE)))
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry = data[start : data.index(b"PK\x01\x02", start + 1)]
    directory = entry * 70_000 + data[start:end]
    count = 70_000 + 3
    where = start + len(directory)
    zip64 = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, len(directory), start)  # fmt: skip
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, where, 1)
    close = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(directory), start, 0)  # fmt: skip
    return data[:start] + directory + zip64 + locator + close


@evil("entities_billion.docx", "limit_size", "limit_ratio")
def entities_billion() -> bytes:
    bombs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    doctype = f'<!DOCTYPE x [<!ENTITY l0 "lol">{bombs}]>'
    return package_of(word_document(paragraph(f"{NEEDLE}&l11;"), doctype))


@evil("entities_quadratic.docx", "limit_size", "limit_ratio")
def entities_quadratic() -> bytes:
    doctype = f'<!DOCTYPE x [<!ENTITY a "{"a" * 100_000}">]>'
    return package_of(word_document(paragraph(NEEDLE + "&a;" * 20_000), doctype))


@evil("entity_of_a_file.docx", "archived", "corrupt")
def entity_of_a_file() -> bytes:
    doctype = '<!DOCTYPE x [<!ENTITY e SYSTEM "{canary}">]>'
    return package_of(word_document(paragraph(f"{NEEDLE}&e;"), doctype))


@evil("entity_of_the_network.docx", "archived", "corrupt")
def entity_of_the_network() -> bytes:
    doctype = f'<!DOCTYPE x SYSTEM "http://127.0.0.1:{PORT}/dtd" [<!ENTITY e SYSTEM "http://127.0.0.1:{PORT}/e">]>'
    return package_of(word_document(paragraph(f"{NEEDLE}&e;"), doctype))


@evil("parts_of_the_network.docx", "archived", needle=NEEDLE)
def parts_of_the_network() -> bytes:
    """A template, a picture and a chunk that live elsewhere."""
    kinds = {"t": "attachedTemplate", "i": "image", "c": "aFChunk", "f": "footnotes"}
    relations = "".join(
        f'<Relationship Id="{id}" Type="{_R}/{kind}" TargetMode="External"'
        f' Target="http://127.0.0.1:{PORT}/{kind}"/>'
        for id, kind in kinds.items()
    )
    rels = f'<Relationships xmlns="{_P}/relationships">{relations}</Relationships>'
    body = f'{paragraph(NEEDLE)}<w:altChunk r:id="c"/>'
    return package_of(word_document(body), {"word/_rels/document.xml.rels": rels})


@evil("part_outside.docx", "archived", "corrupt")
def part_outside() -> bytes:
    """Relations that lead up and out of the package, and members named so."""
    rels = (
        f'<Relationships xmlns="{_P}/relationships"><Relationship Id="s"'
        f' Type="{_R}/styles" Target="../../../../../../{{canary}}"/></Relationships>'
    )
    others = {
        "word/_rels/document.xml.rels": rels,
        "../../outside.txt": "x",
        "/outside.txt": "x",
        "..\\..\\outside.txt": "x",
        "C:\\outside.txt": "x",
    }
    return package_of(word_document(paragraph(NEEDLE)), others)


@evil("nested_tables.docx", "archived", "limit_depth", "corrupt")
def nested_tables() -> bytes:
    table = "<w:tbl><w:tr><w:tc>"
    close = "</w:tc></w:tr></w:tbl>"
    return package_of(word_document(table * 200 + paragraph(NEEDLE) + close * 200))


@evil("nested_elements.docx", "limit_depth", "corrupt")
def nested_elements() -> bytes:
    return package_of(word_document("<w:sdt>" * 100_000 + "</w:sdt>" * 100_000))


@evil("paragraphs_100_000.docx", "archived", needle=f"{NEEDLE}末段")
def paragraphs() -> bytes:
    body = paragraph("渠") * 100_000
    return package_of(word_document(body + paragraph(f"{NEEDLE}末段")))


@evil("cell_of_200_000.docx", "archived", needle=f"{NEEDLE}末尾")
def cell_of_many() -> bytes:
    rng = random.Random(2)
    text = "".join(chr(rng.randrange(0x4E00, 0x9FA5)) for _ in range(200_000))
    cell = (
        f"<w:tbl><w:tr><w:tc>{paragraph(f'{text}{NEEDLE}末尾')}</w:tc></w:tr></w:tbl>"
    )
    return package_of(word_document(cell))


@evil("cell_over_a_hundred_million.docx", "archived", needle=NEEDLE)
def cell_over_many() -> bytes:
    span = '<w:tcPr><w:gridSpan w:val="100000000"/></w:tcPr>'
    return package_of(
        word_document(
            f"<w:tbl><w:tr><w:tc>{span}{paragraph(NEEDLE)}</w:tc></w:tr></w:tbl>"
        )
    )


@evil("styles_in_a_ring.docx", "archived", needle=NEEDLE)
def styles_in_a_ring() -> bytes:
    styles = "".join(
        f'<w:style w:styleId="s{n}"><w:basedOn w:val="s{(n + 1) % 3}"/></w:style>'
        for n in range(3)
    )
    body = f'<w:p><w:pPr><w:pStyle w:val="s0"/></w:pPr><w:r><w:t>{NEEDLE}</w:t></w:r></w:p>'
    rels = (
        f'<Relationships xmlns="{_P}/relationships"><Relationship Id="s"'
        f' Type="{_R}/styles" Target="styles.xml"/></Relationships>'
    )
    others = {
        "word/styles.xml": f'<w:styles xmlns:w="{_W}">{styles}</w:styles>',
        "word/_rels/document.xml.rels": rels,
    }
    return package_of(word_document(body), others)


# PDF -----------------------------------------------------------------------------


def _pdf(*objects: str | bytes) -> bytes:
    out = b"%PDF-1.7\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        raw = content.encode("latin-1") if isinstance(content, str) else content
        out += b"%d 0 obj\n%b\nendobj\n" % (number, raw)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    return out + trailer + b"startxref\n%d\n%%%%EOF\n" % start


_CATALOG = "<< /Type /Catalog /Pages 2 0 R >>"
_PAGES = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
_PAGE = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> {more} >> >>"
_FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def _stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(data), more, data)


def _show(text: str) -> bytes:
    return f"BT /F 12 Tf 72 720 Td ({text}) Tj ET".encode()


@cache
def pdf() -> bytes:
    """A good one, to spoil."""
    text = b"\n".join(
        f"BT /F 12 Tf 72 {800 - 14 * n} Td (A notice of water works, number {n}) Tj ET".encode()
        for n in range(40)
    )
    page = _PAGE.replace("{more}", "")
    return _pdf(_CATALOG, _PAGES, page, _stream(text), _FONT)


@evil("pages_in_a_ring.pdf", "corrupt")
def pages_in_a_ring() -> bytes:
    return _pdf(
        _CATALOG, "<< /Type /Pages /Kids [3 0 R] /Count 9 >>",
        "<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 3 0 R] /Count 9 >>",
    )  # fmt: skip


@evil("pages_two_billion.pdf", "limit_pages", "corrupt", "empty")
def pages_two_billion() -> bytes:
    return _pdf(_CATALOG, "<< /Type /Pages /Kids [] /Count 2000000000 >>")


@evil("pages_6000.pdf", "limit_pages")
def pages_6000() -> bytes:
    kids = "3 0 R " * 6000
    page = _PAGE.replace("{more}", "")
    pages = f"<< /Type /Pages /Kids [{kids}] /Count 6000 >>"
    return _pdf(_CATALOG, pages, page, _stream(_show("x")), _FONT)


@evil("form_in_itself.pdf", "crashed", "archived", "corrupt")
def form_in_itself() -> bytes:
    page = _PAGE.replace("{more}", "/XObject << /X 6 0 R >>")
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>"
    return _pdf(
        _CATALOG, _PAGES, page, _stream(b"/X Do"), _FONT, _stream(b"/X Do", form)
    )


@evil(
    "forms_doubling.pdf",
    "crashed",
    "timeout",
    "out_of_memory",
    "archived",
    "limit_output",
)
def forms_doubling() -> bytes:
    """Each form draws the next one twice: 2^17 texts."""
    page = _PAGE.replace("{more}", "/XObject << /X 6 0 R >>")
    kind = "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >>"
    forms = [
        _stream(b"/X Do /X Do", (kind % (number + 1)).encode())
        for number in range(6, 23)
    ]
    last = _stream(_show("x"), b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]")
    return _pdf(_CATALOG, _PAGES, page, _stream(b"/X Do"), _FONT, *forms, last)


@evil("length_of_itself.pdf", "archived", "corrupt", "truncated", "empty")
def length_of_itself() -> bytes:
    content = b"<< /Length 4 0 R >>\nstream\n" + _show("x") + b"\nendstream"
    return _pdf(_CATALOG, _PAGES, _PAGE.replace("{more}", ""), content, _FONT)


@evil("arrays_in_arrays.pdf", "archived", "corrupt", "crashed", "empty")
def arrays_in_arrays() -> bytes:
    more = "/X " + "[" * 100_000 + "]" * 100_000
    return _pdf(_CATALOG, _PAGES, _PAGE.replace("{more}", more), _stream(b""), _FONT)


@evil("packed_and_packed.pdf", "archived", "crashed", "out_of_memory", "timeout")
def packed_and_packed() -> bytes:
    """A few kilobytes that unpack to 300 MB of blanks, in two steps."""
    packer = zlib.compressobj(9)
    once = b"".join(packer.compress(b" " * (1 << 20)) for _ in range(300))
    twice = zlib.compress(once + packer.flush(), 9)
    page = _PAGE.replace("{more}", "")
    filters = b"/Filter [/FlateDecode /FlateDecode]"
    return _pdf(_CATALOG, _PAGES, page, _stream(twice, filters), _FONT)


@evil("actions.pdf", "archived")
def actions() -> bytes:
    """Opens a site, runs a script and launches a program, where readers let it."""
    catalog = (
        f"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /URI /URI (http://127.0.0.1:{PORT}/a) >>"
        " /AA << /WC << /S /JavaScript /JS (app.launchURL\\('x'\\)) >> >>"
        " /Names << /JavaScript << /Names [(a) << /S /Launch /F (/bin/sh) >>] >> >> >>"
    )
    page = _PAGE.replace("{more}", "")
    return _pdf(catalog, _PAGES, page, _stream(_show("harmless")), _FONT)


# Text and what only seems to be a document -----------------------------------------


@evil("one_line.txt", "archived", needle=NEEDLE)
def one_line() -> bytes:
    return ("水渠维修" * 50_000 + NEEDLE).encode()


@evil("lines_60_000.txt", "archived", needle=NEEDLE)
def lines() -> bytes:
    return ("渠\n" * 60_000 + NEEDLE).encode()


@evil("brackets.txt", "archived")
def brackets() -> bytes:
    return ("〔2024〕" * 20_000 + "〔" * 50_000 + "第一二三" * 20_000).encode()


@evil("digits.txt", "archived")
def digits() -> bytes:
    return ("1" * 100_000 + "\n" + "2024年1月" * 20_000 + "-" * 50_000).encode()


@evil("marks.txt", "archived")
def marks() -> bytes:
    """A letter under a hundred thousand accents, and every control character."""
    controls = "".join(map(chr, range(1, 32)))
    return (NEEDLE + "a" + "\u0301" * 100_000 + "\u202e" * 1000 + controls).encode()


@evil("noise.doc", "corrupt")
def noise() -> bytes:
    return random.Random(3).randbytes(300_000)


@evil("noise.txt", "corrupt", "not_a_document")
def noise_of_text() -> bytes:
    return random.Random(4).randbytes(300_000)


@evil("zeros.pdf", "empty", "corrupt")
def zeros() -> bytes:
    return bytes(1 << 20)


@evil("two_in_one.pdf", "archived")
def two_in_one() -> bytes:
    """A PDF that is a zip as well; the beginning decides."""
    return pdf() + docx()


@evil("program.docx", "not_a_document")
def program() -> bytes:
    return b"MZ\x90\x00" + bytes(500) + b"This program cannot be run in DOS mode."


@evil("package_of_nothing.docx", "type_unknown", "corrupt", "empty", "truncated")
def package_of_nothing() -> bytes:
    return b"PK\x05\x06" + bytes(18)


@evil("entities.html", "archived", "type_unknown", "empty")
def entities_html() -> bytes:
    doctype = '<!DOCTYPE html [<!ENTITY e SYSTEM "{canary}">]>'
    remote = f'<img src="http://127.0.0.1:{PORT}/i"><link rel="stylesheet" href="http://127.0.0.1:{PORT}/c">'
    return f"{doctype}<html><body><p>{NEEDLE}&e;</p>{remote}</body></html>".encode()


@evil(
    "tags_100_000.html", "archived", "type_unknown", "limit_depth", "empty", "corrupt"
)
def tags_html() -> bytes:
    return f"<html><body>{'<div>' * 100_000}{NEEDLE}".encode()


@evil("groups.rtf", "archived", "type_unknown", "limit_depth", "corrupt", "truncated")
def groups_rtf() -> bytes:
    return b"{\\rtf1 " + b"{" * 100_000 + b"}" * 100_000 + b"}"


@evil("binary.rtf", "archived", "type_unknown", "truncated", "corrupt", "empty")
def binary_rtf() -> bytes:
    return b"{\\rtf1 \\bin2147483647 x}"


# Spoilt copies of good files ------------------------------------------------------

CUTS, FLIPS = 8, 6


def spoilt() -> Iterator[tuple[str, bytes]]:
    """Good files cut short and with bits flipped, by name."""
    chance = random.Random(5)
    good = {"docx": docx(), "pdf": pdf(), "txt": f"{NEEDLE}，".encode("gb18030") * 500}
    for suffix, data in good.items():
        for cut in range(1, CUTS + 1):
            yield f"cut{cut}.{suffix}", data[: len(data) * cut // (CUTS + 1)]
        for flip in range(FLIPS):
            changed = bytearray(data)
            for _ in range(1 << flip):
                changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            yield f"flip{flip}.{suffix}", bytes(changed)

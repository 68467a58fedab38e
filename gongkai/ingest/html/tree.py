"""Bytes of a web page to a tree of elements."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from lxml import etree

from gongkai.errors import CorruptError
from gongkai.ingest import encoding
from gongkai.ingest.encoding import Decoded

WESTERN = "cp1252"

_HEAD = 4096  # bytes in which a page says its encoding
_CHARSET = re.compile(
    rb"""charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{1,40})""", re.IGNORECASE
)
_DECLARATION = re.compile(rb"""<\?xml[^<>]{0,80}encoding=["']([\w.:-]{1,40})""")
_CHINESE = frozenset(("gb2312", "gbk", "gb18030", "hz"))
_SINGLE_BYTE = frozenset(("ascii", "iso8859-1", "cp1252", "latin-1"))
_BEGINS = re.compile("<html[ >]", re.IGNORECASE)
_ENDS = re.compile("</(?:html|body)", re.IGNORECASE)
_CONTROL = re.compile("[\0\x01-\x08\x0e-\x1f]")


class Page(NamedTuple):
    """A page as a tree, and how sure it is."""

    root: etree._Element
    decoded: Decoded
    is_pruned: bool  # nested so deeply that the parser left something out
    is_cut: bool  # it has a beginning and no end


def parse(data: bytes, charset: str | None = None) -> Page:
    """The tree of a page. Nothing outside the bytes is fetched.

    `charset` is what a message says of its part. Raises CorruptError.
    """
    decoded = decode(data, charset)
    parser = etree.HTMLParser(
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        no_network=True,
        huge_tree=True,
    )
    text = _CONTROL.sub("", decoded.text)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise CorruptError(f"no web page: {error}") from error
    if root is None:
        raise CorruptError("no element in what should be a web page")
    is_pruned = any("depth" in entry.message.lower() for entry in parser.error_log)
    is_cut = bool(_BEGINS.search(text[:_HEAD])) and not _ENDS.search(text)
    return Page(root, decoded, is_pruned, is_cut)


def decode(data: bytes, charset: str | None = None) -> Decoded:
    """The text of a page; what it says of its encoding counts where it can be true."""
    guess = encoding.guess(data)
    declared = _known(charset) or _declared(data)
    if declared is None or guess.encoding.startswith("utf") or b"\0" in data[:_HEAD]:
        return encoding.decode(data)
    if declared in _SINGLE_BYTE:
        return encoding.decode(data) if guess.sure else _read(data, WESTERN)
    as_declared = _read(data, declared)
    if guess.sure and guess.encoding != declared and as_declared.lost > 1:
        return min(encoding.decode(data), as_declared, key=lambda read: read.lost)
    return as_declared


def _read(data: bytes, codec: str) -> Decoded:
    text = data.decode(codec, "replace")
    return Decoded(text, codec, lost=text.count("\ufffd"))


def _declared(data: bytes) -> str | None:
    head = data[:_HEAD]
    match = _CHARSET.search(head) or _DECLARATION.search(head)
    return _known(match[1].decode("ascii", "replace")) if match else None


def _known(charset: str | None) -> str | None:
    """The codec that a name means, if it is that of an encoding of text."""
    if not charset:
        return None
    try:
        codec = codecs.lookup(charset.strip().lower())
        "".encode(codec.name)  # raises for a codec of something else than text
    except (LookupError, ValueError):
        return None
    return "gb18030" if codec.name in _CHINESE else codec.name

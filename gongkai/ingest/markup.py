"""Parse the XML parts of packages with distrust."""

from __future__ import annotations

from lxml import etree

from gongkai.errors import CorruptError, FailureCode, LimitError

_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
)


def parse(xml: bytes, name: str) -> etree._Element:
    """The root of a part. Nothing outside the bytes is fetched, no entity expanded.

    Raises CorruptError, or LimitError where libxml2 says that it is nested too deeply
    (256 levels) or holds a text of more than 10 MB.
    """
    try:
        root = etree.fromstring(xml, _PARSER)
    except etree.XMLSyntaxError as error:
        raise _refusal(str(error), name) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise CorruptError(f"{name} declares a document type, which no package does")
    return root


def _refusal(message: str, name: str) -> CorruptError | LimitError:
    if "depth" in message:
        return LimitError(FailureCode.LIMIT_DEPTH, f"{name}: {message}")
    if "huge" in message or "too long" in message or "amplification" in message:
        return LimitError(FailureCode.LIMIT_SIZE, f"{name}: {message}")
    return CorruptError(f"{name}: {message}")

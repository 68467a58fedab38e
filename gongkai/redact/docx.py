"""Mask values in a Word document, wherever in its package they stand.

Not only what a reader sees is gone through: tracked deletions, comments, field codes,
properties and custom data keep what was typed once, and a copy must not.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Mapping
from io import BytesIO
from itertools import accumulate

from lxml import etree

from gongkai.redact.text import pattern

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_PARAGRAPHS = frozenset((f"{_WORD}p", f"{_STRICT}p"))
_PIECES = tuple(
    frozenset((f"{_WORD}{name}", f"{_STRICT}{name}"))
    for name in ("t", "delText", "instrText")
)
_XML = (".xml", ".rels")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


def mask_docx(data: bytes, values: Mapping[str, str]) -> bytes:
    """The document with each value (written without spaces) replaced by its mask.

    A value that Word has split over several runs is found all the same. Pictures and
    embedded files are left as they are.
    """
    if not values:
        return data
    wanted = pattern(values)
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as package, zipfile.ZipFile(out, "w") as copy:
        for info in package.infolist():
            content = package.read(info)
            if info.filename.endswith(_XML):
                content = _mask_part(content, wanted, values)
            copy.writestr(info, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _mask_part(xml: bytes, wanted: re.Pattern[str], values: Mapping[str, str]) -> bytes:
    try:
        root = etree.fromstring(xml, _PARSER)
    except etree.XMLSyntaxError:  # no part that Word reads either
        return xml
    runs: dict[tuple[etree._Element | None, int], list[etree._Element]] = {}
    for element in root.iter(etree.Element):
        kind = _kind(element)
        if kind is None:
            _mask_runs([element], wanted, values)
        else:
            runs.setdefault((_paragraph(element), kind), []).append(element)
        for name, value in element.attrib.items():
            element.set(name, wanted.sub(lambda m: _mask(m, values), str(value)))
    for group in runs.values():
        _mask_runs(group, wanted, values)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _kind(element: etree._Element) -> int | None:
    for number, names in enumerate(_PIECES):
        if element.tag in names:
            return number
    return None


def _paragraph(element: etree._Element) -> etree._Element | None:
    return next(
        (above for above in element.iterancestors() if above.tag in _PARAGRAPHS), None
    )


def _mask_runs(
    elements: Iterable[etree._Element],
    wanted: re.Pattern[str],
    values: Mapping[str, str],
) -> None:
    """Mask what stands in these elements read as one: the mask goes to the first it touches."""
    elements = list(elements)
    texts = [element.text or "" for element in elements]
    ends = list(accumulate(map(len, texts)))
    changed = set()
    for match in reversed(list(wanted.finditer("".join(texts)))):
        mask = _mask(match, values)
        for index in reversed(range(len(texts))):
            start = ends[index - 1] if index else 0
            low, high = max(match.start(), start), min(match.end(), ends[index])
            if low < high:
                first = mask if low == match.start() else ""
                text = texts[index]
                texts[index] = text[: low - start] + first + text[high - start :]
                changed.add(index)
    for index in changed:
        elements[index].text = texts[index]


def _mask(match: re.Match[str], values: Mapping[str, str]) -> str:
    return values["".join(match.group().split())]

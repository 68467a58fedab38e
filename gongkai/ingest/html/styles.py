"""What the tag and the attributes of an element say of how it looks."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from lxml import etree

DEFAULT_SIZE = 24  # half-points

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BOLD = frozenset(("b", "strong", "th")) | HEADINGS
_FONT_SIZES = {"1": 15, "2": 20, "3": 24, "4": 27, "5": 36, "6": 48, "7": 72}
_SIZE = re.compile(r"font-size:\s{0,9}(\d{1,3}(?:\.\d{1,3})?)(pt|px)")
_WEIGHT = re.compile(r"font-weight:\s{0,9}(bold|normal|\d{3})")
_ALIGN = re.compile(r"text-align:\s{0,9}(\w{1,10})")
_HIDDEN = re.compile(
    r"display:\s{0,9}none|visibility:\s{0,9}hidden|mso-hide:\s{0,9}all"
)
_WORD = re.compile(r"[a-z]+|[A-Z][a-z]+|[A-Z]+")
_FRAME_TAGS = frozenset(("nav", "aside", "footer"))
_FRAME_ROLES = frozenset(("navigation", "banner", "contentinfo", "search", "menu"))
_FRAME_WORDS = frozenset(  # in the class or id of what stands around a page's text
    (
        "nav", "navi", "navbar", "navigation", "menu", "menus", "breadcrumb", "crumb",
        "crumbs", "footer", "foot", "copyright", "share", "sharing", "bdshare",
        "sidebar", "toolbar", "pager", "pagination", "banner", "related", "sitemap",
        "login", "search", "dibu", "daohang",
    )
)  # fmt: skip
_NOT_ATTRIBUTES = frozenset(("body", "html"))  # their class says nothing of a part


class Setting(NamedTuple):
    """How text is set where an element stands."""

    size: int = DEFAULT_SIZE
    is_bold: bool = False
    is_centred: bool = False
    is_heading: bool = False
    is_link: bool = False
    is_frame: bool = False  # of the page, not of the text in it
    is_note: bool = False
    is_preformatted: bool = False


def is_hidden(element: etree._Element) -> bool:
    """Whether an element is not shown, by what it says itself."""
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    return style is not None and _HIDDEN.search(style.lower()) is not None


def inner(tag: str, element: etree._Element, outer: Setting) -> Setting:
    """How text in an element is set."""
    changes: dict[str, Any] = {}
    if tag in _BOLD:
        changes["is_bold"] = True
    if tag in HEADINGS:
        changes["is_heading"] = True
    elif tag == "a":
        changes["is_link"] = element.get("href") is not None or outer.is_link
    elif tag == "center":
        changes["is_centred"] = True
    elif tag == "pre":
        changes["is_preformatted"] = True
    if element.attrib:
        changes |= _attributes(tag, element)
    if tag in _FRAME_TAGS:
        changes["is_frame"] = True
    return outer._replace(**changes) if changes else outer


def _attributes(tag: str, element: etree._Element) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if align := element.get("align"):
        changes["is_centred"] = align.lower() in ("center", "middle")
    if tag == "font" and element.get("size") in _FONT_SIZES:
        changes["size"] = _FONT_SIZES[element.get("size", "")]
    if style := element.get("style"):
        changes |= _style(style.lower())
    if element.get("role", "").lower() in _FRAME_ROLES:
        changes["is_frame"] = True
    names = f"{element.get('class', '')} {element.get('id', '')}"[:200]
    if names.strip() and tag not in _NOT_ATTRIBUTES:
        if not _FRAME_WORDS.isdisjoint(map(str.lower, _WORD.findall(names))):
            changes["is_frame"] = True
        if "MsoTitle" in names or "MsoHeading" in names:
            changes["is_heading"] = True
    return changes


def _style(style: str) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if size := _SIZE.search(style):
        factor = 2 if size[2] == "pt" else 1.5
        changes["size"] = round(float(size[1]) * factor)
    if weight := _WEIGHT.search(style):
        changes["is_bold"] = weight[1] not in ("normal", "400", "300")
    if align := _ALIGN.search(style):
        changes["is_centred"] = align[1] == "center"
    if "mso-element:footnote" in style or "mso-element:endnote" in style:
        changes["is_note"] = True
    return changes

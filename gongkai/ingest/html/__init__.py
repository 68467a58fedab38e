"""Web pages (.html, .htm), and documents that Word or Excel saved as such.

Neither style sheets nor scripts are applied, and nothing is fetched: what a page says
is what stands in it.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from gongkai.ingest import layout, quality
from gongkai.ingest.html.frame import Placed, as_written, separate
from gongkai.ingest.html.styles import DEFAULT_SIZE
from gongkai.ingest.html.tree import Page, decode, parse
from gongkai.ingest.html.walk import Walker
from gongkai.ingest.word import Paragraph, is_heading, usual_size
from gongkai.model import Extract, Part, Unjudgeable

__all__ = ["LOST_SHARE", "add_page", "decode", "extract"]

LOST_SHARE = 0.005  # of the characters: then names and amounts are damaged too

_OFFICE = (
    "word",
    "excel",
    "wps",
    "openoffice",
    "libreoffice",
    "powerpoint",
    "kingsoft",
)
_TITLES = frozenset(("articletitle", "title", "og:title", "dc.title"))


def extract(data: bytes) -> Extract:
    """The text of a web page, the frame around it kept apart. Raises CorruptError."""
    builder = layout.Builder()
    reasons = add_page(builder, data)
    return builder.build(reasons)


def add_page(
    builder: layout.Builder, data: bytes, charset: str | None = None
) -> tuple[Unjudgeable, ...]:
    """Add what a page says, and give the reasons for which it cannot be judged."""
    page = parse(data, charset)
    walker = Walker(page.root)
    if _is_saved_document(page.root):
        placed = list(as_written(walker.lines))
    else:
        placed = list(separate(walker.lines, _titles(page.root)))
    _add(builder, placed)
    for note in _notes(page, walker):
        builder.note(note)
    return tuple(_reasons(page, walker, placed))


def _add(builder: layout.Builder, placed: list[Placed]) -> None:
    body_size = usual_size(at.line.item for at in placed if at.part is Part.BODY)
    for line, part in placed:
        if isinstance(line.item, Paragraph):
            heading = is_heading(line.item, body_size or DEFAULT_SIZE)
            builder.paragraph(line.item.text, part=part, heading=heading)
        else:
            builder.table(line.item.places, part=part)


def _notes(page: Page, walker: Walker) -> Iterator[str]:
    encoding, lost = page.decoded.encoding, page.decoded.lost
    if encoding not in ("utf-8", "utf-8-sig"):
        yield f"decoded as {encoding}"
    if lost:
        yield f"{lost} characters could not be decoded as {encoding}"
    if walker.has_deletions:
        yield "tracked deletions left out"
    if walker.has_hidden:
        yield "hidden text left out"
    if walker.has_frames:
        yield "frames left out: other pages"
    if page.is_pruned:
        yield "nested too deeply to be read in full"
    if page.is_cut:
        yield "the page ends in the middle"


def _reasons(page: Page, walker: Walker, placed: list[Placed]) -> Iterator[Unjudgeable]:
    body = "\n".join(line.text for line, part in placed if part is Part.BODY)
    lost = page.decoded.lost
    if not page.decoded.sure or lost > LOST_SHARE * len(page.decoded.text):
        yield Unjudgeable.ENCODING_UNSURE
    if page.is_pruned or page.is_cut:
        yield Unjudgeable.PARTIAL_TEXT
    for reason in quality.assess(body):
        is_scan = reason is Unjudgeable.NEARLY_EMPTY and walker.has_pictures
        yield Unjudgeable.NO_TEXT_LAYER if is_scan else reason


def _is_saved_document(root: etree._Element) -> bool:
    """Whether an office suite wrote the page."""
    if any(str(name).startswith("xmlns:") for name in root.attrib):
        return True
    return any(
        meta.get("name", "").lower() in ("generator", "progid")
        and any(word in meta.get("content", "").lower() for word in _OFFICE)
        for meta in root.iter("meta")
    )


def _titles(root: etree._Element) -> list[str]:
    """What the page is called, as its head says."""
    found = [
        meta.get("content", "")
        for meta in root.iter("meta")
        if (meta.get("name") or meta.get("property") or "").lower() in _TITLES
    ]
    found += ["".join(map(str, title.itertext())) for title in root.iter("title")]
    return [title.strip() for title in found if title.strip()]

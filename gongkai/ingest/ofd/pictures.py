"""A page put together from its pictures, where it has nothing else to read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from PIL import Image

from gongkai.ingest import picture
from gongkai.ingest.ocr.eyes import room
from gongkai.ingest.pages.line import Box

_DENSITY = 300 / 72  # pixels a point, where the page is small enough


class Shown(NamedTuple):
    """A picture on a page: what it is called, and where it stands in points."""

    resource: str
    box: Box


def together(
    shown: Iterable[Shown], load: Callable[[str], bytes | None], page: Box
) -> Image.Image | None:
    """The pictures in their places, in as many pixels as are of use; None without any.

    One that is turned is put where it belongs as it lies in the package.
    """
    across, up = page.right - page.left, page.top - page.bottom
    width, height = room((round(across * _DENSITY), round(up * _DENSITY)))
    scale = width / across
    sheet = None
    for resource, box in shown:
        data = load(resource)
        image = None if data is None else picture.opened(data)
        if image is None:
            continue
        size = (
            _within(box.right - box.left, scale, width),
            _within(box.top - box.bottom, scale, height),
        )
        sheet = sheet or Image.new("RGB", (width, height), "white")
        corner = (
            round((box.left - page.left) * scale),
            round((page.top - box.top) * scale),
        )
        sheet.paste(image.resize(size, Image.Resampling.BICUBIC), corner)
    return sheet


def _within(length: float, scale: float, most: int) -> int:
    """A side in pixels; what goes far beyond the page is made no larger than need be."""
    return min(max(round(length * scale), 1), 2 * most)

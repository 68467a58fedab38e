"""Bundles in several files, of which each is a volume and none a bundle."""

from __future__ import annotations

import re

VOLUME = "one of several volumes, which have to be put together first"

_NAME = re.compile(
    r"\.(?:7z|zip|rar|tar|gz)\.\d{3}$|\.part\d{1,4}\.rar$|\.[rz]\d\d$", re.IGNORECASE
)


def is_volume(name: str) -> bool:
    """Whether a file is a volume by its name.

    >>> is_volume("来件.7z.002"), is_volume("来件.part1.rar"), is_volume("来件.zip")
    (True, True, False)
    """
    return bool(_NAME.search(name))

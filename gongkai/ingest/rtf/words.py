"""The control words of RTF that lead somewhere or stand for a character."""

from __future__ import annotations

from gongkai.ingest.word import TAB
from gongkai.model import Part

NOWHERE = frozenset(  # though not always marked as optional
    (
        "colortbl", "info", "pict", "objdata", "annotation", "atnid", "atnauthor",
        "xe", "tc", "rxe", "txe", "listtable", "listoverridetable", "revtbl", "filetbl",
        "ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "nonesttables",
        "shprslt", "private", "template", "pn", "bkmkstart", "bkmkend", "formfield",
    )
)  # fmt: skip
STORIES = {
    "header": Part.HEADER, "headerl": Part.HEADER, "headerr": Part.HEADER,
    "headerf": Part.HEADER, "footer": Part.FOOTER, "footerl": Part.FOOTER,
    "footerr": Part.FOOTER, "footerf": Part.FOOTER, "footnote": Part.NOTE,
}  # fmt: skip
OF_FIRST_PAGE = frozenset(("headerf", "footerf"))
BOXES = frozenset(("shptxt", "dptxbxtext"))
HIDING = {"shpinst": BOXES, "do": BOXES, "upr": frozenset(("ud",))}
KEPT = frozenset(("shp", "shpgrp", "result", "fldrslt"))  # though marked as optional
TABLES = frozenset(("fonttbl", "stylesheet"))
LEADING = NOWHERE | BOXES | TABLES | {*STORIES, *HIDING, "ud"}
CHARACTERS = {
    "tab": TAB, "line": "\n", "page": "\n", "column": "\n", "lbr": "\n",
    "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "bullet": "•", "emspace": "\u2003", "enspace": "\u2002",
    "qmspace": "\u2005",
}  # fmt: skip
SYMBOLS = {b"\\": "\\", b"{": "{", b"}": "}", b"~": "\u00a0", b"_": "-"}

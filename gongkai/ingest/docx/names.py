"""The XML names of Word documents."""

from __future__ import annotations

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
VML = "urn:schemas-microsoft-com:vml"
MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def w(name: str) -> str:
    """The name as lxml writes it, in the namespace of word processing."""
    return f"{{{WORD}}}{name}"


VAL = w("val")
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
RELATION_ID = f"{{{RELATIONS}}}id"
ALTERNATE = f"{{{COMPATIBILITY}}}AlternateContent"
WORD_ART = f"{{{VML}}}textpath"
MATH_TEXT = f"{{{MATH}}}t"
MATHS = frozenset((f"{{{MATH}}}oMath", f"{{{MATH}}}oMathPara"))

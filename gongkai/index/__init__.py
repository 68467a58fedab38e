"""Query → documents: exact strings of Chinese, two engines behind one protocol."""

from gongkai.index.damage import noticed
from gongkai.index.generations import ENGINES, SCHEMA, begin, open
from gongkai.index.language import parse
from gongkai.index.protocol import Answer, Index, Match
from gongkai.index.query import Query
from gongkai.index.snippet import snippet
from gongkai.index.widen import Wider, Width, widen

__all__ = [
    "ENGINES",
    "SCHEMA",
    "Answer",
    "Index",
    "Match",
    "Query",
    "Wider",
    "Width",
    "begin",
    "noticed",
    "open",
    "parse",
    "snippet",
    "widen",
]

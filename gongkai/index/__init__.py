"""Query → documents: exact strings of Chinese, two engines behind one protocol."""

from gongkai.index.damage import noticed
from gongkai.index.generations import ENGINES, SCHEMA, begin, broken, open, seal
from gongkai.index.language import parse
from gongkai.index.protocol import Answer, Index, Match
from gongkai.index.query import Query
from gongkai.index.similar import similar
from gongkai.index.snippet import snippet
from gongkai.index.suggest import Vocabulary, vocabulary
from gongkai.index.widen import Wider, Width, widen
from gongkai.index.words import learn

__all__ = [
    "ENGINES",
    "SCHEMA",
    "Answer",
    "Index",
    "Match",
    "Query",
    "Vocabulary",
    "Wider",
    "Width",
    "begin",
    "broken",
    "learn",
    "noticed",
    "open",
    "parse",
    "seal",
    "similar",
    "snippet",
    "vocabulary",
    "widen",
]

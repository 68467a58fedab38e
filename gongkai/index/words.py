"""Chinese words, by jieba and what an archive adds to its dictionary."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable
from functools import cache
from typing import Any as Module

_PAIR = 2  # characters of most words
_WHOLE = 20_000  # characters of a text that are looked at for its telling words


def cut(string: str) -> list[str]:
    """The words of a string, one after the other, signs among them."""
    return list(_jieba().cut(string))


def shortest(string: str) -> list[str]:
    """The words of a string, compounds as the pairs they are made of: 财务监督 as 财务, 监督."""
    return [part for word in cut(string) for part in _parts(word)]


def _parts(word: str) -> list[str]:
    pairs = [part for part in _jieba().cut_for_search(word) if len(part) == _PAIR]
    return pairs if "".join(pairs) == word else [word]


def telling(text: str, most: int) -> list[str]:
    """The words that a text is about, the most telling first (TF-IDF)."""
    found: list[str] = _analyse().extract_tags(text[:_WHOLE], topK=most)
    return found


def learn(words: Iterable[str]) -> None:
    """Take these for words from now on: names of villages and people, say."""
    for word in words:
        _learn(word)


@cache
def _learn(word: str) -> None:
    _jieba().add_word(word)


@cache
def _analyse() -> Module:
    _jieba()
    with warnings.catch_warnings():  # of a file that it leaves open
        warnings.simplefilter("ignore")
        import jieba.analyse
    return jieba.analyse


@cache
def _jieba() -> Module:
    """Jieba, with its dictionary read here.

    It would keep what it made of that in the system's folder for temporary files, under
    a name that anyone may take before us, and gain no time by it.
    """
    with warnings.catch_warnings():  # of its own regular expressions
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(logging.WARNING)
    known = jieba.dt
    known.FREQ, known.total = known.gen_pfdict(known.get_dict_file())
    known.initialized = True
    return jieba

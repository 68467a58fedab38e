"""Synthetic documents whose words and phrases come by Zipf's law, and strings out of them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate, islice
from itertools import count as count_from

from gongkai.text import fold

_LENGTH = 1500  # characters of a document


def texts(count: int, seed: int = 2024) -> Iterator[str]:
    """Clauses of frequent words, every second one a set phrase; a number now and then."""
    chance = random.Random(seed)
    chars = list(islice(filter(_is_plain, map(chr, count_from(0x4E00))), 2500))
    lengths = chance.choices((1, 2, 3, 4), (8, 62, 15, 15), k=20_000)
    words = ["".join(_zipf(chance, chars, 10, length)) for length in lengths]
    phrases = [
        "".join(_zipf(chance, words, 5, chance.randint(3, 6))) for _ in range(5_000)
    ]
    for _ in range(count):
        yield _text(chance, words, phrases)


def _is_plain(char: str) -> bool:
    """Whether a character counts as no other one."""
    return fold(char) == char


def _text(chance: random.Random, words: Sequence[str], phrases: Sequence[str]) -> str:
    clauses: list[str] = []
    length = 0
    while length < _LENGTH:
        clause = _clause(chance, words, phrases)
        clauses += clause, chance.choice("，，，。；、\n")
        length += len(clause) + 1
    return "".join(clauses)


def _clause(chance: random.Random, words: Sequence[str], phrases: Sequence[str]) -> str:
    if chance.random() < 0.5:
        clause = _zipf(chance, phrases, 50, 1)
    else:
        clause = _zipf(chance, words, 5, chance.randint(3, 8))
    if chance.random() < 0.1:
        clause.append(str(chance.randint(1, 5000)))
    return "".join(clause)


_WEIGHTS: dict[tuple[int, int], list[float]] = {}


def _zipf(chance: random.Random, of: Sequence[str], flat: int, count: int) -> list[str]:
    """The n-th comes 1 / (n + flat) times as often."""
    key = len(of), flat
    if key not in _WEIGHTS:
        _WEIGHTS[key] = list(accumulate(1 / (n + flat) for n in range(len(of))))
    return chance.choices(of, cum_weights=_WEIGHTS[key], k=count)


def strings(of: Sequence[str], count: int, length: int = 4, seed: int = 5) -> list[str]:
    """Strings of Han characters from anywhere in the documents."""
    chance = random.Random(seed)
    found: list[str] = []
    while len(found) < count:
        text = chance.choice(of)
        at = chance.randrange(len(text) - length)
        string = text[at : at + length]
        if all("一" <= char <= "鿿" for char in string):
            found.append(string)
    return found


def commonest(of: Sequence[str]) -> str:
    """The commonest Han character."""
    counted = Counter("".join(islice(of, 50)))
    return next(char for char, _ in counted.most_common() if char.isalpha())

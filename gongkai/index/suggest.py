"""What may have been meant by a string that nothing has: 党物公开, dangwu or dwgk for 党务公开."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

from gongkai import text as chinese
from gongkai.index import reading, words

_MOST = 30_000  # words of a vocabulary, the commonest
_RUN = 3  # words that make a set phrase
_LONGEST = 8  # characters of a word or set phrase
_SHORTEST = 2
_FEWEST = 2  # times that a phrase must have been met
_FEW_CHANGED = 3  # characters of a word of which one may be another
_LONGEST_QUERY = 24

_HAN = re.compile(f"[{chinese.HAN}]{{{_SHORTEST},}}")
_LETTERS = re.compile("[a-z]{2,40}")
_BLURRED = re.compile(
    "(?<=[zcs])h|(?<=n)g$"
)  # what southern speakers do not tell apart


class Vocabulary:
    """The words and set phrases of an archive, and how they sound."""

    def __init__(self, counts: Counter[str]) -> None:
        self._words = [word for word, _ in counts.most_common(_MOST)]
        self._known = set(self._words)
        self._sounds: dict[str, list[str]] = {}
        self._initials: dict[str, list[str]] = {}
        for word in self._words:
            syllables = _syllables(word)
            self._sounds.setdefault(_blurred(syllables), []).append(word)
            initials = "".join(syllable[0] for syllable in syllables)
            self._initials.setdefault(initials, []).append(word)

    def near(self, string: str, most: int) -> list[str]:
        """Strings that may have been meant by the reading of one, the likeliest first."""
        if len(string) > _LONGEST_QUERY:
            return []
        found = (
            self._spelt(string) if _LETTERS.fullmatch(string) else self._near(string)
        )
        other = (near for near in dict.fromkeys(found) if near != string)
        return list(islice(other, most))

    def _spelt(self, letters: str) -> Iterator[str]:
        """Words that are spelt so in pinyin, or whose syllables begin so, or that begin so."""
        spelt = [word for word in self._words if _spelling(word).startswith(letters)]
        yield from (word for word in spelt if _spelling(word) == letters)
        yield from self._initials.get(letters, ())
        yield from spelt

    def _near(self, string: str) -> Iterator[str]:
        """What sounds the same, in whole or in part, or is a character off."""
        yield from self._same_sound(string)
        for size in range(min(len(string) - 1, _LONGEST), _SHORTEST - 1, -1):
            for start in range(len(string) - size + 1):
                part = string[start : start + size]
                if part not in self._known:
                    for other in self._same_sound(part):
                        yield string[:start] + other + string[start + size :]
        close = [word for word in self._words if _is_close(word, string)]
        yield from sorted(close, key=lambda word: _lost(word, string))

    def _same_sound(self, string: str) -> Iterator[str]:
        if _HAN.fullmatch(string):
            yield from self._sounds.get(_blurred(_syllables(string)), ())


def vocabulary(names: Iterable[str]) -> Vocabulary:
    """The words and set phrases of titles and names."""
    phrases: Counter[str] = Counter()
    single: Counter[str] = Counter()
    for name in names:
        for run in _HAN.findall(reading.read(name)):
            cut = words.cut(run)
            single.update(word for word in cut if _fits(word))
            phrases.update(filter(_fits, _neighbours(cut)))
    set_phrases = {p: times for p, times in phrases.items() if times >= _FEWEST}
    return Vocabulary(single + Counter(set_phrases))


def _neighbours(cut: Sequence[str]) -> Iterator[str]:
    for count in range(2, _RUN + 1):
        for start in range(len(cut) - count + 1):
            some = cut[start : start + count]
            if min(len(some[0]), len(some[-1])) > 1:  # no particle
                yield "".join(some)


def _fits(word: str) -> bool:
    return _SHORTEST <= len(word) <= _LONGEST


@lru_cache(1 << 16)
def _syllables(word: str) -> tuple[str, ...]:
    """How a word is spelt in pinyin, without tones; its characters where it is not."""
    import pypinyin

    return tuple(pypinyin.lazy_pinyin(word))


def _spelling(word: str) -> str:
    return "".join(_syllables(word))


def _blurred(syllables: Sequence[str]) -> str:
    return " ".join(_BLURRED.sub("", syllable) for syllable in syllables)


def _is_close(word: str, string: str) -> bool:
    """Whether one character is another, missing or too many, or two are swapped."""
    if len(string) < _FEW_CHANGED or abs(len(word) - len(string)) > 1:
        return False
    start = _common(word, string)
    end = _common(word[start:][::-1], string[start:][::-1])
    rest = len(word) - start - end, len(string) - start - end
    if max(rest) <= 1:
        return True
    swapped = word[start : start + 2] == string[start : start + 2][::-1]
    return rest == (2, 2) and swapped


def _lost(word: str, string: str) -> int:
    """How little a string would have lost or gained: nothing, a character, one too many."""
    return (0, 1, 2)[len(word) - len(string)]


def _common(a: str, b: str) -> int:
    """How many characters two strings begin with alike."""
    same = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        same += 1
    return same

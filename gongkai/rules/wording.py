"""The words by which the parts of a document are known: the section `wording`."""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.model import IssuerType
from gongkai.pattern import Pattern
from gongkai.rules import patterns
from gongkai.rules.schema import LABEL_KINDS, Wording
from gongkai.rules.tree import Value
from gongkai.text import spaced

_TYPES = {str(kind): kind for kind in IssuerType}
_KEYS = (
    "issuer_ends", "title_issuer_ends", "not_issuer_before", "generic_issuers",
    "short_issuers", "labels", "residue", "carriers", "bulletins", "meetings",
    "bare_kinds", "enclosed", "internal_marks", "issuer_types", "misread",
)  # fmt: skip


def read_wording(values: Mapping[str, Value]) -> Wording:
    """The wording of a rulebook, from the values of the section by key."""
    for name, value in values.items():
        if name not in _KEYS:
            value.refuse(f"不认识的键“{name}”，这里可写：{'、'.join(_KEYS)}。")
    labels = {
        label: kind.choice(LABEL_KINDS)
        for kind, words in values["labels"].pairs()
        for label in patterns.read_words(words)
    }
    before = _any(values["title_issuer_ends"])
    after = _any(values["not_issuer_before"])
    return Wording(
        issuer_ends=Pattern(f"{_any(values['issuer_ends'])}$"),
        title_issuer_ends=Pattern(f"{before}(?!{after})"),
        generic_issuers=Pattern(_any(values["generic_issuers"])),
        short_issuers=Pattern(_any(values["short_issuers"])),
        labels=labels,
        label=_label(labels),
        residue=Pattern(_any(values["residue"])),
        carriers=Pattern(_any(values["carriers"])),
        bulletins=Pattern(f"{_any(values['bulletins'])}$"),
        meetings=Pattern(_any(values["meetings"])),
        bare_kinds=Pattern(_any(values["bare_kinds"])),
        enclosed=Pattern(rf"{_any(values['enclosed'])}(?:\([^()]{{1,12}}\))?$"),
        internal_marks=Pattern(_any(values["internal_marks"])),
        issuer_types=tuple(
            (_TYPES[kind.choice(_TYPES)], Pattern(_any(words)))
            for kind, words in values["issuer_types"].pairs()
        ),
        misread=tuple(
            (patterns.read_pattern(wrong, {}), patterns.read_word(right))
            for wrong, right in values["misread"].pairs()
        ),
    )


def _any(value: Value) -> str:
    """A pattern for any of those listed."""
    return f"(?:{'|'.join(one.source for one in patterns.read_patterns(value, {}))})"


def _label(labels: Mapping[str, str]) -> Pattern:
    """A pattern for any label, letter-spaced or not, the longest first."""
    longest_first = sorted(labels, key=len, reverse=True)
    return Pattern("|".join(map(spaced, longest_first)))

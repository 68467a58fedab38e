"""How categories are scored: from the section `scoring` to the value it stands for."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from gongkai.model import IssuerType, Where
from gongkai.pattern import Pattern
from gongkai.rules import patterns
from gongkai.rules.entries import Names
from gongkai.rules.schema import Fallback, Points, Proof, Scoring, Voice
from gongkai.rules.tree import Value

_DECIMAL = Pattern(r"-?\d{1,6}(?:\.\d{1,4})?")
_PLACES = {str(where): where for where in Where}
_ISSUERS = {str(kind): kind for kind in IssuerType}
_POINTS = tuple(Points.__dataclass_fields__)
_KEYS = (
    "title_terms", "body_terms", "unlike", "instead", "cited", "points", "inadmissible",
    "minutes", "agenda_labels", "forms", "issuer_types", "issuer_words", "by_form",
    "fallbacks", "discloses_nothing", "unknown", "voice",
)  # fmt: skip


def read_scoring(values: Mapping[str, Value], names: Names) -> Scoring:
    """The scoring of a rulebook, from the values of the section by key."""
    for name, value in values.items():
        if name not in _KEYS:
            value.refuse(f"不认识的键“{name}”，这里可写：{'、'.join(_KEYS)}。")
    nothing = values["discloses_nothing"].fields(
        ("genres", "unlisted", "formless", "requirements"), ()
    )
    unknown = _category(values["unknown"], names)
    if unknown is None:
        values["unknown"].refuse("这一类已经停用；归不了类的文件总要有一类可归。")
    return Scoring(
        title_terms=_by_place(values["title_terms"]),
        body_terms=_by_place(values["body_terms"]),
        unlike=_by_place(values["unlike"]),
        instead=_by_place(values["instead"]),
        cited=_by_place(values["cited"]),
        points=_points(values["points"]),
        inadmissible=_by_genre(values["inadmissible"], names),
        minutes=_genres(values["minutes"], names),
        agenda_labels=patterns.read_words(values["agenda_labels"]),
        forms=names.refer_all("categories", values["forms"], "类别"),
        issuer_types={
            _ISSUERS[kind.choice(_ISSUERS)]: _by_code(weights, names)
            for kind, weights in values["issuer_types"].pairs()
        },
        issuer_words={
            patterns.read_word(word): _by_code(weights, names)
            for word, weights in values["issuer_words"].pairs()
        },
        by_form=_by_form(values["by_form"], names),
        fallbacks=tuple(_fallbacks(values["fallbacks"], names)),
        silent_genres=_genres(nothing["genres"], names),
        silent_unlisted=_genres(nothing["unlisted"], names),
        silent_formless=names.refer_all("categories", nothing["formless"], "类别"),
        silent_requirements=names.refer_all(
            "requirements", nothing["requirements"], "应有内容"
        ),
        unknown=unknown,
        voice=_voice(values["voice"], names, unknown),
    )


def _voice(value: Value, names: Names, unknown: str) -> Voice:
    formal = ("signed", "dated", "numbered", "addressed", "titled", "laid_out")
    needed = ("formless", "generic", "others")
    at = value.fields(
        (
            *("own", "reported", "remote", "remote_titles", "proofs"),
            *("salutations", "mute_genres", "points", "generic"),
        ),
        (),
    )
    points = at["points"].fields((*formal, *needed), ())
    generic = at["generic"].fields(("genres", "issuers", "otherwise", "reported"), ())
    by_issuer = {
        _ISSUERS[kind.choice(_ISSUERS)]: _category(category, names)
        for kind, category in generic["issuers"].pairs()
    }
    return Voice(
        own=_signs(at["own"]),
        reported=_signs(at["reported"]),
        remote=_signs(at["remote"]),
        remote_titles=_signs(at["remote_titles"]),
        proofs=_proofs(at["proofs"], names),
        salutations=patterns.read_pattern(at["salutations"], {}),
        mute_genres=_genres(at["mute_genres"], names),
        generic_genres=_genres(generic["genres"], names),
        generic_by_issuer={kind: code for kind, code in by_issuer.items() if code},
        generic_otherwise=_category(generic["otherwise"], names) or unknown,
        reported_falls_to=_category(generic["reported"], names) or unknown,
        **{name: _decimal(points[name]) for name in (*formal, *needed)},
    )


def _signs(value: Value) -> Mapping[Pattern, float]:
    return {
        patterns.read_pattern(sign, {}): _decimal(weight)
        for sign, weight in value.pairs()
    }


def _proofs(value: Value, names: Names) -> Mapping[str, Proof]:
    found: dict[str, Proof] = {}
    for genre, proof in value.pairs():
        at = proof.fields(("signs", "otherwise"), ())
        code = names.refer("genres", genre, "文种")
        if code:
            signs = patterns.read_pattern(at["signs"], {})
            found[code] = Proof(signs, _decimal(at["otherwise"]))
    return found


def _decimal(value: Value) -> float:
    text = value.text()
    if not _DECIMAL.fullmatch(text):
        value.refuse(f"“{text}”应是数，写成 2、-1.5 这样。")
    return float(text)


def _by_place(value: Value) -> Mapping[Where, float]:
    return {
        _PLACES[place.choice(_PLACES)]: _decimal(weight)
        for place, weight in value.pairs()
    }


def _points(value: Value) -> Points:
    at = value.fields(_POINTS, ())
    return Points(**{name: _decimal(at[name]) for name in _POINTS})


def _category(value: Value, names: Names) -> str | None:
    return names.refer("categories", value, "类别")


def _genres(value: Value, names: Names) -> tuple[str, ...]:
    return names.refer_all("genres", value, "文种")


def _by_genre(value: Value, names: Names) -> Mapping[str, float]:
    found = {
        names.refer("genres", genre, "文种"): _decimal(weight)
        for genre, weight in value.pairs()
    }
    return {genre: weight for genre, weight in found.items() if genre}


def _by_code(value: Value, names: Names) -> Mapping[str, float]:
    """Weights of categories and families."""
    weights = {}
    families: Collection[str] = names.live["families"]
    for code, weight in value.pairs():
        known = code.text() in families or _category(code, names)
        if known:
            weights[code.text()] = _decimal(weight)
    return weights


def _by_form(value: Value, names: Names) -> Mapping[str, str]:
    settled = {}
    for genre, category in value.pairs():
        form = names.refer("genres", genre, "文种")
        code = _category(category, names)
        if form and code:
            settled[form] = code
    return settled


def _fallbacks(value: Value, names: Names) -> list[Fallback]:
    found = []
    for entry in value.items():
        at = entry.fields(("category", "genres"), ("issuers",))
        code = _category(at["category"], names)
        issuers = at.get("issuers")
        if code:
            kinds = [one.choice(_ISSUERS) for one in issuers.items()] if issuers else []
            found.append(
                Fallback(
                    code,
                    _genres(at["genres"], names),
                    tuple(_ISSUERS[kind] for kind in kinds),
                )
            )
    return found

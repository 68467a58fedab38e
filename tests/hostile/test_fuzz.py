"""Whatever a document is made of, a reader reads it or raises an error of ours."""

from __future__ import annotations

import os
import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.errors import IngestError, NotADocumentError
from gongkai.ingest import BUNDLES, OFF, read_bytes, sniff, unpack
from gongkai.model import Room
from tests.hostile import mutate, seeds

EXAMPLES = int(os.environ.get("GONGKAI_EXAMPLES", "200"))  # 10,000 before a release

often = settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck)
)


def read(data: bytes, kind: str) -> None:
    """By the way that every file comes in. Raises whatever is not declared."""
    name = f"来件.{kind}"
    try:
        if sniff(data, name) in BUNDLES:
            with TemporaryDirectory() as folder:
                place = Path(folder) / name
                place.write_bytes(data)
                unpack(place, name, Path(folder), Room(1000, 1 << 24))
        else:
            read_bytes(data, Path(name), OFF)
    except (IngestError, NotADocumentError):
        pass


@pytest.mark.parametrize("kind", seeds.SOUP)
@often
@given(data=st.data())
def test_any_pieces_in_any_order_are_read_or_refused(
    kind: str, data: st.DataObject
) -> None:
    pieces = data.draw(
        st.lists(st.sampled_from(seeds.SOUP[kind]) | st.text(max_size=3), max_size=60)
    )
    read(seeds.brew(kind, pieces), kind)


@pytest.mark.parametrize("kind", seeds.seeds())
@often
@given(seed=st.integers(0, 1 << 40))
def test_a_good_document_spoilt_in_any_way_is_read_or_refused(
    kind: str, seed: int
) -> None:
    chance = random.Random(seed)
    good = seeds.seeds()
    way = chance.choice(mutate.WAYS)
    read(way(good[kind], good[chance.choice(sorted(good))], chance), kind)


NAMES = st.text(min_size=1, max_size=12) | st.sampled_from(
    (
        "../a.txt",
        "/etc/passwd",
        "a/../../b.txt",
        "a\\b.txt",
        "C:\\x",
        "a.zip",
        "x" * 300,
    )
)


@often
@given(members=st.lists(st.tuples(NAMES, st.binary(max_size=60)), max_size=6))
def test_a_bundle_of_any_names_is_opened_or_refused(
    members: list[tuple[str, bytes]],
) -> None:
    names = [name.partition("\0")[0].encode(errors="replace") for name, _ in members]
    told = {
        name.decode(): held
        for name, (_, held) in zip(names, members, strict=True)
        if name
    }
    read(seeds.zipped(told), "zip")

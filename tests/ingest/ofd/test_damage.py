"""Damaged, encrypted and hostile OFD packages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.errors import (
    CorruptError,
    EmptyError,
    EncryptedError,
    FailureCode,
    IngestError,
    LimitError,
    TruncatedError,
)
from gongkai.ingest import ofd
from gongkai.ingest.ofd import values
from gongkai.model import Extract, Unjudgeable

if TYPE_CHECKING:
    from tests.ingest.ofd.conftest import Package

MANY = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def test_a_damaged_page_makes_the_text_partial(package: Package) -> None:
    package.text("第一页的文字，无一损坏，都读得到。").page()
    package.parts["Doc_0/Pages/Page_1/Content.xml"] = "<ofd:Page"
    extract = ofd.extract(package.bytes())
    assert extract.text == "第一页的文字，无一损坏，都读得到。"
    assert extract.reasons == (Unjudgeable.PARTIAL_TEXT,)
    assert extract.notes == ("damaged pages left out",)


def test_a_package_without_a_readable_page_is_corrupt(package: Package) -> None:
    package.parts["Doc_0/Pages/Page_0/Content.xml"] = "<ofd:Page"
    with pytest.raises(CorruptError):
        ofd.extract(package.bytes())


def test_a_missing_document_is_corrupt(package: Package) -> None:
    package.parts["OFD.xml"] = str(package.members()["OFD.xml"]).replace(
        "Document.xml", "Nothing.xml"
    )
    with pytest.raises(CorruptError, match=r"Nothing\.xml"):
        ofd.extract(package.bytes())


def test_damaged_resources_are_noted(package: Package) -> None:
    package.common = "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>"
    package.parts["Doc_0/PublicRes.xml"] = "<ofd:Res"
    package.text("村务公开财务收支公示表")
    extract = ofd.extract(package.bytes())
    assert extract.text == "村务公开财务收支公示表"
    assert extract.notes == ("damaged or missing parts left out",)


def test_a_package_without_pages_is_empty(package: Package) -> None:
    package.pages = []
    with pytest.raises(EmptyError):
        ofd.extract(package.bytes())


def test_encrypted_packages_say_so(package: Package) -> None:
    package.text("读不到").parts["Encryptions.xml"] = "<ofd:Encryptions/>"
    with pytest.raises(EncryptedError):
        ofd.extract(package.bytes())


def test_entities_are_refused(package: Package) -> None:
    package.parts["OFD.xml"] = '<!DOCTYPE a [<!ENTITY b "c">]><OFD>&b;</OFD>'
    with pytest.raises(CorruptError, match="document type"):
        ofd.extract(package.bytes())


def test_too_many_pages_are_refused(
    package: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ofd, "MOST_PAGES", 2)
    with pytest.raises(LimitError) as caught:
        ofd.extract(package.page().page().bytes())
    assert caught.value.code is FailureCode.LIMIT_PAGES


def test_too_much_text_is_refused(
    package: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ofd, "MOST_TEXT", 10)
    with pytest.raises(LimitError) as caught:
        ofd.extract(package.text("村务公开财务收支公示表").bytes())
    assert caught.value.code is FailureCode.LIMIT_OUTPUT


def test_a_long_page_is_read_in_time_that_grows_with_it(package: Package) -> None:
    for index in range(3000):
        package.text(
            f"第{index}号", 10 + 20 * (index % 8), 60 + 0.48 * (index // 8), 0.4
        )
    assert ofd.extract(package.bytes()).text.count("第") == 3000


def test_a_distance_is_repeated_no_more_than_there_are_characters() -> None:
    assert values.distances("g 1000000 1", 3) == [1.0, 1.0, 1.0]
    assert values.distances("g", 3) == []


@pytest.mark.parametrize("number", ["nan", "inf", "-1e300", "", "zwei"])
def test_odd_numbers_do_no_harm(package: Package, number: str) -> None:
    package.box = f"0 0 {number} 297"
    package.text("村务公开", attributes=f'CTM="1 0 0 1 {number} 0" HScale="{number}"')
    package.rule(1, 1, 50, 1)
    assert isinstance(ofd.extract(package.bytes()), Extract)


@MANY
@given(data=st.data())
def test_a_package_cut_off_is_truncated(package: Package, data: st.DataObject) -> None:
    package.pages = [[]]
    whole = package.text("村务公开财务收支公示表").bytes()
    length = data.draw(st.integers(1, len(whole) - 1))
    with pytest.raises(TruncatedError):
        ofd.extract(whole[:length])


@MANY
@given(data=st.data())
def test_flipped_bits_are_read_or_refused(
    package: Package, data: st.DataObject
) -> None:
    package.pages = [[]]
    damaged = bytearray(package.text("村务公开").grid((30, 60), (50, 60)).bytes())
    for at in data.draw(
        st.lists(st.integers(0, len(damaged) - 1), min_size=1, max_size=9)
    ):
        damaged[at] ^= 1 << data.draw(st.integers(0, 7))
    try:
        extract = ofd.extract(bytes(damaged))
    except IngestError:
        return
    assert extract.text in ("", "村务公开") or extract.reasons

"""One document as a person reads it: every claim with the words it rests on."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from gongkai.errors import FailureCode
from gongkai.ingest import ocr
from gongkai.model import Failure, Kept, Record, Unjudgeable
from gongkai.report import page, words


def test_every_claim_shows_its_words(record: Record) -> None:
    lines = list(page.record(record))
    text = "\n".join(lines)

    assert lines[0] == str(Path("来件/公示.docx"))
    assert "标题“低保”+6  ……杏花村【低保】公示……" in text
    assert "√ 落款日期（N_DATE）" in text
    assert "× 监督电话（N_PHONE）缺：全文没有号码" in text
    assert "依据：某规定" in text
    assert "建议：补充监督电话" in text


def test_personal_data_is_shown_masked(record: Record) -> None:
    text = "\n".join(page.record(record))
    assert "身份证号：11****021" in text
    assert "110105194912310021" not in text.partition("不应公开的个人信息")[2]


def test_a_poor_text_accuses_no_one(record: Record) -> None:
    extract = dataclasses.replace(record.extract, reasons=(Unjudgeable.NEARLY_EMPTY,))
    text = "\n".join(page.record(dataclasses.replace(record, extract=extract)))
    assert "无法判定  几乎没有文字。不据此指出任何缺项。" in text


@pytest.mark.parametrize("note", [ocr.HOW_TO_SEE, ocr.TOLD_NOT_TO])
def test_what_can_be_done_about_a_scan_is_said(note: str, record: Record) -> None:
    extract = dataclasses.replace(
        record.extract, reasons=(Unjudgeable.NO_TEXT_LAYER,), notes=(note,)
    )
    text = "\n".join(page.record(dataclasses.replace(record, extract=extract)))

    assert "没有文字层（扫描件或图片）" in text
    assert f"提示      {words.NOTE[note]}。" in text


def test_a_failure_is_one_sentence() -> None:
    shown = page.outcome(Failure(Path("空.txt"), FailureCode.EMPTY, "0 bytes"))
    assert shown == "空.txt\n  未能读取  空文件（0 bytes）"


def test_an_archived_document_shows_all_its_paths(kept: Kept) -> None:
    lines = list(page.kept(kept))
    assert lines[0] == f"编号  {kept.id}"
    assert lines[1] == f"另见  {kept.paths[1]}"

"""Of a message is read what its writer wrote; of a saved page, the page."""

from __future__ import annotations

import base64
from email.header import Header
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.errors import GongkaiError, LimitError
from gongkai.ingest import read_bytes
from gongkai.ingest.mail import extract
from gongkai.model import BlockKind, Part, Unjudgeable

TEXT = "各村民小组：现将清明节值班安排发给你们，请遵照执行。\n青石桥村村民委员会"
PAGE = f"<html><body><p>{TEXT}</p></body></html>"


def message(text: str = TEXT, subject: str = "值班安排") -> EmailMessage:
    made = EmailMessage()
    made["From"] = "王某 <wang@example.org>"
    made["To"] = "各组"
    made["Date"] = "Mon, 01 Apr 2024 09:00:00 +0800"
    made["Subject"] = subject
    made.set_content(text)
    return made


def saved_page(page: str = PAGE, encoding: str = "utf-8", head: str = "") -> bytes:
    body = base64.encodebytes(page.encode(encoding)).decode()
    return (
        f'MIME-Version: 1.0\r\n{head}Content-Type: multipart/related; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: image/gif\r\nContent-Transfer-Encoding: base64\r\n\r\nR0lG\r\n"
        f'--b\r\nContent-Type: text/html; charset="{encoding}"\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n{body}\r\n--b--\r\n"
    ).encode()


def test_the_subject_is_the_title_and_the_rest_of_the_head_a_header() -> None:
    read = extract(message().as_bytes())
    assert read.text == (
        "发件人：王某 <wang@example.org>\n收件人：各组\n"
        f"日期：Mon, 01 Apr 2024 09:00:00 +0800\n值班安排\n{TEXT}"
    )
    assert [block.part for block in read.blocks[:3]] == [Part.HEADER] * 3
    assert read.blocks[3].kind is BlockKind.HEADING
    assert read.reasons == ()


def test_plain_text_is_preferred_to_a_page() -> None:
    made = message()
    made.add_alternative("<p>另一种写法</p>", subtype="html")
    assert "另一种写法" not in extract(made.as_bytes()).text


def test_a_message_that_is_only_a_page_is_read() -> None:
    made = message()
    made.set_content(f"<div>{TEXT}</div><table border=1><tr><td>a<td>b</table>", "html")
    read = extract(made.as_bytes())
    assert read.blocks[-1].kind is BlockKind.TABLE


@pytest.mark.parametrize("disposition", ["attachment", "inline"])
def test_attachments_are_named_and_no_part_of_the_text(disposition: str) -> None:
    made = message()
    made.add_attachment(
        "名单正文".encode(),
        maintype="text",
        subtype="plain",
        filename="名单.txt",
        disposition=disposition,
    )
    read = extract(made.as_bytes())
    assert read.notes == ("attachment: 名单.txt",)
    assert "名单正文" not in read.text


def test_an_attached_message_is_no_part_of_the_text() -> None:
    made = message()
    made.add_attachment(message("附来的信"))
    read = extract(made.as_bytes())
    assert "附来的信" not in read.text
    assert read.notes == ("attachment: 值班安排.eml",)


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312", "gb18030"])
def test_encoded_heads_are_decoded(encoding: str) -> None:
    subject = Header("关于值班安排的通知", encoding).encode()
    data = f"From: a@example.org\nTo: b\nSubject: {subject}\n\n{TEXT}\n".encode()
    assert "关于值班安排的通知" in extract(data).text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_heads_and_text_that_do_not_say_their_encoding_are_read(encoding: str) -> None:
    data = f"From: a@example.org\nTo: b\nSubject: 值班安排的通知\n\n{TEXT}\n".encode(
        encoding
    )
    assert extract(data).text.endswith(f"值班安排的通知\n{TEXT}")


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312"])
def test_a_saved_page_is_the_page(encoding: str) -> None:
    head = "From: <Saved by Windows Internet Explorer 8>\r\nSubject: x\r\n"
    read = extract(saved_page(encoding=encoding, head=head))
    assert read.text == TEXT.replace("\n", "")


def test_the_part_that_a_saved_page_starts_with_is_the_page() -> None:
    data = (
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b; start="<2@x>"\n\n'
        "--b\nContent-Type: text/html; charset=utf-8\nContent-ID: <1@x>\n\n<p>不是这一页</p>\n"
        f"--b\nContent-Type: text/html; charset=utf-8\nContent-ID: <2@x>\n\n{PAGE}\n--b--\n"
    )
    assert extract(data.encode()).text == TEXT.replace("\n", "")


def test_a_saved_page_under_another_name_is_recognised() -> None:
    source, read = read_bytes(saved_page(), Path("通知.doc"))
    assert source.format == "mht"
    assert read.text == TEXT.replace("\n", "")


def test_a_message_is_recognised() -> None:
    source, _ = read_bytes(message().as_bytes(), Path("来信"))
    assert source.format == "eml"


def test_an_empty_message_is_nearly_empty() -> None:
    read = extract(b"From: a@example.org\nTo: b\nSubject: c\n\n")
    assert read.reasons == (Unjudgeable.NEARLY_EMPTY,)


def test_noise_in_the_place_of_the_text_is_not_read() -> None:
    noise = base64.b64encode(bytes(range(256)) * 20).decode()
    data = f"From: a\nTo: b\nSubject: c\nContent-Transfer-Encoding: base64\n\n{noise}\n"
    read = extract(data.encode())
    assert read.text == "发件人：a\n收件人：b\nc"
    assert read.reasons == (Unjudgeable.NEARLY_EMPTY,)


def test_a_message_that_breaks_off_yields_what_is_there() -> None:
    data = saved_page(f"<p>{TEXT * 50}</p>")
    read = extract(data[: len(data) // 2])
    assert read.text.startswith("各村民小组：")
    assert Unjudgeable.PARTIAL_TEXT in read.reasons


def test_messages_may_not_nest_without_end() -> None:
    level = "Content-Type: multipart/mixed; boundary={0}\n\n--{0}\n"
    data = "MIME-Version: 1.0\n" + "".join(level.format(n) for n in range(2000))
    with pytest.raises(LimitError):
        extract(data.encode())


def test_parts_may_not_be_without_number() -> None:
    parts = "--b\nContent-Type: text/plain\n\n\n" * 3000
    data = (
        f"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n{parts}--b--"
    )
    with pytest.raises(LimitError):
        extract(data.encode())


def test_a_huge_message_takes_no_longer_for_its_size() -> None:
    assert len(extract(message(f"{TEXT}\n" * 5000).as_bytes()).blocks) == 10_004


@given(st.data())
def test_no_damage_makes_it_fail_otherwise(data: st.DataObject) -> None:
    made = message()
    made.add_attachment(
        b"x", maintype="application", subtype="zip", filename="名单.zip"
    )
    whole = bytearray(data.draw(st.sampled_from([made.as_bytes(), saved_page()])))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(
            st.one_of(st.integers(0, 255), st.sampled_from(b'=?;:"\n<>-'))
        )
    try:
        extract(bytes(whole[: data.draw(st.integers(1, len(whole)))]))
    except GongkaiError:
        return

"""Messages: e-mail (.eml), and web pages saved with their pictures (.mht, .mhtml).

Of an e-mail the subject is its title and the text is what it says; its attachments are
named, and are documents of their own (`gongkai.ingest.bundles`). Of a saved page only
the page counts.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import CloseBoundaryNotFoundDefect, MessageError
from email.header import decode_header
from email.message import Message
from email.utils import collapse_rfc2231_value

from gongkai.errors import CorruptError, FailureCode, LimitError
from gongkai.ingest import encoding, html, layout, quality
from gongkai.model import Extract, Part, Unjudgeable

MAX_PARTS = 1000
MAX_HEADER = 4000  # characters of one that are looked at
MAX_DEPTH = 50  # multiparts in each other: the parser goes through all for each line

_HEADERS = (("from", "发件人"), ("to", "收件人"), ("date", "日期"))
_OF_A_PAGE = frozenset({"text", "image", "audio", "video", "font"})
_BOUNDARY = re.compile(rb"^content-type:[ \t]{0,9}(?:multipart|message)/", re.I | re.M)


def extract(data: bytes) -> Extract:
    """The text of a message. Raises CorruptError or LimitError."""
    message = _parse(data)
    parts = list(_parts(message))
    builder = layout.Builder()
    is_page = _is_page(message)
    if not is_page:
        _add_headers(builder, message)
    text = _main(parts, message, is_page=is_page)
    reasons = () if text is None else _add_text(builder, text)
    if text is None:
        builder.note("no text in the message")
        reasons = (Unjudgeable.NEARLY_EMPTY,)
    if any(
        isinstance(defect, CloseBoundaryNotFoundDefect) for defect in message.defects
    ):
        builder.note("the message ends in the middle")
        reasons = (*reasons, Unjudgeable.PARTIAL_TEXT)
    for name, _ in _attached(parts, text, is_page=is_page):
        builder.note(f"{layout.ATTACHED}{name}")
    return builder.build(dict.fromkeys(reasons))


def _parse(data: bytes) -> Message:
    if len(_BOUNDARY.findall(data)) > MAX_DEPTH:
        raise LimitError(FailureCode.LIMIT_DEPTH, "too many messages in each other")
    try:
        return message_from_bytes(data)
    except (MessageError, ValueError, LookupError, RecursionError) as error:
        raise CorruptError(f"no message: {error}") from error


def _is_page(message: Message) -> bool:
    """Whether a browser or Word saved a page, rather than someone wrote to someone."""
    if message.get_content_type() not in ("multipart/related", "text/html"):
        return False
    writer = _header(message, "from").lower()
    return not message["To"] and (not writer or "saved by" in writer)


def _parts(message: Message) -> Iterator[Message]:
    """The parts that hold something themselves, those of attached messages left out."""
    stack = [message]
    count = 0
    while stack:
        part = stack.pop()
        count += 1
        if count > MAX_PARTS:
            raise LimitError(FailureCode.LIMIT_MEMBERS, f"{MAX_PARTS} parts")
        inner = part.get_payload()
        if isinstance(inner, list) and part.get_content_maintype() == "multipart":
            stack += reversed([child for child in inner if isinstance(child, Message)])
        else:
            yield part


def _main(parts: list[Message], message: Message, *, is_page: bool) -> Message | None:
    """The part that holds the text: in an e-mail rather plain than dressed."""
    texts = [part for part in parts if not _name(part)] or parts
    if is_page:
        start = _text(message.get_param("start")).strip("<>")
        for part in parts:
            if start and str(part.get("Content-ID", "")).strip("<> ") == start:
                return part
        texts = parts
    kinds = ("text/html", "text/plain") if is_page else ("text/plain", "text/html")
    for kind in kinds:
        for part in texts:
            if part.get_content_type() == kind and _is_text(_payload(part)):
                return part
    return None


def _add_headers(builder: layout.Builder, message: Message) -> None:
    for name, label in _HEADERS:
        if value := _header(message, name):
            builder.paragraph(f"{label}：{value}", part=Part.HEADER)
    if subject := _header(message, "subject"):
        builder.paragraph(subject, heading=True)


def _add_text(builder: layout.Builder, part: Message) -> tuple[Unjudgeable, ...]:
    data = _payload(part)
    charset = _text(part.get_param("charset"))
    if part.get_content_type() == "text/html":
        return html.add_page(builder, data, charset)
    decoded = html.decode(data, charset)
    for line in layout.lines(decoded.text):
        builder.paragraph(line)
    if decoded.encoding not in ("utf-8", "utf-8-sig", "ascii"):
        builder.note(f"decoded as {decoded.encoding}")
    if decoded.lost:
        builder.note(f"{decoded.lost} characters could not be decoded")
    unsure = not decoded.sure or decoded.lost > html.LOST_SHARE * len(decoded.text)
    reasons = (Unjudgeable.ENCODING_UNSURE,) if unsure else ()
    return reasons + quality.assess(decoded.text)


def _is_text(data: bytes) -> bool:
    return bool(data.strip()) and encoding.is_text(data)


def _payload(part: Message) -> bytes:
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError):  # binascii.Error is one
        data = None
    return data if isinstance(data, bytes) else b""


def attachments(data: bytes) -> Iterator[tuple[str, bytes]]:
    """What is attached to a message, by name. Raises CorruptError or LimitError."""
    message = _parse(data)
    parts = list(_parts(message))
    is_page = _is_page(message)
    text = _main(parts, message, is_page=is_page)
    for name, part in _attached(parts, text, is_page=is_page):
        yield name, _content(part)


def _attached(
    parts: list[Message], text: Message | None, *, is_page: bool
) -> Iterator[tuple[str, Message]]:
    """Parts that are files or messages of their own; not what the text shows."""
    for part in parts:
        kind = part.get_content_maintype()
        if part is text or kind == "multipart" or (is_page and kind in _OF_A_PAGE):
            continue
        if part.get_content_type() == "message/rfc822":
            yield _name(part) or f"{_subject(part)}.eml", part
        elif (name := _name(part)) and not _is_shown(part):
            yield name, part


def _is_shown(part: Message) -> bool:
    is_picture = part.get_content_maintype() == "image"
    return is_picture and part.get_content_disposition() != "attachment"


def _subject(part: Message) -> str:
    inner = part.get_payload()
    first = inner[0] if isinstance(inner, list) and inner else None
    return (
        _header(first, "subject") if isinstance(first, Message) else ""
    ) or "message"


def _content(part: Message) -> bytes:
    inner = part.get_payload()
    if not isinstance(inner, list):
        return _payload(part)
    try:
        return b"".join(one.as_bytes() for one in inner if isinstance(one, Message))
    except (MessageError, ValueError, LookupError, TypeError, RecursionError):
        return b""


def _name(part: Message) -> str:
    try:
        name = part.get_filename()
    except (ValueError, LookupError):
        name = None
    return _decoded(name) if name else ""


def _header(message: Message, name: str) -> str:
    raw = (str(value) for key, value in message.raw_items() if key.lower() == name)
    return " ".join(_decoded(next(raw, "")).split())


def _decoded(value: str) -> str:
    """A header as it reads: encoded words, or bytes that are not declared at all."""
    value = value[:MAX_HEADER]
    try:
        words = decode_header(value)
    except (MessageError, ValueError, binascii.Error):
        return value
    return "".join(_word(word, charset) for word, charset in words)


def _word(word: bytes | str, charset: str | None) -> str:
    if isinstance(word, str):
        try:
            raw = word.encode("ascii", "surrogateescape")
        except UnicodeEncodeError:  # it was decoded before
            return word
        return html.decode(raw, charset).text
    return html.decode(word, charset).text


def _text(value: object) -> str:
    """A parameter of a header, in whichever way it is written."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        try:
            return collapse_rfc2231_value(value)
        except (ValueError, LookupError):
            return ""
    return str(value).strip()

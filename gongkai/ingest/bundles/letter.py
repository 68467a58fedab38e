"""Messages: what is attached to them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from gongkai.ingest import mail
from gongkai.ingest.bundles.part import Part


def parts(data: bytes, _: str) -> Iterator[Part]:
    """The attachments of a message. Raises CorruptError or LimitError."""
    for name, content in mail.attachments(data):
        yield Part(name, len(content), partial(iter, [content]))

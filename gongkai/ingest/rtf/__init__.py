"""RTF documents, those of Word, WPS, WordPad and of programs that only know a little.

No library is used. Of those that are maintained, striprtf loses headers and notes,
makes cells into strings and keeps what is hidden or deleted; RTFDE reads only mail.
"""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.errors import CorruptError, TruncatedError
from gongkai.ingest import layout, quality
from gongkai.ingest.rtf.reading import Reading
from gongkai.ingest.rtf.story import DEFAULT_SIZE
from gongkai.ingest.word import Item, Stories, text_of, usual_size
from gongkai.model import Extract, Part, Unjudgeable

NOISE_SHARE = 0.01  # of the characters: control characters, which RTF has none of


def extract(data: bytes) -> Extract:
    """The text of an RTF document as with all tracked changes accepted.

    Raises CorruptError, TruncatedError or LimitError.
    """
    reading = Reading(data)
    body = reading.read()
    if reading.is_cut:
        raise TruncatedError("the document ends in the middle")
    if reading.intake.controls > NOISE_SHARE * reading.intake.characters:
        raise CorruptError("what stands in the place of the text is no text")
    builder = layout.Builder()
    stories = Stories(builder, usual_size(body) or DEFAULT_SIZE)
    stories.add_beside(_beside(reading, Part.HEADER), Part.HEADER)
    stories.add(body, Part.BODY)
    stories.add_beside(_beside(reading, Part.NOTE), Part.NOTE)
    stories.add_beside(_beside(reading, Part.FOOTER), Part.FOOTER)
    for note in reading.intake.notes:
        builder.note(note)
    if reading.intake.decoder.was_guessed:
        builder.note("code page guessed")
    return builder.build(_reasons(text_of(body), reading))


def _beside(reading: Reading, part: Part) -> Iterator[list[Item]]:
    for story in reading.beside:
        is_shown = reading.settings.has_title_page or not story.is_of_first_page
        if story.part is part and is_shown:
            yield story.items


def _reasons(body_text: str, reading: Reading) -> Iterator[Unjudgeable]:
    if reading.is_partial:
        yield Unjudgeable.PARTIAL_TEXT
    for reason in quality.assess(body_text):
        is_scan = reason is Unjudgeable.NEARLY_EMPTY and reading.has_pictures
        yield Unjudgeable.NO_TEXT_LAYER if is_scan else reason

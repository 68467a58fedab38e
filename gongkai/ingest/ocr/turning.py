"""Pictures turned so that people could read them."""

from __future__ import annotations

from PIL import Image

from gongkai.ingest.ocr.seen import Engine, Seen, Word, confidence

_DOUBTFUL = 0.8  # confidence: what is upside down is read with less
_TALL = 1.5  # times as high as wide: a line that lies on its side


def upright(engine: Engine, picture: Image.Image) -> Seen:
    """What a picture shows, turned by quarters so that its text stands upright."""
    seen = engine.look(picture)
    turns: tuple[Image.Transpose, ...] = ()
    if _lies(seen):
        turns = Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270
    elif seen.words and confidence([seen]) < _DOUBTFUL:
        turns = (Image.Transpose.ROTATE_180,)
    others = [engine.look(picture.transpose(turn)) for turn in turns]
    if _lies(seen) and any(other.words for other in others):
        return max(others, key=_worth)
    return max([seen, *others], key=_worth)


def _lies(seen: Seen) -> bool:
    """Whether most of the text lies on its side."""
    lying = sum(len(word.text) for word in seen.words if _is_tall(word))
    return 2 * lying > sum(len(word.text) for word in seen.words)


def _is_tall(word: Word) -> bool:
    height, width = word.bottom - word.top, word.right - word.left
    return len(word.text) > 1 and height > _TALL * width


def _worth(seen: Seen) -> float:
    return sum(len(word.text) * word.confidence**2 for word in seen.words)

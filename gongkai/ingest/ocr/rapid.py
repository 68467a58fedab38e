"""RapidOCR: the models of PaddleOCR, run by onnxruntime. The extra `gongkai[ocr]`.

The models lie in the wheel and are named to it one by one, so that it never looks for
any on the network.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import cv2
import numpy as np
import onnxruntime
import rapidocr
from PIL import Image

from gongkai.ingest.ocr import rules
from gongkai.ingest.ocr.seen import Seen, Word
from gongkai.ingest.pages.strokes import Stroke

_THREADS = 1  # there is a worker for each processor
_UNSURE = 4  # pixels that the longest line may fall and still be level
_STRAIGHT = 0.0005  # radians; a pixel at the other end of a page
_MOST_LEAN = 0.26  # radians, 15 degrees; more is no lean but a label set askew
_NUMERALS = "一二三四五六七八九十百千〇"
_HOLE = re.compile(f"[{_NUMERALS}]{{2}}")
_ROOM = 0.9  # times the width of a character
_CONTRAST = 100  # of 255, between ink and paper
_NO_MEMORY = re.compile(r"bad_?alloc|allocat|[Ii]nsufficient memory|out of memory")

_Points = Any  # four corners of a box, from the upper left one around


class Rapid:
    """The engine. One of a process; it keeps some 0.5 GB."""

    def __init__(self) -> None:
        cv2.setNumThreads(_THREADS)
        onnxruntime.disable_telemetry_events()
        self._engine = rapidocr.RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.text_score": 0.0,  # what is noise is for us to say
                "Global.use_cls": False,  # we turn whole pages
                "Global.return_word_box": True,
                "Global.return_single_char_box": True,
                "Det.model_path": _model("det"),
                "Rec.model_path": _model("rec"),
                "EngineConfig.onnxruntime.intra_op_num_threads": _THREADS,
                "EngineConfig.onnxruntime.inter_op_num_threads": _THREADS,
            }
        )

    @property
    def version(self) -> str:
        return f"rapidocr {version('rapidocr')} onnxruntime {version('onnxruntime')}"

    def look(self, picture: Image.Image) -> Seen:
        """What a picture in RGB shows, straightened."""
        pixels = np.ascontiguousarray(np.asarray(picture)[:, :, ::-1])
        try:
            found = self._engine(pixels)
            return _seen(found, pixels)
        except Exception as error:
            if _NO_MEMORY.search(str(error)):
                raise MemoryError from error
            raise


def _model(task: str) -> str:
    """The path of the model for a task, in the wheel."""
    folder = Path(rapidocr.__file__).parent / "models"
    return str(max(folder.glob(f"*_{task}_*.onnx")))


def _seen(found: Any, pixels: Any) -> Seen:
    height, width = pixels.shape[:2]
    texts = list(found.txts or ())
    boxes = list(found.boxes) if texts else []
    lean = _lean(texts, boxes)
    lean += rules.lean(_straight(pixels, lean)[0])
    pixels, turn = _straight(pixels, lean)
    words = tuple(
        _word(text, score, _turned(box, turn), chars, turn, pixels)
        for text, score, box, chars in zip(
            texts, found.scores or (), boxes, found.word_results or (), strict=False
        )
    )
    level, upright = rules.drawn(pixels)
    return Seen(
        width,
        height,
        words,
        tuple(stroke for stroke in level if not _is_of_a_letter(stroke, words)),
        upright,
        rules.unread(pixels, words),
    )


def _straight(pixels: Any, lean: float) -> tuple[Any, Any]:
    """A picture turned so that what leans is level, and the matrix that turns points so."""
    height, width = pixels.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), math.degrees(lean), 1.0)
    if abs(lean) < _STRAIGHT:
        return pixels, np.eye(2, 3)
    turned = cv2.warpAffine(
        pixels, turn, (width, height), borderMode=cv2.BORDER_REPLICATE
    )
    return turned, turn


def _lean(texts: list[str], boxes: list[_Points]) -> float:
    """By how many radians the lines of a page fall to the right, by its longest lines.

    The corners of a box are known to a pixel or two, so short lines tell nothing.
    """
    sides = [
        (float(box[1][0] - box[0][0]), float(box[1][1] - box[0][1])) for box in boxes
    ]
    longest = max((across for across, _ in sides), default=0.0)
    leans = [math.atan2(down, across) for across, down in sides if across > longest / 2]
    lean = median(leans) if leans and longest > 0 else 0.0
    return lean if abs(lean) * longest > _UNSURE and abs(lean) < _MOST_LEAN else 0.0


def _is_of_a_letter(stroke: Stroke, words: Sequence[Word]) -> bool:
    """Whether a level line lies inside a word, as the crossbars of letters do."""
    for word in words:
        inset = (word.bottom - word.top) / 8
        if (
            word.top + inset < stroke.at < word.bottom - inset
            and word.left - inset <= stroke.start
            and stroke.end <= word.right + inset
        ):
            return True
    return False


def _turned(points: _Points, turn: Any) -> Any:
    corners = np.asarray(points, dtype=float)
    return corners @ turn[:, :2].T + turn[:, 2]


def _word(
    text: str, score: float, box: Any, chars: Any, turn: Any, pixels: Any
) -> Word:
    xs, ys = box[:, 0], box[:, 1]
    left, right = float(xs.min()), float(xs.max())
    # The middle of the left and right sides, lest a leaning box be thought high.
    top, bottom = float(ys[:2].mean()), float(ys[2:].mean())
    spans = tuple(_spans(text, left, right, chars, turn))
    word = Word(text, left, top, right, bottom, round(float(score), 4), spans)
    return _with_zeros(word, pixels) if _HOLE.search(text) else word


def _with_zeros(word: Word, pixels: Any) -> Word:
    """A word with each 〇 that was passed over: the year 二〇二三 is taken for 二二三.

    There has to be room for it between two numerals, and ink in that room.
    """
    text, spans = word.text[:1], [word.chars[0]]
    for before, char, span in zip(
        word.text, word.text[1:], word.chars[1:], strict=False
    ):
        start, end = spans[-1][1], span[0]
        if (
            before in _NUMERALS
            and char in _NUMERALS
            and end - start >= _ROOM * (span[1] - span[0])
            and _has_ink(pixels, word, start, end)
        ):
            text += "〇"
            spans.append((start, end))
        text += char
        spans.append(span)
    return word._replace(text=text, chars=tuple(spans))


def _has_ink(pixels: Any, word: Word, left: float, right: float) -> bool:
    part = pixels[
        max(round(word.top), 0) : round(word.bottom), round(left) : round(right)
    ]
    return bool(part.size) and int(part.max()) - int(part.min()) > _CONTRAST


def _spans(
    text: str, left: float, right: float, chars: Any, turn: Any
) -> Iterator[tuple[float, float]]:
    """From where to where each character reaches; spaces fill what is between."""
    placed = [
        (char, _turned(points, turn)[:, 0])
        for item, _, points in chars
        for char in item
    ]
    visible = [char for char in text if not char.isspace()]
    if [char for char, _ in placed if not char.isspace()] != visible:
        step = (right - left) / len(text)
        for index in range(len(text)):
            yield round(left + index * step, 1), round(left + (index + 1) * step, 1)
        return
    places = iter(xs for char, xs in placed if not char.isspace())
    end = left
    for char in text:
        if char.isspace():
            yield round(end, 1), round(end, 1)
            continue
        xs = next(places)
        end = float(xs.max())
        yield round(float(xs.min()), 1), round(end, 1)

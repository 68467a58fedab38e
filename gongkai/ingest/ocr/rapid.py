"""RapidOCR: the models of PaddleOCR, run by onnxruntime. The extra `gongkai[ocr]`.

The models lie in the wheel and are named to it one by one, so that it never looks for
any on the network.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import cv2
import numpy as np
import onnxruntime
import rapidocr
from PIL import Image

from gongkai.ingest.ocr.rules import drawn
from gongkai.ingest.ocr.seen import Seen, Word

_THREADS = 1  # there is a worker for each processor
_STEADY = 4  # characters of a line that tells how the page leans
_STRAIGHT = 0.0005  # radians; a pixel at the other end of a page
_MOST_LEAN = 0.26  # radians, 15 degrees; more is no lean but a label set askew
_NO_MEMORY = re.compile(r"bad_?alloc|allocat|[Ii]nsufficient memory|out of memory")

_Points = Any  # four corners of a box, from the upper left one around


class Rapid:
    """The engine. One of a process; it keeps about a gigabyte."""

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
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), math.degrees(lean), 1.0)
    if lean:
        pixels = cv2.warpAffine(
            pixels, turn, (width, height), borderMode=cv2.BORDER_REPLICATE
        )
    words = (
        _word(text, score, _turned(box, turn), chars, turn)
        for text, score, box, chars in zip(
            texts, found.scores or (), boxes, found.word_results or (), strict=True
        )
    )
    level, upright = drawn(pixels)
    return Seen(width, height, tuple(words), level, upright)


def _lean(texts: list[str], boxes: list[_Points]) -> float:
    """By how many radians the lines of a page fall to the right, by most of its text."""
    leans = [
        math.atan2(box[1][1] - box[0][1], box[1][0] - box[0][0])
        for text, box in zip(texts, boxes, strict=True)
        if len(text) >= _STEADY
    ]
    lean = median(leans) if leans else 0.0
    return lean if _STRAIGHT < abs(lean) < _MOST_LEAN else 0.0


def _turned(points: _Points, turn: Any) -> Any:
    corners = np.asarray(points, dtype=float)
    return corners @ turn[:, :2].T + turn[:, 2]


def _word(text: str, score: float, box: Any, chars: Any, turn: Any) -> Word:
    xs, ys = box[:, 0], box[:, 1]
    left, right = float(xs.min()), float(xs.max())
    # The middle of the left and right sides, lest a leaning box be thought high.
    top, bottom = float(ys[:2].mean()), float(ys[2:].mean())
    spans = tuple(_spans(text, left, right, chars, turn))
    return Word(text, left, top, right, bottom, round(float(score), 4), spans)


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

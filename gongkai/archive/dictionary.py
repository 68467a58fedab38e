"""The words of an archive that no dictionary knows: names of villages and people, say.

A text file beside the catalogue, a word a line, which people write.
"""

from __future__ import annotations

from pathlib import Path

from gongkai.errors import ArchiveError

NAME = "words.txt"
_LONGEST = 40  # characters of a word


def load(root: Path) -> tuple[str, ...]:
    """The words of the archive at `root`; none if there is no file.

    Empty lines and what follows # count for nothing. Raises ArchiveError when the file
    is not UTF-8, or holds what is no word.
    """
    try:
        text = (root / NAME).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ()
    except UnicodeDecodeError as error:
        raise ArchiveError(f"{root / NAME} 应当存为 UTF-8 文本。") from error
    lines = [line.partition("#")[0].strip() for line in text.splitlines()]
    for number, line in enumerate(lines, start=1):
        if len(line) > _LONGEST or len(line.split()) > 1:
            raise ArchiveError(
                f"{root / NAME} 第 {number} 行：每行写一个词，不超过 {_LONGEST} 字。"
            )
    return tuple(filter(None, lines))

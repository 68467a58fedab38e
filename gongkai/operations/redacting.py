"""Make a copy of a document that may be shown to others."""

from __future__ import annotations

from pathlib import Path

from gongkai import pipeline
from gongkai.errors import ArchiveError
from gongkai.model import Extract, Record, Redacted
from gongkai.operations import opening
from gongkai.redact import mask_docx, mask_text, masks, text_as_docx, to_mask

DOCX = ".docx"


def redact(
    target: str, output: Path, root: Path, overlay: Path | None = None
) -> Redacted:
    """Write a masked copy of a file, or of the archived document whose id begins so.

    A Word document becomes a Word document when `output` is called .docx; of anything
    else the text is written. Raises ArchiveError when there is nothing to copy, when the
    document bears a secrecy mark, and when something could not be masked.
    """
    source, record = _wanted(target, root, overlay)
    secrecy = record.metadata.secrecy
    if secrecy is not None:
        raise ArchiveError(f"文件标有“{secrecy.value.value}”，不能制作供公开的副本。")
    items = to_mask(record.judgement.sensitive)
    text = record.extract.text
    values = masks(text, items)
    if output.suffix.lower() != DOCX:
        _write(output, mask_text(text, items).encode())
    elif record.source.format == "docx":
        _write(output, mask_docx(source.read_bytes(), values), values)
    else:
        _write(output, text_as_docx(mask_text(text, items)))
    return Redacted(source, output, items)


def _wanted(target: str, root: Path, overlay: Path | None) -> tuple[Path, Record]:
    path = Path(target)
    if not path.exists():
        with opening.for_reading(root) as archive:
            kept = archive.document(target)
            return archive.original(kept), kept.record
    (outcome,) = pipeline.run([path], overlay, 1)
    if isinstance(outcome, Record):
        return path, outcome
    raise ArchiveError(f"读不了 {path}，用 gongkai inspect 查看原因。")


def _write(output: Path, data: bytes, gone: dict[str, str] | None = None) -> None:
    """Put the copy in its place once it is whole and holds none of what must be gone."""
    made = output.with_name(f".{output.name}.part")
    try:
        made.write_bytes(data)
        if gone:
            _require_masked(made, gone)
        made.replace(output)
    except OSError as error:
        raise ArchiveError(f"写不到 {output}：{error.strerror or error}。") from error
    finally:
        made.unlink(missing_ok=True)


def _require_masked(copy: Path, gone: dict[str, str]) -> None:
    """Read the copy as anyone would, and look for what was to be masked."""
    extract = pipeline.extract(copy)
    text = extract.text if isinstance(extract, Extract) else None
    left = text is None or any(value in "".join(text.split()) for value in gone)
    if left:
        raise ArchiveError(
            "有的信息夹在版式里，无法在 Word 文件中遮盖干净；"
            "请把输出文件名改成 .txt，只输出遮盖后的文字。"
        )

"""Make the example documents, `expected.jsonl` and `CATALOGUE.md` from `sources/`.

    python examples/make_examples.py            # rewrite what stands beside this script
    python examples/make_examples.py --out DIR  # make the same in another directory

The same sources give the same bytes on every run with the same libraries.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Callable
from pathlib import Path

from maker import odd, to_docx, to_pdf, to_txt
from maker.source import Document, load

HERE = Path(__file__).parent
SOURCES = HERE / "sources"
_RENDER: dict[str, Callable[[Document], bytes]] = {
    "docx": to_docx.render,
    "pdf": to_pdf.render,
    "txt": to_txt.render,
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=HERE)
    parser.add_argument("--sources", type=Path, default=SOURCES)
    options = parser.parse_args()
    documents = [
        load(path, options.sources) for path in sorted(options.sources.rglob("*.md"))
    ]
    write(documents, options.out)
    print(f"{len(documents)} documents in {options.out / 'documents'}")


def write(documents: list[Document], out: Path) -> None:
    """Write every document below `out`, and what is expected of them beside."""
    shutil.rmtree(out / "documents", ignore_errors=True)
    made: dict[str, bytes] = {}
    for document in sorted(documents, key=lambda d: "from" in d.head):
        made[document.path] = make(document, made)
        path = out / "documents" / document.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made[document.path])
    documents = sorted(documents, key=lambda d: d.path)
    _write_lines(
        out / "expected.jsonl",
        [json.dumps(d.expected, ensure_ascii=False) for d in documents],
    )
    _write_lines(out / "CATALOGUE.md", catalogue(documents))


def make(document: Document, made: dict[str, bytes]) -> bytes:
    """The bytes of one document; `made` holds those that others are made from."""
    match document.head.get("made_by"):
        case "copy":
            return made[document.head["from"]]
        case "truncation":
            return odd.truncated(made[document.head["from"]])
        case "encryption":
            return to_pdf.render(document, odd.PASSWORD)
        case "scanner":
            return to_pdf.of_picture(odd.scanned_page())
        case "camera":
            return to_docx.render(document, odd.scanned_page())
        case "nothing":
            return b""
        case "font":
            return odd.font()
        case None:
            return _RENDER[document.format](document)
        case unknown:
            raise ValueError(f"{document.path}: made_by {unknown!r}")


def catalogue(documents: list[Document]) -> list[str]:
    """A table of every example and what it shows, in Chinese."""
    rows = [f"| `{d.path}` | {d.head['shows']} |" for d in documents]
    head = [
        "# 示例文件一览",
        "",
        f"共 {len(documents)} 件，均为虚构。由 `make_examples.py` 生成，请勿手改。",
        "",
    ]
    return [*head, "| 文件 | 展示什么 |", "|---|---|", *rows]


def _write_lines(path: Path, lines: list[str]) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()

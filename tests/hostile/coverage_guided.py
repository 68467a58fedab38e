"""Let atheris look for documents that a reader falls over: `python -m tests.hostile.coverage_guided KIND FOLDER -max_total_time=600`.

KIND is the end of a name (docx, ofd, rtf, doc, html, eml, txt, zip, …); FOLDER keeps what
was found to reach new code, and begins with a good document. An undeclared error, ten
seconds or a gigabyte end it, and leave the document in `crash-…`. For a look by hand;
atheris (Linux, `pip install atheris`) is no dependency of anything.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.hostile import seeds


def main() -> None:
    import atheris

    with atheris.instrument_imports(include=["gongkai"]):
        from tests.hostile.test_fuzz import read

    kind, folder, *options = sys.argv[1:]
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    (place / "good").write_bytes(seeds.seeds()[kind])
    bounds = ["-timeout=10", "-rss_limit_mb=1024", "-max_len=65536"]
    atheris.Setup(
        [sys.argv[0], folder, *bounds, *options], lambda data: read(data, kind)
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()

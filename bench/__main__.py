"""`make bench`: the pipeline beside the plain stack, start-up, re-ingest, memory.

Ratios come from one run on one machine; absolute figures are only for orientation.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

from bench import corpus


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--documents", type=int, default=600, help="documents of the main measurement"
    )
    parser.add_argument(
        "--many", type=int, default=10_000, help="files of the re-ingest measurement"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        start_up()
        throughput(root, options.documents)
        rejudging(root, options.documents)
        re_ingest(root, options.many)


def start_up(runs: int = 9) -> None:
    """`gongkai --help` beside `python -c "import click"`."""
    bare = statistics.median(
        _seconds([sys.executable, "-c", "import click"]) for _ in range(runs)
    )
    ours = statistics.median(_seconds([*_GONGKAI, "--help"]) for _ in range(runs))
    print(
        f"start-up          {ours * 1000:8.0f} ms   {ours / bare:6.2f} × import click"
    )


def throughput(root: Path, count: int) -> None:
    """Documents a second, ingest to searchable, ours on all cores beside the plain stack."""
    files = root / "documents"
    corpus.make(files, count)
    printed = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "bench.plain_stack", str(files), str(root / "plain")],
        check=True, capture_output=True, text=True,
    ).stdout.split()  # fmt: skip
    plain = int(printed[0]) / float(printed[1])
    print(f"plain stack       {plain:8.1f} documents/s, one process")
    begin = time.perf_counter()
    tally = _ingest(files, root / "archive")
    ours = count / (time.perf_counter() - begin)
    print(
        f"gongkai ingest    {ours:8.1f} documents/s, start to end   {ours / plain:6.2f} × plain stack"
    )
    if tally["archived"] != count:
        raise SystemExit(f"not all archived: {tally}")


def rejudging(root: Path, count: int) -> None:
    """Documents a second judged again from kept text: minutes of some 2,800 characters
    each, and our examples, which are as long as notices mostly are, several times over;
    all of them, and after a category was given one word more.
    """
    one = root / "one"
    _many(one, 1)
    _ingest(one, root / "one-archive")
    start = _seconds([*_REJUDGE, str(root / "one-archive"), "--all"])
    overlay = _one_word_more(root / "rules")
    _rejudge("minutes", root / "archive", count, start, overlay)
    files = root / "examples"
    texts = _example_texts()
    files.mkdir()
    times = -(-4 * count // len(texts))
    for number in range(times):
        for place, text in enumerate(texts):
            path = files / f"{place:03d}-{number:03d}.txt"
            path.write_text(f"{text}\n{number}\n", encoding="utf-8")
    _ingest(files, root / "examples-archive")
    _rejudge("examples", root / "examples-archive", times * len(texts), start, overlay)


def _rejudge(what: str, archive: Path, count: int, start: float, overlay: Path) -> None:
    """`start` is how many seconds it takes to judge one document."""
    for how, option in (("", ["--all"]), (", one word more", ["--rules", overlay])):
        wall = _seconds([*_REJUDGE, str(archive), *map(str, option)])
        print(
            f"rejudge {what:9s} {count / max(wall - start, 1e-3):8.0f} documents/s "
            f"({count / wall:.0f} with start-up){how}"
        )


def _one_word_more(folder: Path) -> Path:
    """Rules of one's own that give a category one word more."""
    import yaml

    from gongkai.rules.loader import BUILT_IN

    written = (BUILT_IN / "categories" / "village_affairs.yaml").read_bytes()
    category = yaml.safe_load(written)["categories"][0]
    category["title_terms"].append("院坝议事")
    folder.mkdir()
    text = yaml.safe_dump({"categories": [category]}, sort_keys=False)
    (folder / "own.yaml").write_text(text, encoding="utf-8")
    return folder


def _example_texts() -> list[str]:
    from gongkai.errors import GongkaiError
    from gongkai.ingest import OFF, read

    texts = []
    for path in sorted((_REPOSITORY / "examples" / "documents").rglob("*.*")):
        with suppress(GongkaiError):
            texts.append(read(path, OFF)[1].text)
    return [text for text in texts if text.strip()]


def re_ingest(root: Path, count: int) -> None:
    """Unchanged files a second, and the parent's memory as the number of files grows."""
    files, archive = root / "many", root / "many-archive"
    _many(files, count // 10)
    small = _peak(files, root / "few-archive")
    _many(files, count)
    large = _peak(files, archive)
    print(
        f"parent's memory   {small:8.0f} MiB at {count // 10} files, {large:.0f} MiB at {count}"
    )
    begin = time.perf_counter()
    tally = _ingest(files, archive)
    wall = time.perf_counter() - begin
    rate = count / float(tally["seconds"])
    print(
        f"re-ingest         {rate:8.0f} unchanged files/s ({count / wall:.0f} with start-up)"
    )
    if tally["unchanged"] != count:
        raise SystemExit(f"not all unchanged: {tally}")


def _many(folder: Path, count: int) -> None:
    for number in range(count):
        path = folder / f"{number // 500:03d}" / f"{number:06d}.txt"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(
                f"第{number}号公告\n经研究，现将第{number}号事项公告如下，请各村民小组相互转告。\n青石桥村村民委员会\n2020年3月{number % 28 + 1}日\n",
                encoding="utf-8",
            )


_REPOSITORY = Path(__file__).parents[1]
_GONGKAI = [sys.executable, "-m", "gongkai"]
_REJUDGE = [*_GONGKAI, "rejudge", "--json", "--archive"]


def _seconds(command: list[str]) -> float:
    begin = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - begin


def _ingest(files: Path, archive: Path) -> dict[str, float]:
    command = [*_GONGKAI, "ingest", str(files), "--archive", str(archive), "--json"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    tally: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return tally


def _peak(files: Path, archive: Path) -> float:
    """MiB: the most memory that the parent process held during an ingest."""
    import psutil

    command = [*_GONGKAI, "ingest", str(files), "--archive", str(archive), "--json"]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    peak = 0

    def watch() -> None:
        nonlocal peak
        try:
            seen = psutil.Process(process.pid)
            while process.poll() is None:
                peak = max(peak, seen.memory_info().rss)
                time.sleep(0.05)
        except psutil.NoSuchProcess:
            return

    watcher = threading.Thread(target=watch)
    watcher.start()
    process.wait()
    watcher.join()
    return peak / (1 << 20)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUTF8", "1")
    main()

"""Names of members: decoded, harmless as paths, and each its own."""

from __future__ import annotations

from pathlib import PurePosixPath

from gongkai.ingest import encoding

MAX_LENGTH = 1000  # characters
UP = "__"  # stands where a name wants to go up
NAMELESS = "未命名"


def decode(raw: bytes, guessed: str = "") -> str:
    """A name that does not say its encoding; bytes that nobody can read are escaped."""
    for candidate in ("utf-8", guessed, "gb18030"):
        try:
            if candidate:
                return raw.decode(candidate)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "surrogateescape")


def guess(raw: list[bytes]) -> str:
    """The encoding of names that belong together, if not UTF-8."""
    return encoding.guess(b"\n".join(raw)).encoding if raw else ""


class Names:
    """The names of one bundle as they come, told apart where they are the same."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def of(self, name: str) -> str:
        """A relative path for a member: no root, no way up, no NUL, not taken yet."""
        steps = name.replace("\\", "/").replace("\0", "_").split("/")
        kept = [UP if step == ".." else step for step in steps if step not in ("", ".")]
        plain = "/".join(kept)[:MAX_LENGTH].rstrip("/") or NAMELESS
        return self._own(plain)

    def _own(self, plain: str) -> str:
        path = PurePosixPath(plain)
        name = plain
        while name in self._taken:
            count = self._taken[plain] = self._taken[plain] + 1
            name = str(path.with_name(f"{path.stem}（{count}）{path.suffix}"))
        self._taken[name] = 1
        return name

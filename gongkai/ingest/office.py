"""LibreOffice, where there is one, for old Word processors' files that our readers refuse.

Microsoft Works, Word 1 and 2, Write and WordPerfect, and .doc files too damaged for us. It
is started by the process that also starts workers, since workers can start nothing, and
as strictly kept: see `gongkai.confine.guest`. One start, one profile and one folder a
file; what it makes of it is a .docx that a worker reads like any other. It is told which
format the file is in, or else it would take noise for text.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from gongkai.confine import guest
from gongkai.errors import CorruptError, FailureCode, IngestError
from gongkai.ingest import ole
from gongkai.ingest.files import load
from gongkai.ingest.sniff import sniff
from gongkai.model import Copy, Extract, Failure, Source, Unjudgeable

SWITCH = "GONGKAI_OFFICE"  # the environment variable that may say `off`
SECONDS = 60  # for a file, its start included
MEMORY = 3 << 30  # bytes of address space
LARGEST = 64 << 20  # bytes of a file that is handed over
NOTE = "read_by_libreoffice"

_NAMES = frozenset((".doc", ".dot", ".wps", ".wpt", ".wpd", ".wri"))
_REFUSED = frozenset((FailureCode.CORRUPT, FailureCode.TYPE_UNKNOWN))
_FILTERS = (  # what a file begins with, and what LibreOffice calls its format
    (b"\x01\xfe\x32\x03", "MS_Works"),
    (b"\xdb\xa5", "MS WinWord 5"),
    (b"\x9b\xa5", "MS WinWord 5"),
    (b"\x31\xbe\0\0", "MS_Write"),
    (b"\x32\xbe\0\0", "MS_Write"),
    (b"\xffWPC", "WordPerfect"),
)
_NO_TEXT = frozenset((Unjudgeable.GARBLED_TEXT, Unjudgeable.NEARLY_EMPTY))
_WESTERN = re.compile("[\u0080-\u024fˆ˜‚„†‡‰‹›€™]")
_MISREAD_SHARE = 0.1  # no Western language has so many beyond ASCII
_SETTINGS: dict[
    str, dict[str, int | str]
] = {  # by path: neither macros nor links nor Java
    "Office.Common/Security/Scripting": {
        "MacroSecurityLevel": 3,
        "DisableMacrosExecution": "true",
        "BlockUntrustedRefererLinks": "true",
    },
    "Office.Writer/Content/Update": {"Link": 0},
    "Office.Java/VirtualMachine": {"Enable": "false"},
}


@cache
def program() -> str | None:
    """Where LibreOffice is, if there is one, it is wanted, and it can be confined."""
    found = shutil.which("soffice") if sys.platform == "linux" else None
    if found is None or os.environ.get(SWITCH, "auto") == "off":
        return None
    tried = _run([shutil.which("true") or found], Path.cwd())
    return found if tried else None


def may_help(failure: Failure) -> bool:
    """Whether LibreOffice may read what none of our readers could."""
    return (
        failure.code in _REFUSED
        and failure.path.suffix.lower() in _NAMES
        and program() is not None
    )


@contextmanager
def converted(copy: Copy, code: FailureCode) -> Iterator[Path | None]:
    """A file made a .docx, as long as it is looked at; None when that was not possible."""
    with TemporaryDirectory(
        prefix="gongkai-office-", ignore_cleanup_errors=True
    ) as name:
        yield _convert(copy, code, Path(name))


def read(copy: Copy, place: Path, code: FailureCode) -> tuple[Source, Extract]:
    """What LibreOffice made of a file whose reader had refused it with a code.

    What was too damaged for us may lack something. Raises an IngestError, also where
    what was made is no text.
    """
    from gongkai.ingest import doc, docx  # heavy, and only workers read

    data = load(copy.place)
    extract = docx.extract(load(place))
    reasons = extract.reasons
    is_no_text = not _NO_TEXT.isdisjoint(reasons) or doc.is_noise(extract.text)
    if is_no_text or _is_misread(extract.text):
        raise CorruptError("what LibreOffice made of it is no text")
    if code is FailureCode.CORRUPT and Unjudgeable.PARTIAL_TEXT not in reasons:
        reasons = (Unjudgeable.PARTIAL_TEXT, *reasons)
    made = replace(extract, notes=(*extract.notes, NOTE), reasons=reasons)
    digest = hashlib.sha256(data).hexdigest()
    return Source(copy.path, digest, _kind(data, copy.path), len(data)), made


def _is_misread(text: str) -> bool:
    """Whether it reads like the bytes of wide characters, each taken for a Western one."""
    return len(_WESTERN.findall(text)) > _MISREAD_SHARE * sum(map(len, text.split()))


def _kind(data: bytes, path: Path) -> str:
    try:
        return sniff(data, path.name)
    except IngestError:
        return "doc"


def _convert(copy: Copy, code: FailureCode, folder: Path) -> Path | None:
    soffice = program()
    try:
        data = load(copy.place)
    except IngestError:
        return None
    chosen = _filter(data, code, copy.path)
    if soffice is None or chosen is None or len(data) > LARGEST:
        return None
    source, profile = folder / "in.doc", folder / "profile"
    source.write_bytes(data)
    (profile / "user").mkdir(parents=True)
    settings = profile / "user" / "registrymodifications.xcu"
    settings.write_text(_settings(), "utf-8")
    command = [
        soffice,
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--norestore",
        "--nolockcheck",
        f"--infilter={chosen}",
        "--convert-to",
        "docx:MS Word 2007 XML",
        "--outdir",
        str(folder / "out"),
        str(source),
    ]
    made = folder / "out" / "in.docx"
    return made if _run(command, folder) and made.is_file() else None


def _filter(data: bytes, code: FailureCode, path: Path) -> str | None:
    if data.startswith(ole.SIGNATURE):
        if code is FailureCode.CORRUPT:
            return "MS Word 97"
        return "MS_Works" if path.suffix.lower() == ".wps" else "MS WinWord 5"
    return next((name for begin, name in _FILTERS if data.startswith(begin)), None)


def _settings() -> str:
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, values in _SETTINGS.items()
        for name, value in values.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><oor:items '
        f'xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>'
    )


def _run(command: list[str], folder: Path) -> bool:
    """Whether a program, confined, came to a good end in its time."""
    guarded = [
        sys.executable, "-m", guest.__name__, str(MEMORY), str(SECONDS), *command
    ]  # fmt: skip
    around = {
        "PATH": os.defpath,
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LANG": "C.UTF-8",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    with subprocess.Popen(
        guarded,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=around,
        start_new_session=True,
    ) as process:
        try:
            return process.wait(SECONDS) == 0
        except subprocess.TimeoutExpired:
            return False
        finally:
            if process.poll() is None:
                process.kill()

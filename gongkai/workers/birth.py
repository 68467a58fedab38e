"""Where workers come from: a clean process that forks them, or a new one each (Windows)."""

from __future__ import annotations

import atexit
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

_PLACE = "gongkai-"
_SHORT = 60  # bytes: the path of a socket has 107 at most


def prepare(preload: str) -> None:
    """Begin what the first worker of `run` will wait for, while this process goes on.

    No effect on Windows, where there is nothing to fork workers from.
    """
    context(preload)


def context(preload: str) -> multiprocessing.context.BaseContext:
    """How to start workers; `preload` names a module to import once for all of them."""
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    if preload:
        context.set_forkserver_preload([preload])
    _start_server()
    return context


def let_go_of_server() -> None:
    """In a worker: let the process that forks workers end with the parent, and take us along."""
    if sys.platform != "win32":
        from multiprocessing import forkserver

        server: Any = forkserver._forkserver
        if getattr(server, "_forkserver_alive_fd", None) is not None:
            os.close(server._forkserver_alive_fd)
            server._forkserver_alive_fd = None


def _start_server() -> None:
    """Start the process that forks workers, deaf to Ctrl-C from birth, as they will be."""
    from multiprocessing import forkserver

    _have_a_place()
    if threading.current_thread() is not threading.main_thread():
        forkserver.ensure_running()
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        forkserver.ensure_running()
    finally:
        signal.signal(signal.SIGINT, before or signal.default_int_handler)


def _have_a_place() -> None:
    """Make the folder in which the server listens; clear away those of whoever was killed."""
    config: dict[str, Any] = multiprocessing.current_process()._config  # type: ignore[attr-defined]
    if config.get("tempdir") is not None:
        return
    parent = tempfile.gettempdir()
    if len(os.fsencode(parent)) > _SHORT:
        parent = "/tmp"
    for folder in Path(parent).glob(f"{_PLACE}*"):
        maker = folder.name.removeprefix(_PLACE).partition("-")[0]
        with suppress(OSError, ValueError):
            if folder.stat().st_uid == os.getuid() and _has_ended(int(maker)):
                shutil.rmtree(folder)
    own = os.getpid()
    config["tempdir"] = tempfile.mkdtemp(prefix=f"{_PLACE}{own}-", dir=parent)
    atexit.register(_remove_place, own, config["tempdir"])


def _has_ended(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _remove_place(maker: int, folder: str) -> None:
    if os.getpid() == maker:
        shutil.rmtree(folder, ignore_errors=True)

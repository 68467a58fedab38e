"""Take from a process what reading a document does not need.

A reader that is tricked or breaks should find little to do harm with:

network    an empty network namespace where the kernel grants one; on Linux no new
           sockets either; elsewhere Python code is refused them, which stops our
           readers but no native code
memory     a cap on address space (not on Windows)
disk       no core dumps, no large files (not on Windows)
files      few open at once (not on Windows)
processes  it can start none on Linux; a cap where we have a user namespace of our
           own, since elsewhere it would count what the user runs besides; a group
           of its own, killed as a whole
orphans    Linux kills the process when the one that forked it is gone

What the system does not grant is left out: `confine` says what holds.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from gongkai.confine import seccomp

FILES = 256  # open at once
PROCESSES = 64  # with their threads
FILE_SIZE = 256 << 20  # bytes that a file may grow to

_NEW_USER, _NEW_NETWORK, _NEW_PROCESSES = 0x10000000, 0x40000000, 0x20000000
_DEATH_SIGNAL, _NO_NEW_PRIVILEGES = 1, 38  # linux/prctl.h


class Network(StrEnum):
    """How a process is kept from the network."""

    NAMESPACE = "namespace"  # it has none
    NO_SOCKETS = "no_sockets"  # it may open no way there
    PYTHON = "python"  # Python code is refused; native code is not


@dataclass(frozen=True, slots=True)
class Protection:
    """What holds for a confined process. None: the system has no such cap."""

    network: Network
    memory: int | None  # bytes of address space
    files: int | None  # open at once
    processes: int | None
    alone: bool  # whether it can start no process
    orphans: bool  # whether it dies with the process that forked it


def confine(memory: int) -> Protection:
    """Confine this process for good. It must have no other threads yet."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent to answer
    _silence()
    if sys.platform == "win32":
        _refuse_sockets()
        return Protection(Network.PYTHON, None, None, None, alone=False, orphans=False)
    os.setpgid(0, 0)
    orphans = bind_to_life_of_parent()
    namespaces = leave_network()
    own_user = has_own_user(namespaces)
    limit(memory, own_user)
    alone = sys.platform == "linux" and seccomp.refuse(_libc())
    if namespaces & _NEW_NETWORK:
        network = Network.NAMESPACE
    elif alone:
        network = Network.NO_SOCKETS
    else:
        network = Network.PYTHON
        _refuse_sockets()
    processes = PROCESSES if own_user else None
    return Protection(network, memory, FILES, processes, alone, orphans)


def kill(pid: int) -> None:
    """End a confined process and what it started, at once and without a word."""
    if sys.platform == "win32":
        with suppress(OSError):
            os.kill(pid, signal.SIGTERM)  # which Windows does not let it refuse
        return
    for end in (os.killpg, os.kill):  # it may not have its group yet
        with suppress(ProcessLookupError, PermissionError):
            end(pid, signal.SIGKILL)


def is_worn(memory: int) -> bool:
    """Whether a task left so much memory in use, or so many files open, that the next suffers."""
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_bytes().split()[0])
        if pages * os.sysconf("SC_PAGE_SIZE") > memory // 4 * 3:
            return True
    try:
        lowest = os.open(os.devnull, os.O_RDONLY)
    except OSError:
        return True
    os.close(lowest)
    return lowest > FILES // 2


def _silence() -> None:
    """Leave standard output to the parent, whose results it carries."""
    descriptor = os.open(os.devnull, os.O_WRONLY)
    os.dup2(descriptor, 1)
    os.close(descriptor)


def bind_to_life_of_parent() -> bool:
    """Have Linux end this process with the one that forked it; whether it will."""
    if sys.platform != "linux":
        return False
    prctl = _libc().prctl
    prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    return bool(prctl(_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0) == 0)


def leave_network(*, and_processes: bool = False) -> int:
    """Move into an empty network namespace; which namespaces are new, 0 for none.

    On request what is forked from here on shares a namespace of processes, all of which
    end with the first. Root needs no user namespace, and would lose its right to read
    every file in one.
    """
    if sys.platform != "linux":
        return 0
    user, group = os.getuid(), os.getgid()
    wanted = _NEW_NETWORK | (_NEW_PROCESSES if and_processes else 0)
    for flags in (wanted, _NEW_USER | wanted):
        if _libc().unshare(flags) == 0:
            if flags & _NEW_USER:
                _keep_names(user, group)
            return flags
    return 0


def has_own_user(namespaces: int) -> bool:
    """Whether a user namespace is among them."""
    return bool(namespaces & _NEW_USER)


def _keep_names(user: int, group: int) -> None:
    """Be the same user and group inside the namespace, not `nobody`."""
    own = Path("/proc/self")
    with suppress(OSError):
        (own / "uid_map").write_text(f"{user} {user} 1")
        (own / "setgroups").write_text("deny")
        (own / "gid_map").write_text(f"{group} {group} 1")


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _refuse_sockets() -> None:
    """Have Python raise PermissionError before it reaches for the network."""
    sys.addaudithook(_no_network)


_ASKS_NETWORK = frozenset(
    {
        "socket.bind", "socket.connect", "socket.sendto", "socket.sendmsg",
        "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr",
    }
)  # fmt: skip


def _no_network(event: str, _: object) -> None:
    if event in _ASKS_NETWORK:
        raise PermissionError(f"{event} is refused while documents are read")


if sys.platform != "win32":

    def limit(memory: int, own_user: bool, seconds: int | None = None) -> None:
        """Cap what this process may use, on request also its processor time."""
        import resource

        caps = {
            resource.RLIMIT_AS: memory,
            resource.RLIMIT_CORE: 0,
            resource.RLIMIT_FSIZE: FILE_SIZE,
            resource.RLIMIT_NOFILE: FILES,
        }
        if own_user:
            caps[resource.RLIMIT_NPROC] = PROCESSES
        if seconds:
            caps[resource.RLIMIT_CPU] = seconds
        for cap, value in caps.items():
            _, hard = resource.getrlimit(cap)
            if hard != resource.RLIM_INFINITY:
                value = min(value, hard)
            with suppress(OSError, ValueError):  # macOS has no cap on address space
                resource.setrlimit(cap, (value, value))

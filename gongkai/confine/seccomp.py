"""A filter on system calls: no process, no socket, no hand on another process.

Linux keeps it for as long as the process lives, also for root. What is refused fails
as it does where it is forbidden, so that code with a way around takes it. Threads are
no processes. Only for the machines whose numbers of system calls are written here.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
import sys
from dataclasses import dataclass

_SET_SECCOMP, _FILTER = 22, 2  # linux/prctl.h, linux/seccomp.h
_ALLOW, _FAIL = 0x7FFF0000, 0x00050000
_NUMBER, _MACHINE, _FIRST_ARGUMENT = 0, 4, 16  # struct seccomp_data
_LOAD, _RETURN = 0x20, 0x06  # linux/bpf_common.h
_IF_EQUAL, _IF_AT_LEAST, _IF_ANY_BIT = 0x15, 0x35, 0x45
_THREAD = 0x00010000  # linux/sched.h: CLONE_THREAD
_OTHER_ABI = 0x40000000  # x32, with numbers of its own


@dataclass(frozen=True, slots=True)
class _Calls:
    """A machine and its numbers of the system calls that are not for workers."""

    machine: int  # linux/audit.h
    clone: int
    refused: tuple[int, ...]
    clone3: int = 435  # its flags cannot be looked at; without it, clone is called


_IO_URING_SETUP = 425
_CALLS = {
    # fork, vfork, execve, execveat, socket, ptrace, process_vm_writev
    "x86_64": _Calls(0xC000003E, 56, (57, 58, 59, 322, 41, 101, 311, _IO_URING_SETUP)),
    # execve, execveat, socket, ptrace, process_vm_writev
    "aarch64": _Calls(0xC00000B7, 220, (221, 281, 198, 117, 271, _IO_URING_SETUP)),
}


def refuse(libc: ctypes.CDLL) -> bool:
    """Filter the system calls of this process for good; False where that is not possible.

    It must have given up new privileges, or be root.
    """
    calls = _CALLS.get(platform.machine())
    if calls is None or sys.maxsize < 1 << 32:
        return False
    program = _program(calls)
    steps = ctypes.create_string_buffer(program, len(program))
    count = len(program) // struct.calcsize("HBBI")
    told = struct.pack("HxxxxxxP", count, ctypes.addressof(steps))
    return bool(libc.prctl(_SET_SECCOMP, _FILTER, told, 0, 0) == 0)


def _program(calls: _Calls) -> bytes:
    return b"".join(
        (
            _step(_LOAD, _MACHINE),
            _step(_IF_EQUAL, calls.machine, then=1),
            _fail(errno.EPERM),
            _step(_LOAD, _NUMBER),
            _step(_IF_AT_LEAST, _OTHER_ABI, otherwise=1),
            _fail(errno.EPERM),
            _step(_IF_EQUAL, calls.clone3, otherwise=1),
            _fail(errno.ENOSYS),
            *(
                _step(_IF_EQUAL, number, otherwise=1) + _fail(errno.EPERM)
                for number in calls.refused
            ),
            _step(_IF_EQUAL, calls.clone, otherwise=3),
            _step(_LOAD, _FIRST_ARGUMENT),
            _step(_IF_ANY_BIT, _THREAD, then=1),
            _fail(errno.EPERM),
            _step(_RETURN, _ALLOW),
        )
    )


def _step(code: int, value: int, *, then: int = 0, otherwise: int = 0) -> bytes:
    """One instruction; `then` and `otherwise` say how many to skip."""
    return struct.pack("HBBI", code, then, otherwise, value)


def _fail(number: int) -> bytes:
    return _step(_RETURN, _FAIL | number)

"""Run a foreign program where it finds no network, with caps, and leave nothing of it.

Run as `python -m gongkai.confine.guest MEMORY SECONDS COMMAND …`, with the whole path of
the command. The program is the first process of a namespace of processes: when it ends,
or whoever started it, all that it started ends too. Where the system grants no such
namespaces, nothing is run.
"""

from __future__ import annotations

import os
import sys

from gongkai import confine

REFUSED = 125  # the exit code when the system grants no namespaces


def main() -> int:
    """Run the program and end as it does."""
    memory, seconds, *command = sys.argv[1:]
    confine.bind_to_life_of_parent()
    namespaces = confine.leave_network(and_processes=True)
    if not namespaces or sys.platform == "win32":
        return REFUSED
    child = os.fork()
    if not child:
        confine.bind_to_life_of_parent()
        confine.limit(
            int(memory), confine.has_own_user(namespaces), seconds=int(seconds)
        )
        os.execv(command[0], command)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) & 0xFF


if __name__ == "__main__":
    sys.exit(main())

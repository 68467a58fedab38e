"""Do work in processes that may crash, hang or run out of memory.

A reader stands on native code (pdfium, libxml2) and meets hostile files: it can
abort the whole process, loop for ever or eat all memory. Each of these must cost
one file and not the run, so nothing of a document is read outside a worker.

Each worker has a pipe of its own and a thread that attends to it, so that one that
dies in the middle of a word, or never stops talking, disturbs no other; and what
comes through the pipe can make values of our own types only, so that a worker that
was taken over by a document has no way into the process that writes.
"""

from gongkai.workers.birth import prepare
from gongkai.workers.inside import renew
from gongkai.workers.limits import Limits, Lost
from gongkai.workers.pool import AHEAD, WARM, default_jobs, protection, run

__all__ = [
    "AHEAD",
    "WARM",
    "Limits",
    "Lost",
    "default_jobs",
    "prepare",
    "protection",
    "renew",
    "run",
]

"""The child that parses what comes from outside: `python -m bot.intake.parser_child`.

It reads tasks on standard input and answers each on standard output, until its input ends. A task is two
blocks, a JSON object and a body; an answer is one block, a JSON object; a block is its length in four bytes
(big-endian) and so many bytes. It lives under limits of memory and, anew for each task, of computing time:
the kernel ends it when one is passed, and whoever waits for the answer starts another.
"""

import contextlib
import json
import logging
import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from bot.errors import FeedError
from bot.intake.article_parser import read_article
from bot.intake.feed_parser import read_feed
from bot.intake.plain_text import paragraphs

MEMORY_BYTES = 768 * 1024 * 1024
CPU_SECONDS = 5
_TIRED_AFTER = 2_000
_TIRED_ABOVE = 300 * 1024
"""Above so many KiB of memory it leaves: what one large feed took is not given back otherwise."""

Task = Callable[[dict[str, Any], bytes], dict[str, Any]]

_TASKS: dict[str, Task] = {
    "feed": lambda task, body: read_feed(body, task["url"], task["content_type"]),
    "article": lambda task, body: read_article(body, task["url"], task["content_type"]),
    "texts": lambda _, body: {"texts": [paragraphs(one) for one in json.loads(body)]},
}


def read_block(stream: IO[bytes]) -> bytes | None:
    """Read one block; None where the stream has ended."""
    head = stream.read(4)
    if len(head) < 4:
        return None
    length = int.from_bytes(head)
    block = stream.read(length)
    return block if len(block) == length else None


def answer(name: str, task: dict[str, Any], body: bytes) -> dict[str, Any]:
    """Do one task. What is wrong with the body is an answer too: `error`, in words for an editor."""
    try:
        return {"result": _TASKS[name](task, body)}
    except FeedError as error:
        return {"error": str(error)}
    except MemoryError:
        return {"error": f"reading it takes more than {MEMORY_BYTES >> 20} MB of memory", "leaving": True}
    except RecursionError:
        return {"error": "it is nested too deeply to be read", "leaving": True}
    except Exception as error:  # noqa: BLE001  (parsers fail in any way on hostile input)
        return {"error": f"it cannot be read ({type(error).__name__})", "leaving": True}


def main() -> None:
    """Answer tasks until the input ends, or until too much memory has been used."""
    logging.disable()
    with contextlib.suppress(ValueError, OSError):  # macOS knows no limit of address space
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    tasks, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    sys.stdout = sys.stderr  # nothing that a parser prints may get between the answers
    done = 0
    while (head := read_block(tasks)) is not None and (body := read_block(tasks)) is not None:
        _allow_cpu()
        task = json.loads(head)
        said = answer(task.pop("task"), task, body)
        done += 1
        if done >= _TIRED_AFTER or _peak_kib() > _TIRED_ABOVE:
            said["leaving"] = True
        block = json.dumps(said).encode()
        answers.write(len(block).to_bytes(4) + block)
        answers.flush()
        if said.get("leaving"):
            return


def _allow_cpu() -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    allowed = int(used.ru_utime + used.ru_stime) + 1 + CPU_SECONDS
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = allowed if hard == resource.RLIM_INFINITY else min(allowed, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _peak_kib() -> int:
    """Give the most memory this process has held; what its parent holds is none of its own.

    On Linux `ru_maxrss` begins, in a child, with what its parent held when it was started (getrusage(2)).
    """
    with contextlib.suppress(OSError), Path("/proc/self/status").open() as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // 1024 if sys.platform == "darwin" else peak


if __name__ == "__main__":
    main()

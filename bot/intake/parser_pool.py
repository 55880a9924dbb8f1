"""The parent's side of parsing: a few children that may die, and are started anew when they do."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bot.errors import FeedError

_ROOT = Path(__file__).parents[2]
_WALL_SECONDS = 30.0
"""Longer than the child's five seconds of computing: the machine may be busy with other things."""
_LONGEST_ANSWER = 64_000_000
_KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "TZ", "SYSTEMROOT", "TMPDIR")


class ParserPool:
    """Up to `size` children. They start when first needed; an idle one is always taken first.

    Bound to the event loop it is first used in; `close()` ends the children.
    """

    def __init__(self, size: int = 2) -> None:
        self._idle: asyncio.LifoQueue[_Child] = asyncio.LifoQueue()
        self._children = [_Child() for _ in range(size)]
        for child in self._children:
            self._idle.put_nowait(child)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def ask(self, task: dict[str, Any], body: bytes = b"") -> dict[str, Any]:
        """Have a child do `task` on `body`; raise `FeedError` where that cannot be done within the limits."""
        child = await self._idle.get()
        try:
            return await child.ask(task, body)
        finally:
            self._idle.put_nowait(child)

    async def close(self) -> None:
        """End all children."""
        for child in self._children:
            await child.stop()


class _Child:
    """One child process, or the place of one. `ask` is never called twice at a time."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None

    async def ask(self, task: dict[str, Any], body: bytes) -> dict[str, Any]:
        try:
            async with asyncio.timeout(_WALL_SECONDS):
                said = await self._exchange(task, body)
        except TimeoutError:
            await self.stop()
            message = f"reading it takes more than {_WALL_SECONDS:g} seconds"
            raise FeedError(message) from None
        except (asyncio.IncompleteReadError, OSError):
            status = await self.stop()
            raise FeedError(_cause_of_death(status)) from None
        except BaseException:  # cancelled in the middle: half an answer may be in the pipe
            await self.stop()
            raise
        if said.get("leaving"):
            await self.stop()
        if "error" in said:
            raise FeedError(said["error"])
        return dict(said["result"])

    async def stop(self) -> int | None:
        """End the process and give its exit status; None where there was none."""
        process, self._process = self._process, None
        if process is None:
            return None
        if process.stdin is not None:
            process.stdin.close()
        if process.returncode is None and not await _ended(process, within=0.2):
            process.kill()
        return await process.wait()

    async def _exchange(self, task: dict[str, Any], body: bytes) -> dict[str, Any]:
        if self._process is None or self._process.returncode is not None:
            await self.stop()
            self._process = await _start()
        to_child, from_child = self._process.stdin, self._process.stdout
        assert to_child is not None  # noqa: S101  (both are pipes, see _start)
        assert from_child is not None  # noqa: S101
        head = json.dumps(task).encode()
        to_child.writelines(
            (len(head).to_bytes(4), head, len(body).to_bytes(4), body)  # each a block, see parser_child
        )
        await to_child.drain()
        length = int.from_bytes(await from_child.readexactly(4))
        if length > _LONGEST_ANSWER:
            raise OSError
        answer: dict[str, Any] = json.loads(await from_child.readexactly(length))
        return answer


async def _start() -> asyncio.subprocess.Process:
    """Start a child without our secrets: its environment holds none, and Ctrl-C is ours to handle.

    The limit of its output is that of the longest answer: were reading paused, asyncio would not see the
    pipe end, and wait for ever for a child that has been killed.
    """
    kept = {key: os.environ[key] for key in _KEPT_VARIABLES if key in os.environ}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.intake.parser_child",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=_LONGEST_ANSWER,
        env=kept | {"PYTHONPATH": str(_ROOT)},
        start_new_session=True,
    )


async def _ended(process: asyncio.subprocess.Process, within: float) -> bool:
    try:
        async with asyncio.timeout(within):
            await process.wait()
    except TimeoutError:
        return False
    return True


def _cause_of_death(status: int | None) -> str:
    if status == -signal.SIGXCPU:
        return "reading it takes more than 5 seconds of computing"
    return "reading it made the parser break down"

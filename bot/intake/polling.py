"""One polling round: the feeds whose turn it is, each asked, read and taken in."""

import asyncio
import logging
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta

from bot.config import Settings
from bot.errors import FeedError
from bot.intake.feed_rows import LostLeaseError, Turn, claim, release, settle
from bot.intake.outside import Answer, Outside
from bot.intake.rounds import FeedResult, Round
from bot.intake.schedule import Schedule
from bot.intake.taking import Taken, Taking
from bot.intake.web import Validators
from bot.ledger.desk import Desk
from bot.store import Store

_log = logging.getLogger(__name__)
_CLAIMED_PER_ASKER = 4
"""More feeds are held than asked at once: some wait for their host."""
_TICK_SECONDS = 1.0
_ROUND = timedelta(minutes=5)
"""How long a round goes on to look for feeds that have come due; those it has begun it ends."""
_ADOPTED_TRIES = 3
"""Failures in a row after which a new address is given up, and the old one asked again."""


class Polling:
    """Polls feeds. Any number of processes may do so on one database: feeds are shared by leases."""

    def __init__(
        self,
        store: Store,
        desk: Desk,
        settings: Settings,
        outside: Outside,
        *,
        schedule: Schedule | None = None,
    ) -> None:
        self._store = store
        self._outside = outside
        self._taking = Taking(store, desk, settings, outside)
        self._schedule = schedule or Schedule()
        self._capacity = settings.intake.at_once * _CLAIMED_PER_ASKER
        self._ttls: dict[int, timedelta] = {}  # a feed's own wish, for the answers that do not repeat it
        self._finished: list[Turn] = []

    async def poll_due(self, now: datetime) -> Round:
        """Ask every feed that is due at `now`, or comes due while the round goes on.

        A slow feed keeps only its own place. Raises only where the database fails.
        """
        clock = _clock(now)
        running: dict[asyncio.Task[FeedResult], Turn] = {}
        results: list[FeedResult] = []
        try:
            while True:
                room = self._capacity - len(running) if clock() - now < _ROUND else 0
                turns = await self._settle_and_claim(clock(), room)
                running |= {asyncio.create_task(self._poll(turn, clock)): turn for turn in turns}
                if not running:
                    return Round(tuple(results))
                for task in await _half_of(running):
                    del running[task]
                    results.append(task.result())
        finally:
            await self._break_off(running, clock)

    async def _break_off(
        self, running: dict[asyncio.Task[FeedResult], Turn], clock: Callable[[], datetime]
    ) -> None:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        finished, self._finished = self._finished, []
        if finished or running:
            async with self._store.begin() as session:
                await settle(session, finished)
                await release(session, list(running.values()), clock())

    async def _settle_and_claim(self, now: datetime, room: int) -> list[Turn]:
        """Write what came of turns that have ended, and take new ones, in one transaction.

        A feed's validators are written here, after its entries: if this is not reached, all of the feed
        is asked for again, and its entries are known.
        """
        finished, self._finished = self._finished, []
        try:
            async with self._store.begin() as session:
                await settle(session, finished)
                return await claim(session, now, room) if room > 0 else []
        except BaseException:
            self._finished = finished + self._finished
            raise

    async def _poll(self, turn: Turn, clock: Callable[[], datetime]) -> FeedResult:
        """Give a feed its turn. Whatever happens is a result."""
        try:
            address = turn.moved_to if turn.asks_new_address(clock()) and turn.moved_to else turn.url
            answer = await self._outside.feed(address, clock(), turn.validators, turn.body_hash)
            if answer.document is None:
                return self._unchanged(turn, answer, clock())
            return await self._read(turn, answer, clock)
        except LostLeaseError:
            return FeedResult(turn.feed_id, turn.name, "lost")
        except FeedError as error:
            return self._failed(turn, error, clock())
        except Exception:  # noqa: BLE001  (one feed's trouble is not the others')
            _log.exception("feed %s: its turn failed", turn.feed_id)
            return self._failed(turn, FeedError("an error of our own, told in the log"), clock())

    def _unchanged(self, turn: Turn, answer: Answer, now: datetime) -> FeedResult:
        validators = turn.validators if answer.body_hash is None else answer.validators
        self._finished.append(self._succeeded(turn, answer, validators, turn.body_hash, now))
        return FeedResult(turn.feed_id, turn.name, "unchanged")

    async def _read(self, turn: Turn, answer: Answer, clock: Callable[[], datetime]) -> FeedResult:
        """Take in what the feed brought; keep its validators only if all of it is safely stored."""
        document = answer.document
        assert document is not None  # noqa: S101  (asked by the caller)
        self._ttls[turn.feed_id] = document.ttl or timedelta()
        turn, taken = await self._taking.take(turn, document, clock)
        whole = not document.cut and not taken.left
        if document.cut:
            taken.notes.append("the feed ends in the middle; its last entry was left out")
        if document.left_out:
            taken.notes.append(f"{document.left_out} entries beyond the most that are taken were left out")
        now = clock()
        turn = self._succeeded(
            turn,
            answer,
            answer.validators if whole else Validators(),
            answer.body_hash if whole else None,
            now,
        )
        if not taken.left:
            turn = replace(turn, backlog_taken_at=turn.backlog_taken_at or now)
        self._finished.append(replace(turn, error=_trouble(taken)))
        return FeedResult(
            turn.feed_id,
            turn.name,
            "taken",
            taken.new,
            taken.corrected,
            taken.posts,
            taken.failed,
            notes=tuple(taken.notes),
        )

    def _succeeded(
        self, turn: Turn, answer: Answer, validators: Validators, body_hash: str | None, now: datetime
    ) -> Turn:
        wish = max(answer.wish or timedelta(), self._ttls.get(turn.feed_id, timedelta()))
        wait = self._schedule.after_success(turn.every, wish)
        return replace(
            turn.moved(answer.moved_to, now),
            validators=validators,
            body_hash=body_hash,
            next_check_at=now + wait + self._schedule.spread_for(turn.feed_id, wait),
            checked_at=now,
            succeeded_at=now,
            failures=0,
            error=None,
        )

    def _failed(self, turn: Turn, error: FeedError, now: datetime) -> FeedResult:
        failures = turn.failures + 1
        retry = None if error.retry_after is None else timedelta(seconds=error.retry_after)
        wait = self._schedule.after_failure(turn.every, failures, retry)
        adopted = turn.asks_new_address(now)
        gone = error.gone and not adopted
        turn = replace(
            turn,
            next_check_at=now + wait + self._schedule.spread_for(turn.feed_id, wait),
            checked_at=now,
            failures=failures,
            error=str(error),
            gone_at=now if gone else None,
        )
        if adopted and (error.gone or failures >= _ADOPTED_TRIES):
            turn = replace(turn, moved_to=None, moved_since=None)
        self._finished.append(turn)
        return FeedResult(turn.feed_id, turn.name, "gone" if gone else "failed", error=str(error))


def _clock(now: datetime) -> Callable[[], datetime]:
    """Give a clock that starts at `now`: a round may take minutes."""
    loop = asyncio.get_running_loop()
    started = loop.time()
    return lambda: now + timedelta(seconds=loop.time() - started)


def _trouble(taken: Taken) -> str | None:
    if not taken.failed:
        return None
    return f"{taken.failed} of its entries could not be taken in"


async def _half_of(running: Collection[asyncio.Task[FeedResult]]) -> set[asyncio.Task[FeedResult]]:
    """Wait until half of them are done or a tick has passed; give those that are done."""
    loop = asyncio.get_running_loop()
    end = loop.time() + _TICK_SECONDS
    done: set[asyncio.Task[FeedResult]] = set()
    open_ = set(running)
    while len(open_) > len(running) // 2 and (left := end - loop.time()) > 0:
        more, open_ = await asyncio.wait(open_, timeout=left, return_when=asyncio.FIRST_COMPLETED)
        done |= more
    return done

"""Posts put straight into the outbox, and a writer whose words are the post's own."""

from dataclasses import dataclass, field
from datetime import datetime

from telegram import Bot

from bot.config import Settings
from bot.ledger.chats import Chats
from bot.sandbox import Sandbox
from bot.store import Store
from bot.store.tables import ChatRow, PostRow
from bot.wire.delivery import Delivery
from bot.wire.markup import Button, Keyboard, Message, esc
from bot.wire.numbering import Numbering
from bot.wire.outbox import Outbox, Owed
from bot.wire.pacing import Pacing
from tests.wire.conftest import Clock

CHANNEL = -1_001_000_000_001
GROUP = -1_001_000_000_002
EDITOR = 11111111


@dataclass
class PlainWriter:
    """Says a post's words and which revision they are; `broken` posts are written as HTML that is none."""

    broken: set[int] = field(default_factory=set)
    raising: set[int] = field(default_factory=set)

    async def write(self, post: Owed, now: datetime) -> Message | None:
        if post.id in self.raising:
            raise RuntimeError(post.words)
        if post.words is None:
            return None
        html = "<b>not closed" if post.id in self.broken else f"{esc(post.words)} (revision {post.wanted})"
        return Message(html, self.first_buttons(post))

    def first_buttons(self, post: Owed) -> Keyboard:
        return ((Button("Figures", f"fig:1:{post.id}"),),)


@dataclass
class Desk:
    """One process of delivery over a store and a sandbox."""

    store: Store
    sandbox: Sandbox
    bot: Bot
    clock: Clock
    writer: PlainWriter = field(default_factory=PlainWriter)
    numbering: Numbering = field(default_factory=Numbering)
    owner: str = "one"

    def __post_init__(self) -> None:
        self.outbox = Outbox(self.store, self.owner)
        self.chats = Chats(self.store, Settings())
        self.pacing = Pacing()
        self.delivery = Delivery(
            self.bot, self.outbox, self.chats, self.writer, pacing=self.pacing, numbering=self.numbering,
            clock=self.clock, admins=(EDITOR,),
        )  # fmt: skip

    def again(self, owner: str = "two") -> "Desk":
        """Give a second process on the same store: nothing is remembered but what the store holds."""
        return Desk(self.store, self.sandbox, self.bot, self.clock, self.writer, owner=owner)

    async def chat(self, chat_id: int, kind: str = "channel", title: str = "Channel") -> None:
        async with self.store.begin() as session:
            session.add(ChatRow(id=chat_id, kind=kind, title=title, met_at=self.clock.now))

    async def owe(self, words: str | None, chat_id: int = CHANNEL, **fields: object) -> int:
        async with self.store.begin() as session:
            row = PostRow(
                chat_id=chat_id, kind="notice", subject=f"notice:{words}", words=words, state="owed",
                owed_at=self.clock.now, due_at=self.clock.now, **fields,
            )  # fmt: skip
            session.add(row)
            await session.flush()
            return row.id

    async def row(self, post_id: int) -> PostRow:
        async with self.store.read() as session:
            row = await session.get(PostRow, post_id)
            assert row is not None
            return row

    async def change(self, post_id: int, **fields: object) -> None:
        async with self.store.begin() as session:
            row = await session.get(PostRow, post_id)
            for name, value in fields.items():
                setattr(row, name, value)

    async def run(self, seconds: float, every: float = 1.0) -> None:
        """Let a tick happen each `every` seconds."""
        end = self.clock.now.timestamp() + seconds
        while self.clock.now.timestamp() < end:
            await self.delivery.deliver_due(self.clock.now)
            self.clock.forward(seconds=every)

    def texts(self, chat_id: int = CHANNEL) -> list[str]:
        return [message.text for message in self.sandbox.world.messages(chat_id)]


def later(moment: datetime, clock: Clock) -> bool:
    return moment > clock.now

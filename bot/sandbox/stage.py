"""The chats as both sides see them: the people's side and the bot's."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from bot.errors import NotFoundError
from bot.sandbox.archive import Archive
from bot.sandbox.callbacks import Callbacks
from bot.sandbox.commands import CommandBook
from bot.sandbox.events import Events
from bot.sandbox.model import Chat, Json, Message, User
from bot.sandbox.register import Clock, Register
from bot.sandbox.render import message_json
from bot.sandbox.updates import Updates

T = TypeVar("T")
ChatRef = Chat | int | str
"""A chat, its number or its @name."""
UserRef = User | int
"""A user or the user's number."""


class Stage:
    """Holds the register, the bot's queue of updates and the events, and shows what is there.

    A chat, user or message that does not exist raises NotFoundError.
    """

    def __init__(self, archive: Archive, bot: User, clock: Clock) -> None:
        self.register = Register(archive, bot, clock)
        self.updates = Updates(archive)
        self.events = Events()
        self.commands = CommandBook(archive)
        self.callbacks = Callbacks(clock)

    def user(self, reference: UserRef) -> User:
        """Give a user by number."""
        number = reference.id if isinstance(reference, User) else reference
        if number not in self.register.users:
            raise NotFoundError(f"There is no user {number} in the sandbox.")
        return self.register.users[number]

    def chat(self, reference: ChatRef) -> Chat:
        """Give a chat by number or @name, as it stands now."""
        found = self.register.find_chat(reference.id if isinstance(reference, Chat) else reference)
        if found is None:
            raise NotFoundError(f"There is no chat {reference} in the sandbox.")
        return found

    def message(self, chat: ChatRef, message_id: int) -> Message:
        """Give a message as it stands now."""
        here = self.chat(chat)
        found = self.register.message(here.id, message_id)
        if found is None:
            raise NotFoundError(f"There is no message {message_id} in this chat.")
        return found

    def messages(self, chat: ChatRef) -> list[Message]:
        """Give a chat's messages, oldest first."""
        return self.register.history(self.chat(chat).id)

    async def until(self, seen: Callable[[], T | None], within: float = 10.0) -> T:
        """Wait until `seen` gives something true; it is asked again after each event.

        Raises TimeoutError after `within` seconds.
        """
        with self.events.listening() as queue:
            async with asyncio.timeout(within):
                while not (found := seen()):
                    await queue.get()
        return found

    async def expect(
        self, chat: ChatRef, words: str = "", *, after: int = 0, within: float = 10.0
    ) -> Message:
        """Wait for the bot's first message with a number above `after` that holds the words.

        Raises TimeoutError, which tells what was there instead.
        """
        here = self.chat(chat)
        mine = (None, self.register.me.id)

        def seen() -> Message | None:
            newer = (item for item in self.messages(here) if item.message_id > after)
            return next((m for m in newer if m.sender_id in mine and words in m.text), None)

        try:
            return await self.until(seen, within)
        except TimeoutError:
            said = [message.text for message in self.messages(here) if message.message_id > after]
            raise TimeoutError(f"no message with {words!r} in chat {here.id} after {after}: {said}") from None

    async def answer(self, query_id: str, within: float = 10.0) -> Json:
        """Wait for the bot's answer to a pressed button: `text`, `show_alert`, `url`."""
        return await self.until(lambda: self.callbacks.answer_of(query_id), within)

    def post(self, message: Message) -> None:
        """Put a new message into its chat."""
        self.register.put_message(message)
        self._publish("message", message)

    def amend(self, message: Message) -> None:
        """Put a changed message into the place of the earlier one."""
        self.register.put_message(message)
        self._publish("edit", message)

    def remove(self, chat: Chat, message_id: int) -> None:
        """Take a message away."""
        self.register.drop_message(chat.id, message_id)
        self.events.publish({"kind": "delete", "chat": chat.id, "message_id": message_id})

    def _publish(self, kind: str, message: Message) -> None:
        shape = message_json(self.register, message)
        self.events.publish({"kind": kind, "chat": message.chat_id, "message": shape})

"""What is known of users, chats, members, messages and files, in memory and in the archive."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.sandbox.archive import Archive
from bot.sandbox.model import (
    Chat,
    Json,
    Member,
    Message,
    StoredFile,
    User,
    chat_from_row,
    member_from_row,
    message_from_row,
    to_row,
    user_from_row,
)

Clock = Callable[[], datetime]
"""Gives the time now, aware of its zone."""


class Register:
    """The one keeper of the sandbox's state; every change is written to the archive at once.

    Message ids never begin again: channels and supergroups count their own, all other chats share the
    bot's count, as on Telegram.
    """

    def __init__(self, archive: Archive, me: User, clock: Clock) -> None:
        self.archive = archive
        self.me = me
        self._clock = clock
        self.users = {user.id: user for user in map(_user, archive.rows("user"))}
        self.chats = {chat.id: chat for chat in map(_chat, archive.rows("chat"))}
        self._members = {(m.chat_id, m.user_id): m for m in map(_member, archive.rows("member"))}
        self._messages: dict[int, dict[int, Message]] = {}
        for _, row in archive.rows("message"):
            message = message_from_row(row)
            self._messages.setdefault(message.chat_id, {})[message.message_id] = message
        self._counters = {name: int(row["last"]) for name, row in archive.rows("message counter")}
        self.put_user(me)

    def now(self) -> int:
        """Give the time as Unix seconds."""
        return int(self._clock().timestamp())

    def put_user(self, user: User) -> None:
        """Add or change a user."""
        self.users[user.id] = user
        self.archive.put("user", user.id, to_row(user))

    def put_chat(self, chat: Chat) -> None:
        """Add or change a chat."""
        self.chats[chat.id] = chat
        self.archive.put("chat", chat.id, to_row(chat))

    def put_member(self, member: Member) -> None:
        """Set what a user is in a chat."""
        self._members[member.chat_id, member.user_id] = member
        self.archive.put("member", f"{member.chat_id}:{member.user_id}", to_row(member))

    def member(self, chat_id: int, user_id: int) -> Member:
        """Give what a user is in a chat; "left" for one who never was there."""
        return self._members.get((chat_id, user_id), Member(chat_id, user_id, "left"))

    def members(self, chat_id: int) -> list[Member]:
        """Give all who are in a chat."""
        return [m for m in self._members.values() if m.chat_id == chat_id and m.present]

    def find_chat(self, reference: int | str) -> Chat | None:
        """Give a chat by number or, for channels and supergroups, by @name without regard to case."""
        if isinstance(reference, int):
            return self.chats.get(reference)
        name = reference.removeprefix("@").lower()
        named = (chat for chat in self.chats.values() if (chat.username or "").lower() == name)
        return next((chat for chat in named if chat.numbers_alone), None)

    def next_message_id(self, chat: Chat) -> int:
        """Count one message more in the chat's own count, or the one shared by all small chats."""
        name = str(chat.id) if chat.numbers_alone else "shared"
        number = self._counters.get(name, 0) + 1
        self._counters[name] = number
        self.archive.put("message counter", name, {"last": number})
        return number

    def put_message(self, message: Message) -> None:
        """Add or change a message."""
        self._messages.setdefault(message.chat_id, {})[message.message_id] = message
        self.archive.put("message", f"{message.chat_id}:{message.message_id}", to_row(message))

    def drop_message(self, chat_id: int, message_id: int) -> None:
        """Forget a message for good."""
        self._messages.get(chat_id, {}).pop(message_id, None)
        self.archive.drop("message", f"{chat_id}:{message_id}")
        chat = self.chats[chat_id]
        if chat.pinned == message_id:
            self.put_chat(replace(chat, pinned=None))

    def message(self, chat_id: int, message_id: int) -> Message | None:
        """Give a message, None where it is not (or no more) there."""
        return self._messages.get(chat_id, {}).get(message_id)

    def history(self, chat_id: int) -> list[Message]:
        """Give a chat's messages, oldest first."""
        messages = self._messages.get(chat_id, {})
        return [messages[key] for key in sorted(messages)]

    def put_file(self, file: StoredFile) -> None:
        """Keep an uploaded file."""
        self.archive.put_file(file)

    def file(self, file_id: str) -> StoredFile | None:
        """Give an uploaded file."""
        return self.archive.file(file_id)


def _user(row: tuple[str, Json]) -> User:
    return user_from_row(row[1])


def _chat(row: tuple[str, Json]) -> Chat:
    return chat_from_row(row[1])


def _member(row: tuple[str, Json]) -> Member:
    return member_from_row(row[1])

"""From an update to the one function that answers it."""

import logging
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import cast
from zoneinfo import ZoneInfo

from telegram import Chat, ChatFullInfo, Message, Update, User
from telegram.error import TelegramError

from bot.errors import QuestionError, TallywireError
from bot.ledger.chats import ChatKind, Met
from bot.ledger.people import Person
from bot.wire.markup import clip
from bot.wire.redaction import redacted
from handlers.room import Asked, Command, Pressed, Room, Run

log = logging.getLogger(__name__)

WENT_WRONG = "Something went wrong here; it was logged."

ANONYMOUS_ADMIN = 1087968824
"""The user that Telegram names for administrators who write in their group's name."""

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,64})(?:@([A-Za-z0-9_]{3,64}))?(?:\s+|$)")
_NUMBERED = re.compile(r"([a-z]+)_(\d{1,18})")


@dataclass(frozen=True)
class Routes:
    """All that is understood: commands, buttons, answers to a question of ours, and text in a private chat.

    `answers` are tried by the first word of the message that was answered.
    """

    commands: Mapping[str, Command]
    presses: Mapping[str, Run]
    answers: Mapping[str, Run]
    text: Run


@dataclass(frozen=True)
class Call:
    """A command as it was written: `/name@to words`."""

    name: str
    to: str
    words: str


def read_command(text: str) -> Call | None:
    """Read a command; `/report_34`, as lists write it to be tapped, is `/report 34`."""
    match = _COMMAND.match(text)
    if match is None:
        return None
    name, rest = match[1].lower(), text[match.end() :].strip()
    numbered = _NUMBERED.fullmatch(name)
    if numbered:
        name, rest = numbered[1], f"{numbered[2]} {rest}".strip()
    return Call(name, (match[2] or "").lower(), rest)


async def on_message(update: Update, room: Room, routes: Routes) -> None:
    """Answer a message: a command, an answer to a question of ours, or text in a private chat."""
    message = update.message
    if message is None or message.from_user is None:
        return
    text = (message.text or message.caption or "").strip()
    run = _run_for(message, text, routes)
    if run is None:
        return
    try:
        asked = await asked_by(room, message, message.from_user)
    except Exception:
        log.exception("chat %s cannot be looked up", message.chat.id)
        await message.reply_text(WENT_WRONG)
        return
    anonymous = message.from_user.id == ANONYMOUS_ADMIN or message.sender_chat is not None
    await answered(replace(asked, words=run[1], anonymous=anonymous), run[0])


def _run_for(message: Message, text: str, routes: Routes) -> tuple[Run, str] | None:
    """Give the function that answers a message, and its words; None where nothing is meant for the bot."""
    bot = message.get_bot()
    private = message.chat.type == "private"
    call = read_command(text)
    if call is not None:
        ours = call.to == (bot.username or "").lower()
        if call.to and not ours:
            return None
        command = routes.commands.get(call.name)
        if command is not None:
            return command.run, call.words
        return (_unknown(call.name, routes), "") if private or ours else None
    asked_before = message.reply_to_message
    if asked_before is not None and asked_before.from_user and asked_before.from_user.id == bot.id:
        question = asked_before.text or ""
        answer = routes.answers.get(question.split(" ", 1)[0])
        if answer is not None:
            return answer, f"{question}\n{text}"
    if private and (text or message.effective_attachment):  # a sticker, a voice: no words, but meant for us
        return routes.text, text
    return None


def _unknown(name: str, routes: Routes) -> Run:
    async def run(_asked: Asked) -> None:
        raise unknown_command(name, routes.commands)

    return run


def unknown_command(name: str, known: Collection[str]) -> QuestionError:
    """Say that there is no such command, what may have been meant, and one that works."""
    near = get_close_matches(name, known, n=1, cutoff=0.6)
    meant = f" Did you mean /{near[0]}?" if near else ""
    said = clip(name, 40)
    message = f"I know no command /{said}.{meant} Try /totals killed this month, or /help for all of them."
    return QuestionError(message, name, tuple(near))


async def on_press(update: Update, room: Room, routes: Routes) -> None:
    """Answer a button."""
    query = update.callback_query
    if query is None:
        return
    prefix, _, rest = (query.data or "").partition(":")
    run = routes.presses.get(prefix)
    message = query.message
    if run is None or not isinstance(message, Message):
        await query.answer("This button is too old to work. Ask again with a command.", show_alert=True)
        return
    pressed = Pressed(query)
    try:
        asked = await asked_by(room, message, query.from_user)
    except Exception:
        log.exception("chat %s cannot be looked up", message.chat.id)
        await pressed.alert(WENT_WRONG)
        return
    await answered(replace(asked, words=rest, pressed=pressed), run)
    await pressed.end()


async def on_membership(update: Update, room: Room) -> None:
    """Note where the bot was added, and where it was removed or blocked."""
    change = update.my_chat_member
    if change is None:
        return
    chat, now = change.chat, room.clock()
    if change.new_chat_member.status in ("left", "kicked"):
        await room.chats.leave(chat.id, now=now)
        log.info("removed from chat %s (%s)", chat.id, chat.type)
    else:
        await room.chats.meet(met_chat(chat), now=now)
        log.info("%s in chat %s (%s)", change.new_chat_member.status, chat.id, chat.type)


async def answered(asked: Asked, run: Run) -> None:
    """Run a handler; whatever goes wrong in it, the person gets one clear message."""
    try:
        await run(asked)
    except TallywireError as error:
        said = str(error)
        await _explain(asked, f"{said[:1].upper()}{said[1:]}")
    except TelegramError as error:
        log.warning("an answer to chat %s was not given: %s", asked.chat_id, redacted(error.message))
        await _explain(asked, "Telegram did not take the answer. Try again in a minute.")
    except Exception:
        log.exception("a question of chat %s could not be answered", asked.chat_id)
        await _explain(asked, WENT_WRONG)


async def _explain(asked: Asked, said: str) -> None:
    try:
        if asked.pressed is not None:
            await asked.pressed.alert(said)
        else:
            await asked.reply(said)
    except TelegramError as error:
        log.warning("chat %s could not be told: %s", asked.chat_id, redacted(error.message))


async def asked_by(room: Room, message: Message, user: User) -> Asked:
    """Say who asks where; a chat that is new is met."""
    chat = met_chat(message.chat)
    known = await room.chats.chat(chat.id)
    if known is None or known.left_at is not None or (known.title, known.kind) != (chat.title, chat.kind):
        known = await room.chats.meet(chat, now=room.clock())
    zone = ZoneInfo(known.zone) if known.zone else None
    return Asked(
        room,
        message.get_bot(),
        Person(user.id, user.username or user.full_name),
        chat.id,
        chat.kind,
        (message.message_thread_id or 0) if message.is_topic_message else 0,
        message.message_id,
        "",
        room.voice(zone),
    )


def met_chat(chat: Chat | ChatFullInfo) -> Met:
    """Give a chat of Telegram's as the ledger notes it."""
    return Met(chat.id, cast("ChatKind", str(chat.type)), chat.title or chat.full_name or "", chat.username)

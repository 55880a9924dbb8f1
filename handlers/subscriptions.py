"""Who gets posts: /subscribe, /unsubscribe, /subscriptions, and /zone for the times shown."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from zoneinfo import ZoneInfo, available_timezones

from telegram import ChatFullInfo, ChatMemberAdministrator
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import BadRequest, Forbidden

from bot.errors import NotAllowedError, NotFoundError, QuestionError, TallywireError
from bot.ledger.filters import Filter
from bot.wire.markup import Page, bold, clip, code, esc
from bot.wire.signs import many
from handlers.room import Asked, Command
from handlers.routing import met_chat

_NAMED = re.compile(r"(@[A-Za-z]\w{3,31}|-100\d{5,15})(?:\s+|$)")
_RULERS = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)
_OUTSIDE = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)


@dataclass(frozen=True)
class Target:
    """The chat and topic that a subscription is for, how it is called, and the words that remain."""

    chat_id: int
    thread_id: int
    title: str
    words: str

    own: bool = False
    """Whether it is the person's own chat with the bot, who is then spoken to as "you"."""

    named: str = ""
    """How it was named, where it is not the chat that was asked in."""

    @property
    def gets(self) -> str:
        """Say that it gets something."""
        return "get" if self.own else "gets"


async def subscribe(asked: Asked) -> None:
    """Have posts sent here, or to the channel named, all or those that match."""
    target = await _target(asked, posting=True)
    only = asked.room.archive.grammar.read_filter(target.words) if target.words else Filter()
    _, new = await asked.room.chats.subscribe(
        target.chat_id, only, thread_id=target.thread_id, by=asked.person.id, now=asked.now
    )
    what = f"posts about {only.words}" if only.words else "every post"
    done = target.gets if new else f"already {target.gets}"
    page = Page()
    page.add(f"{bold(target.title)} {done} {esc(what)}.")
    page.add(f"To end it: {code(' '.join(('/unsubscribe', *filter(None, (target.named, only.words)))))}")
    await asked.reply(page.message())


async def unsubscribe(asked: Asked) -> None:
    """End a subscription here, or of the channel named; all of them where no filter is given."""
    target = await _target(asked)
    words = asked.room.archive.grammar.read_filter(target.words).words if target.words else None
    standing = await asked.room.chats.subscriptions(target.chat_id)
    meant = [
        one for one in standing if one.thread_id == target.thread_id and (words is None or one.words == words)
    ]
    if not meant:
        has = "have" if target.own else "has"
        message = f"{target.title} {has} no such subscription. /subscriptions lists what there is."
        raise NotFoundError(message)
    if any(one.configured for one in meant):
        message = "This subscription stands in config.toml: it ends when it is removed there."
        raise TallywireError(message)
    ended = await asked.room.chats.unsubscribe(
        target.chat_id, thread_id=target.thread_id, words=words, now=asked.now
    )
    of = "" if target.own else f"{target.title}: "
    await asked.reply(f"{of}{many(len(ended), 'subscription')} ended.")


async def subscriptions(asked: Asked) -> None:
    """List what this chat, or the channel named, gets."""
    target = await _target(asked, ruling=False)
    standing = await asked.room.chats.subscriptions(target.chat_id)
    page = Page()
    page.add(bold(target.title))
    if not standing:
        page.add("No posts come here.", f"To get them: {code('/subscribe')} or {code('/subscribe killed')}")
    page.listing(
        [
            f"• {esc(one.words or 'every post')}"
            + (f" · topic {one.thread_id}" if one.thread_id else "")
            + (" · by config.toml" if one.configured else "")
            for one in standing
        ],
        "… and {n} more",
    )
    await asked.reply(page.message())


async def zone(asked: Asked) -> None:
    """Show times in this chat in a zone of its own."""
    wanted = asked.words.strip()
    if not wanted:
        await asked.reply(f"Times are shown in {asked.voice.zone.key}. To change it: /zone Asia/Bangkok")
        return
    await _require_rule(asked, asked.chat_id, "this chat")
    known = {name.casefold(): name for name in available_timezones()}
    name = known.get(wanted.casefold().replace(" ", "_"))
    if name is None:
        near = get_close_matches(wanted.casefold(), list(known), n=1, cutoff=0.65)
        meant = f" Did you mean {known[near[0]]}?" if near else ""
        message = (
            f"No time zone is called “{clip(wanted, 40)}”.{meant} Write one like this: /zone Asia/Yangon"
        )
        raise QuestionError(message, wanted)
    await asked.room.chats.set_zone(asked.chat_id, name)
    await asked.reply(f"Times in this chat are now shown in {ZoneInfo(name).key}.")


async def _target(asked: Asked, *, ruling: bool = True, posting: bool = False) -> Target:
    """Find the chat that is meant, and see that the person may decide for it, and the bot post in it."""
    named = _NAMED.match(asked.words)
    if named is None:
        title = "You" if asked.private else "This topic" if asked.thread_id else "This chat"
        if ruling and not asked.private:
            await _require_rule(asked, asked.chat_id, "this chat")
        return Target(asked.chat_id, asked.thread_id, title, asked.words.strip(), asked.private)
    handle = named[1]
    try:
        chat = await asked.bot.get_chat(handle if handle.startswith("@") else int(handle))
    except (BadRequest, Forbidden):
        message = f"I cannot see {handle}. Add me to it as an administrator who may post, and try again."
        raise NotFoundError(message) from None
    await _require_rule(asked, chat.id, handle)
    if posting:
        await _require_bot(asked, chat, handle)
    known = await asked.room.chats.meet(met_chat(chat), now=asked.now)
    words = asked.words[named.end() :].strip()
    return Target(chat.id, 0, known.title or handle, words, named=handle)


async def _require_bot(asked: Asked, chat: ChatFullInfo, called: str) -> None:
    """Raise `NotAllowedError` where the bot could not post: a public chat is seen from outside, too."""
    try:
        member = await asked.bot.get_chat_member(chat.id, asked.bot.id)
    except (BadRequest, Forbidden):
        member = None
    posts = isinstance(member, ChatMemberAdministrator) and member.can_post_messages
    if member is None or member.status in _OUTSIDE or (chat.type == ChatType.CHANNEL and not posts):
        message = f"I may not post in {called}. Make me an administrator there who may post, and try again."
        raise NotAllowedError(message)


async def _require_rule(asked: Asked, chat_id: int, called: str) -> None:
    """Raise `NotAllowedError` unless the person administers the chat, or the newsroom."""
    if chat_id == asked.chat_id and asked.private:
        return
    asked.require_name()
    if asked.room.is_admin(asked.person.id):
        return
    try:
        member = await asked.bot.get_chat_member(chat_id, asked.person.id)
    except (BadRequest, Forbidden):
        member = None
    if member is None or member.status not in _RULERS:
        message = f"Only administrators of {called} or of the newsroom may do this."
        raise NotAllowedError(message)


COMMANDS = (
    Command("subscribe", subscribe, "get posts here", "[@channel] [filter]", "killed sagaing"),
    Command("unsubscribe", unsubscribe, "get no more posts here", "[@channel] [filter]", "killed sagaing"),
    Command("subscriptions", subscriptions, "what is posted here", "[@channel]", "@our_channel"),
    Command("zone", zone, "the time zone of this chat", "[zone]", "Asia/Yangon"),
)

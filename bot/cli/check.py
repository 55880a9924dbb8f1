"""`tallywire check`: what is wrong with the configuration, each problem named by its key."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from typing import Annotated

import typer
from telegram import Bot, ChatMemberAdministrator
from telegram.error import BadRequest, InvalidToken, NetworkError, TelegramError

from bot.app import build_application, read_filters
from bot.cli.options import CONFIG_FILE, ConfigOption, DatabaseOption
from bot.config import ChatName, Settings, load
from bot.errors import ConfigError, FeedError, TallywireError
from bot.figures import Beat, load_beat
from bot.intake.outside import Outside
from bot.ledger.question import Grammar
from bot.store import Store
from bot.wire.redaction import redacted
from bot.wire.signs import many


def check(
    *,
    offline: Annotated[bool, typer.Option("--offline", help="Try neither token nor feeds.")] = False,
    config: ConfigOption = None,
    database: DatabaseOption = None,
) -> None:
    """Validate the configuration; try database, token, chats and feeds."""
    settings = load(config or CONFIG_FILE, database=database)
    beat = load_beat(settings.newsroom.packs, extra=settings.newsroom.pack_files)
    problems = _consistency(settings, beat)
    if problems:
        raise ConfigError(problems)
    counted = f"{many(len(settings.feeds), 'feed')}, {many(len(settings.channels), 'channel')}"
    typer.echo(f"configuration: ok ({counted})")
    if asyncio.run(_try(settings, offline=offline)):
        raise typer.Exit(1)


def _consistency(settings: Settings, beat: Beat) -> list[str]:
    problems = [
        f"review.implausible_above.{measure}: no measure is called so; there are {', '.join(beat.measures)}"
        for measure in settings.review.implausible_above.__pydantic_extra__
        if measure not in beat.measures
    ]
    outlets = [feed.name for feed in settings.feeds]
    try:
        read_filters(settings, Grammar(beat, outlets))
    except ConfigError as error:
        problems += error.problems
    return problems


async def _try(settings: Settings, *, offline: bool) -> int:
    """Try each part, tell how it went, and give how many failed."""
    parts: list[tuple[str, Callable[[], Awaitable[str]]]] = [("database", lambda: _try_database(settings))]
    failed = 0
    if not offline:
        parts += _outside_parts(settings)
    for key, attempt in parts:
        try:
            typer.echo(f"{key}: {await attempt()}")
        except TallywireError as error:
            failed += 1
            typer.echo(f"{key}: {error}", err=True)
    return failed


def _outside_parts(settings: Settings) -> Iterator[tuple[str, Callable[[], Awaitable[str]]]]:
    yield "telegram.token", lambda: _try_token(settings)
    chats: list[tuple[str, ChatName]] = [
        (f"channels.{number} ({channel.chat})", channel.chat)
        for number, channel in enumerate(settings.channels)
    ]
    if settings.review.chat is not None:
        chats.append((f"review.chat ({settings.review.chat})", settings.review.chat))
    for key, chat in chats:
        yield key, lambda chat=chat: _try_chat(settings, chat)  # type: ignore[misc]
    for number, feed in enumerate(settings.feeds):
        yield f"feeds.{number} ({feed.name})", lambda url=feed.url: _try_feed(settings, url)  # type: ignore[misc]


async def _try_database(settings: Settings) -> str:
    store = Store.open(settings.database.url.get_secret_value())
    try:
        if not store.exists():
            return f"ok, {store.shown_url} (not there yet; `tallywire run` makes it)"
        revision = await store.revision()
        return f"ok, {store.shown_url}" + ("" if revision else " (empty; `tallywire run` makes its tables)")
    finally:
        await store.close()


async def _with_bot(settings: Settings, ask: Callable[[Bot], Awaitable[str]]) -> str:
    if settings.telegram.token is None:
        raise TallywireError("this key is needed; BotFather gives one")
    application = build_application(settings)
    try:
        async with application.bot:
            return await ask(application.bot)
    except InvalidToken:
        raise TallywireError("Telegram does not accept it; BotFather gives one") from None
    except TelegramError as error:
        raise TallywireError(_said(error)) from None


def _said(error: TelegramError) -> str:
    """Say a refusal in Telegram's words, and what kept Telegram from answering in ours."""
    if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        return "Telegram cannot be reached; look at telegram.api_url and the network"
    return redacted(error.message)


async def _try_token(settings: Settings) -> str:
    async def ask(bot: Bot) -> str:
        return f"ok, this is @{bot.username}"

    return await _with_bot(settings, ask)


async def _try_chat(settings: Settings, chat: ChatName) -> str:
    async def ask(bot: Bot) -> str:
        try:
            found = await bot.get_chat(chat)
        except BadRequest as error:
            raise TallywireError(f"{redacted(error.message)}; add the bot to it, or mend its name") from None
        member = await bot.get_chat_member(found.id, bot.id)
        if found.type == "channel" and not (
            isinstance(member, ChatMemberAdministrator) and member.can_post_messages
        ):
            raise TallywireError("make the bot an administrator of this channel who may post")
        return f"ok, {found.title or found.full_name}"

    return await _with_bot(settings, ask)


async def _try_feed(settings: Settings, url: str) -> str:
    outside = Outside(settings.intake)
    try:
        probe = await outside.probe(url, datetime.now(UTC))
    except FeedError as error:
        raise TallywireError(str(error)) from None
    finally:
        await outside.close()
    newest = f", newest {probe.newest:%Y-%m-%d}" if probe.newest else ""
    return f"ok, {probe.entries} entries{newest}"

"""`tallywire run` and `tallywire sandbox`."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated

import typer

from bot import app
from bot.cli.options import CONFIG_FILE, ConfigOption, DatabaseOption, sandbox_settings, settings_for
from bot.config import load
from bot.sandbox import Sandbox
from bot.sandbox import SandboxSettings as SandboxPlan
from bot.wire import redaction


def run(*, config: ConfigOption = None, database: DatabaseOption = None) -> None:
    """Run the bot on Telegram; without a config.toml, the sandbox."""
    if config is None and not CONFIG_FILE.exists():
        typer.echo("There is no config.toml: this is the sandbox (docs/administration.md tells the rest).")
        sandbox(database=database)
        return
    settings = settings_for(config, database)
    _start_logging()
    asyncio.run(_until_told_to_stop(lambda stop: app.run_newsroom(settings, stop)))


def sandbox(
    *,
    port: Annotated[
        int | None, typer.Option(help="Where the page listens; 8085, or the configuration's.")
    ] = None,
    data: Annotated[Path, typer.Option(help="Where the sandbox keeps its chats.")] = Path("data"),
    config: ConfigOption = None,
    database: DatabaseOption = None,
) -> None:
    """Run the bot in a stand-in for Telegram, with feeds and a page."""
    settings = sandbox_settings(load(config, database=database))
    plan = SandboxPlan(
        host=settings.sandbox.host,
        port=settings.sandbox.port if port is None else port,
        data_dir=data,
        arrival_seconds=settings.sandbox.arrival.total_seconds(),
    )
    _start_logging()
    asyncio.run(_until_told_to_stop(lambda stop: app.run_sandbox(settings, plan, stop, _announce)))


def _announce(running: Sandbox) -> None:
    typer.echo(f"\n  Read the channel and talk to the bot: {running.page_url}\n  Ctrl-C stops.\n")


def _start_logging() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    redaction.install()
    logging.getLogger("apscheduler").setLevel(logging.WARNING)


async def _until_told_to_stop(start: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await start(stop)

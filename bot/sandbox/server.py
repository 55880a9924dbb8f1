"""The sandbox as a whole: one server on loopback with the Bot API, the page and the feeds."""

import asyncio
import errno
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from aiohttp import web

from bot.errors import TallywireError
from bot.sandbox.archive import Archive
from bot.sandbox.botapi.faults import Faults
from bot.sandbox.botapi.rates import RateGate
from bot.sandbox.botapi.service import BotApi
from bot.sandbox.furnish import BOT, TOKEN, furnish
from bot.sandbox.guard import guard
from bot.sandbox.news.arrivals import Arrivals
from bot.sandbox.news.newsstand import Newsstand
from bot.sandbox.news.service import NewsService
from bot.sandbox.pageserver import PageServer
from bot.sandbox.settings import SandboxSettings
from bot.sandbox.world import World

_MAX_BODY = 60 * 1024 * 1024
_GRACE = 1.0
"""Seconds that open connections get when the sandbox stops."""


@dataclass(frozen=True, slots=True)
class NamedFeed:
    """A feed of the sandbox: the outlet's name and the address."""

    name: str
    url: str


class Sandbox:
    """A local stand-in for Telegram, with feeds to read and a page to watch.

    Use it as an asynchronous context manager, or `start()` and `stop()`. Raises TallywireError where the
    port is taken or the data file cannot be used.
    """

    def __init__(self, settings: SandboxSettings | None = None) -> None:
        self.settings = settings or SandboxSettings()
        directory = self.settings.data_dir
        self._archive = Archive(directory / "sandbox.db" if directory else None)
        self.world = World(self._archive, BOT, self.settings.clock)
        furnish(self.world)
        self.bot_api = BotApi(self.world, TOKEN, RateGate(self.settings.rates))
        self.newsstand = Newsstand(self.settings.clock, self.world.events)
        self.arrivals = Arrivals(
            self.newsstand, self._archive, self.settings.first_reports, self.settings.arrival_seconds
        )
        self._port = self.settings.port
        self._arriving: asyncio.Task[None] | None = None
        self._runner: web.AppRunner | None = None
        self._site: web.TCPSite | None = None

    @property
    def token(self) -> str:
        """The bot's token."""
        return self.bot_api.token

    @property
    def faults(self) -> Faults:
        """What the Bot API is to do wrong."""
        return self.bot_api.faults

    @property
    def page_url(self) -> str:
        """Where the page is, with a slash at the end; known once the sandbox has started."""
        host = f"[{self.settings.host}]" if ":" in self.settings.host else self.settings.host
        return f"http://{host}:{self._port}/"

    @property
    def api_url(self) -> str:
        """The Bot API's address without a slash at the end, as `telegram.api_url` takes it."""
        return self.page_url.rstrip("/")

    @property
    def feeds(self) -> list[NamedFeed]:
        """The feeds that the newsstand serves; known once the sandbox has started."""
        return [
            NamedFeed(outlet.name, self.newsstand.feed_url(outlet.slug)) for outlet in self.newsstand.outlets
        ]

    async def start(self) -> None:
        """Listen and serve until `stop()`."""
        app = web.Application(middlewares=[guard], client_max_size=_MAX_BODY)
        app.add_routes(self.bot_api.routes())
        app.add_routes(PageServer(self.world, self.arrivals).routes())
        app.add_routes(NewsService(self.newsstand).routes())
        app.on_shutdown.append(self._quieten)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=_GRACE)
        await self._runner.setup()
        try:
            await self.resume()
        except TallywireError:
            await self.stop()
            raise
        self._arriving = asyncio.create_task(self.arrivals.run())

    async def _quieten(self, _app: web.Application) -> None:
        self.world.updates.close()
        self.world.events.close()

    async def stop(self) -> None:
        """End all connections and close the data file."""
        if self._arriving is not None:
            self._arriving.cancel()
            await asyncio.wait([self._arriving])
            self._arriving = None
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        self._archive.close()

    async def pause(self) -> None:
        """Stop listening, so that new connections are refused, as when Telegram cannot be reached."""
        if self._site is None or self._runner is None or self._runner.server is None:
            return
        await self._site.stop()
        self._site = None
        # Connections that are kept alive would still get through.
        for connection in self._runner.server.connections:
            connection.force_close()

    async def resume(self) -> None:
        """Listen (again), on the same port."""
        if self._runner is None:
            raise TallywireError("The sandbox has not been started.")
        site = web.TCPSite(self._runner, self.settings.host, self._port)
        try:
            await site.start()
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise TallywireError(
                    f"Port {self._port} is in use, perhaps by another sandbox. Stop that one, "
                    "or choose another: tallywire sandbox --port 8086"
                ) from error
            raise TallywireError(
                f"The sandbox cannot listen on {self.settings.host}:{self._port}: {error.strerror}"
            ) from error
        self._site = site
        self._port = self._runner.addresses[-1][1]
        self.newsstand.site = self.api_url

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

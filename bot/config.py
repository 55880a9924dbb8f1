"""`config.toml` and the environment, as frozen settings; every error is named by its key.

The environment overrides the file, so that secrets need not be written down: `TALLYWIRE_` and the key,
its parts joined by two underscores (`TALLYWIRE_TELEGRAM__TOKEN`).
"""

import json
import os
import re
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, get_origin
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    HttpUrl,
    SecretStr,
    TypeAdapter,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, SettingsError

from bot.errors import ConfigError

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_DURATION = re.compile(r"(\d{1,6})\s*([smhd])")
_HOST = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?|[0-9A-Fa-f:.]+")


def parse_duration(words: object) -> timedelta:
    """Read `90s`, `10m`, `6h` or `2d`."""
    if isinstance(words, timedelta):
        return words
    match = _DURATION.fullmatch(words.strip()) if isinstance(words, str) else None
    if match is None:
        message = 'write a number and a unit: "90s", "10m", "6h" or "2d"'
        raise ValueError(message)
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def _not_nothing(span: timedelta) -> timedelta:
    if not span:
        message = "write more than no time at all"
        raise ValueError(message)
    return span


def _host(name: str) -> str:
    if not _HOST.fullmatch(name):
        message = 'write a host\'s name without "http://", port or path, like "feeds.internal"'
        raise ValueError(message)
    return name


def _there(path: Path) -> Path:
    if not path.exists():
        message = f"there is no folder {path}; it is looked for in {Path.cwd()}"
        raise ValueError(message)
    return path


def _person(number: int) -> int:
    if number <= 0:
        message = "write a person's Telegram id, a number above 0; ids below it are groups and channels"
        raise ValueError(message)
    return number


def _sensible_interval(every: timedelta) -> timedelta:
    if not timedelta(seconds=10) <= every <= timedelta(days=7):
        message = "write a time between 10s and 7d"
        raise ValueError(message)
    return every


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        message = f'no time zone is called "{name}"; write one like "Asia/Yangon" or "UTC"'
        raise ValueError(message)
    return name


def _http_url(url: str) -> str:
    TypeAdapter(HttpUrl).validate_python(url)
    return url


def _chat(value: object) -> object:
    if isinstance(value, int) or (isinstance(value, str) and re.fullmatch(r"@[A-Za-z]\w{3,31}", value)):
        return value
    message = 'write "@name" of a public channel, or a numeric chat id'
    raise ValueError(message)


def _bot_token(token: SecretStr) -> SecretStr:
    if not re.fullmatch(r"\d+:[\w-]{3,}", token.get_secret_value()):
        message = "this is not a bot token (digits, a colon, letters); BotFather gives one"
        raise ValueError(message)
    return token


def _known_driver(url: SecretStr) -> SecretStr:
    if not url.get_secret_value().startswith(("sqlite+aiosqlite://", "postgresql+psycopg://")):
        message = "begin it with sqlite+aiosqlite:/// or postgresql+psycopg://"
        raise ValueError(message)
    return url


Duration = Annotated[timedelta, BeforeValidator(parse_duration)]
SomeTime = Annotated[timedelta, BeforeValidator(parse_duration), AfterValidator(_not_nothing)]
UserId = Annotated[int, AfterValidator(_person)]
Zone = Annotated[str, AfterValidator(_known_zone)]
Url = Annotated[str, AfterValidator(_http_url)]
ChatName = Annotated[int | str, BeforeValidator(_chat)]
Share = Annotated[float, Field(ge=0, le=1)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Telegram(_Section):
    """How Telegram is reached."""

    token: Annotated[SecretStr, AfterValidator(_bot_token)] | None = None
    api_url: Url = "https://api.telegram.org"


class Database(_Section):
    """Where everything is kept: `sqlite+aiosqlite:///path` or `postgresql+psycopg://...`."""

    url: Annotated[SecretStr, AfterValidator(_known_driver)] = SecretStr(
        "sqlite+aiosqlite:///data/tallywire.db"
    )


class Newsroom(_Section):
    """Whose newsroom this is: zone, beat, people (Telegram user ids)."""

    zone: Zone = "UTC"
    packs: tuple[str, ...] = ("world",)
    pack_files: tuple[Annotated[Path, AfterValidator(_there)], ...] = ()
    admins: tuple[UserId, ...] = ()
    editors: tuple[UserId, ...] = ()

    @property
    def tz(self) -> ZoneInfo:
        """The zone in which days are reckoned and times are shown."""
        return ZoneInfo(self.zone)


class Intake(_Section):
    """How feeds are asked. `backlog_hours`: of a feed's first poll, only younger reports are posted."""

    allow_private: tuple[Annotated[str, AfterValidator(_host)], ...] = ()
    backlog_hours: Annotated[int, Field(ge=0, le=24 * 365 * 20)] = 24
    timeout: SomeTime = timedelta(seconds=30)
    feed_bytes: Annotated[int, Field(ge=10_000, le=50_000_000)] = 4_000_000
    article_bytes: Annotated[int, Field(ge=10_000, le=5_000_000)] = 1_000_000
    at_once: Annotated[int, Field(ge=1, le=64)] = 8
    contact: str = ""


class FeedSettings(_Section):
    """A feed. `article`: whether the linked page is asked for the full text."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    url: Url
    every: Annotated[Duration, AfterValidator(_sensible_interval)] = timedelta(minutes=15)
    article: Literal["auto", "always", "never"] = "auto"


class ChannelSettings(_Section):
    """A chat (and topic) that gets posts; `only` narrows them with the words of a question."""

    chat: ChatName
    topic: int = 0
    only: str = ""


BEYOND_BELIEF = {
    "killed": 20_000,
    "injured": 50_000,
    "captured": 10_000,
    "surrendered": 10_000,
    "arrested": 50_000,
    "missing": 10_000,
    "displaced": 20_000_000,
    "clashes": 20_000,
    "airstrikes": 20_000,
    "bases_seized": 2_000,
    "towns_seized": 500,
    "weapons_seized": 100_000,
    "buildings_destroyed": 200_000,
}
"""Above these nothing is posted unseen, however sure the reading: a count of years of war stays below."""


class ImplausibleAbove(_Section):
    """Per measure, the value above which one report's figure waits for an editor."""

    model_config = ConfigDict(frozen=True, extra="allow")
    __pydantic_extra__: dict[str, Annotated[int, Field(gt=0)]]

    @model_validator(mode="before")
    @classmethod
    def _over_the_defaults(cls, given: Any) -> Any:
        return {**BEYOND_BELIEF, **given} if isinstance(given, dict) else given


class Review(_Section):
    """Which figures wait for an editor, who is asked, and what happens when nobody answers.

    `gather_corrections`: corrections of a report within this time of a reply are told by that reply.
    """

    chat: ChatName | None = None
    hold_below: Share = 0.5
    implausible_above: ImplausibleAbove = ImplausibleAbove.model_validate({})
    jump_factor: Annotated[float, Field(ge=1)] = 5.0
    two_editors_above: Annotated[int, Field(gt=0)] | None = None
    deadline: SomeTime = timedelta(hours=6)
    after_deadline: Literal["post", "hold"] = "hold"
    gather_corrections: Duration = timedelta(hours=1)


class Totals(_Section):
    """What is kept ready of totals that take long: how long after a question was asked, at what cost.

    `budget` is how long one round a minute goes on to begin with another total.
    """

    ready_for: Duration = timedelta(days=7)
    budget: Duration = timedelta(seconds=20)


class SandboxSettings(_Section):
    """The sandbox: where its page listens, how often a sample report arrives."""

    host: Literal["127.0.0.1", "::1", "localhost"] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8085
    arrival: SomeTime = timedelta(seconds=45)


class Settings(BaseSettings):
    """All settings. Unknown keys are refused."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix="TALLYWIRE_", env_nested_delimiter="__"
    )

    telegram: Telegram = Telegram()
    database: Database = Database()
    newsroom: Newsroom = Newsroom()
    intake: Intake = Intake()
    review: Review = Review()
    totals: Totals = Totals()
    sandbox: SandboxSettings = SandboxSettings()
    feeds: tuple[FeedSettings, ...] = ()
    channels: tuple[ChannelSettings, ...] = ()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Put the environment above the file, which comes in as keyword arguments."""
        del settings_cls, dotenv_settings, file_secret_settings
        return env_settings, init_settings

    @model_validator(mode="after")
    def _each_once(self) -> "Settings":
        for what, values in (
            ("feeds", [feed.url for feed in self.feeds]),
            ("feeds", [feed.name for feed in self.feeds]),
            ("channels", [f"{channel.chat}/{channel.topic}/{channel.only}" for channel in self.channels]),
        ):
            twice = {value for value in values if values.count(value) > 1}
            if twice:
                message = f"{what}: listed twice: {', '.join(sorted(twice))}"
                raise ValueError(message)
        return self


def load(path: Path | None, *, database: str | None = None) -> Settings:
    """Read the settings from `path` (None: only defaults and environment), `database` overriding the URL.

    Raises `ConfigError` with one problem a line, each beginning with its key.
    """
    content = _read_toml(path) if path else {}
    try:
        settings = Settings(**content)
    except ValidationError as error:
        raise ConfigError([_problem(item) for item in error.errors(include_input=False)]) from None
    except SettingsError as error:
        raise ConfigError(list(_no_lists()) or [str(error)]) from None
    if database is None:
        return settings
    try:
        chosen = Database(url=SecretStr(database))
    except ValidationError as error:
        problems = [f"database.{_problem(item)}" for item in error.errors(include_input=False)]
        raise ConfigError(problems) from None
    return settings.model_copy(update={"database": chosen})


def _no_lists() -> Iterator[str]:
    """Name the variables of the environment that are to hold a list or section, and hold no JSON."""
    for name, value in sorted(os.environ.items()):
        prefix, _, key = name.partition("_")
        if prefix.upper() == "TALLYWIRE" and _holds_json(key.lower().split("__")) and not _is_json(value):
            yield f"{key.lower().replace('__', '.')}: {name} is to be JSON, a list like this: [11111, 22222]"


def _holds_json(keys: list[str]) -> bool:
    annotation: Any = Settings
    for key in keys:
        field = annotation.model_fields.get(key) if _is_section(annotation) else None
        if field is None:
            return False
        annotation = field.annotation
    return _is_section(annotation) or get_origin(annotation) is tuple


def _is_section(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _is_json(words: str) -> bool:
    try:
        json.loads(words)
    except ValueError:
        return False
    return True


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        message = f"{path}: there is no such file; copy config.example.toml and fill it in"
    except IsADirectoryError:
        message = f"{path}: this is a directory, not a file"
    except PermissionError:
        message = f"{path}: this file may not be read by the user who runs Tallywire"
    except UnicodeDecodeError as error:
        message = f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8"
    except tomllib.TOMLDecodeError as error:
        message = f"{path}: not valid TOML: {error}"
    raise ConfigError([message])


def _problem(item: Any) -> str:
    key = ".".join(str(part) for part in item["loc"] if part not in {"int", "str", "constrained-str"})
    said = item["msg"].removeprefix("Value error, ")
    if item["type"] == "extra_forbidden":
        said = "no such key; look for a spelling mistake, or see config.example.toml"
    elif item["type"] == "missing":
        said = "this key is needed"
    return f"{key}: {said}" if key else said

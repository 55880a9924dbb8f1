"""The options that commands share, and the settings they lead to."""

from pathlib import Path
from typing import Annotated

import typer

from bot.config import Newsroom, Settings, load

CONFIG_FILE = Path("config.toml")

ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="The configuration; config.toml where it exists."),
]
DatabaseOption = Annotated[
    str | None,
    typer.Option("--database", metavar="URL", help="The database, instead of the configuration's."),
]


def settings_for(config: Path | None, database: str | None = None) -> Settings:
    """Load the settings that a command works with.

    Without `--config`, `config.toml` of this folder; where there is none, the sandbox's settings, so that
    every command answers about the sandbox's store. Raises `ConfigError`.
    """
    if config is None and not CONFIG_FILE.exists():
        return sandbox_settings(load(None, database=database))
    return load(config or CONFIG_FILE, database=database)


def sandbox_settings(settings: Settings) -> Settings:
    """Give `settings` the newsroom of the sandbox, where the environment names none."""
    if settings.newsroom != Newsroom():
        return settings
    newsroom = Newsroom(zone="Asia/Yangon", packs=("myanmar",), admins=(11111111,))
    return settings.model_copy(update={"newsroom": newsroom})

"""The command line `tallywire`, also `python -m bot`.

Exit status: 0 done, 1 failed, 2 usage, configuration or question not understood.
"""

import sys

import typer
from sqlalchemy.exc import OperationalError

from bot.cli.asking import export, totals
from bot.cli.check import check
from bot.cli.extract import extract
from bot.cli.importing import import_reports
from bot.cli.running import run, sandbox
from bot.cli.upkeep import migrate, reread
from bot.errors import ConfigError, PackError, QuestionError, TallywireError

cli = typer.Typer(
    name="tallywire",
    help="Figures from news feeds, each with the words that state it; totals that never count twice.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command in (run, sandbox, check, extract, totals, export, migrate, reread):
    cli.command()(command)
cli.command("import")(import_reports)

USAGE_ERRORS = (ConfigError, PackError, QuestionError)


def main() -> None:
    """Run one command and exit with its status; errors are told on standard error, without a traceback."""
    try:
        cli()
    except TallywireError as error:
        for line in str(error).splitlines():
            typer.echo(f"tallywire: {line}", err=True)
        sys.exit(2 if isinstance(error, USAGE_ERRORS) else 1)
    except OperationalError as error:  # locked, full, gone: the store's own words say which
        typer.echo(f"tallywire: the database cannot be used: {error.orig}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(1)


if __name__ == "__main__":
    main()

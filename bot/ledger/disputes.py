"""What sources that disagree say of one claim, in words. Pure."""

from collections.abc import Sequence

from bot.ledger.bounds import current
from bot.ledger.stated import Stated

_MOST = 5
_SAID = {
    "at_least": "at least ",
    "more_than": "more than ",
    "about": "about ",
    "nearly": "nearly ",
    "up_to": "up to ",
}


def disagreement(figures: Sequence[Stated]) -> str:
    """Say who gives which number of a claim: "DVB 12, Myanmar Now at least 17"; the lowest number first.

    Of each source its newest number is said, as totals count it.
    """
    told = sorted(current(figures), key=lambda figure: (figure.value or 0, figure.age))
    said = list(dict.fromkeys(f"{_name(figure)} {_number(figure)}" for figure in told))
    more = f" and {len(said) - _MOST} more" if len(said) > _MOST else ""
    return ", ".join(said[:_MOST]) + more


def _name(figure: Stated) -> str:
    """Name who states a figure; nobody in particular is named with the outlet that was told."""
    if not figure.source:
        return figure.outlet
    return figure.source if figure.teller else f"{figure.source} ({figure.outlet})"


def _number(figure: Stated) -> str:
    if figure.value is None:
        return "no number"
    if figure.qualifier == "range" and figure.high is not None:
        return f"{figure.value:,} to {figure.high:,}"
    return f"{_SAID.get(figure.qualifier, '')}{figure.value:,}"

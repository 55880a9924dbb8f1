"""Which figure of a new reading is which figure of the old one. Pure, but for the rows it looks at."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from bot.figures import Figure
from bot.ledger.recording import COMPARED_FIELDS, read_value, said_by
from bot.store.tables import FigureRow

_ALIKE = 1.1


@dataclass(frozen=True, slots=True)
class Match:
    """An old figure and what it became; None for one that is gone, or new. `same`: it says what it said."""

    old: FigureRow | None
    new: Figure | None
    same: bool = False


def match_readings(old: Sequence[FigureRow], new: Sequence[tuple[Figure, dict[str, Any]]]) -> list[Match]:
    """Pair the figures of two readings of one report; `new` are figures with the values of their columns.

    First those that say the same, then, the surest first, those of one measure whose words, number, party,
    place and dates are alike. An amended figure is compared as it was read.
    """
    said = {row.id: row.as_read or said_by(row) for row in old}
    scores = sorted(
        (
            (_likeness(said[row.id], row.quote, figure, values), -at, -to)
            for at, row in enumerate(old)
            for to, (figure, values) in enumerate(new)
        ),
        reverse=True,
    )
    matches: list[Match] = []
    left_old, left_new = set(range(len(old))), set(range(len(new)))
    for score, at, to in scores:
        if score >= _ALIKE and -at in left_old and -to in left_new:
            figure, values = new[-to]
            same = _plain(values) == said[old[-at].id]
            matches.append(Match(old[-at], figure, same))
            left_old.discard(-at)
            left_new.discard(-to)
    matches += [Match(old[at], None) for at in sorted(left_old)]
    matches += [Match(None, new[to][0]) for to in sorted(left_new)]
    return matches


def carry_decision(old: FigureRow, new: FigureRow) -> None:
    """Let what an editor decided of a figure hold for the figure that replaces it, where the number is one.

    A changed number is a new statement, and nobody has decided about that yet.
    """
    if old.placed and old.claim_id is not None:
        new.placed, new.claim_id, new.joined_by = True, old.claim_id, old.joined_by
    if read_value(old) != new.value:
        return
    if old.state == "rejected":
        new.state = "rejected"
    if old.as_read is not None:
        now_said = said_by(old)
        new.as_read, new.origin = said_by(new), "amended"
        for name in COMPARED_FIELDS:
            if now_said[name] != old.as_read.get(name):
                setattr(new, name, getattr(old, name))


def _likeness(said: dict[str, Any], quote: str, figure: Figure, values: dict[str, Any]) -> float:
    if (said["measure"], said["unit"]) != (values["measure"], values["unit"]):
        return 0.0
    new = _plain(values)
    alike: float = fuzz.ratio(quote.casefold(), figure.quote.casefold()) / 100
    alike += 0.5 * (said["value"] == new["value"]) + 0.2 * (said["party"] == new["party"])
    alike += 0.2 * (said["place_path"] == new["place_path"])
    alike += 0.2 * (said["start"] == new["start"] and said["end"] == new["end"])
    return alike + (new == said)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: values[name].isoformat() if name in {"start", "end"} and values[name] else values[name]
        for name in COMPARED_FIELDS
    }

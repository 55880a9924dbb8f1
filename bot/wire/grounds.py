"""Why claims were left out of a total, in words: claims of one ground stand under one heading."""

import re
from collections.abc import Sequence

from bot.ledger.views import LeftOut
from bot.wire.markup import clip, esc

_NUMBERED = re.compile(r"#(\d{1,18})\b")
_COVERED = "Another may cover them"
_HEADINGS = {
    "party not stated": "Their party is not stated",
    "it gives no lower bound": "They give no lower bound",
    "it adds nothing": "They add nothing",
}


def by_ground(left_out: Sequence[LeftOut]) -> list[tuple[str, list[LeftOut]]]:
    """Put claims that were left out for the same ground together, under its heading; their order is kept."""
    grounds: dict[str, list[LeftOut]] = {}
    for out in left_out:
        grounds.setdefault(_heading(out), []).append(out)
    return list(grounds.items())


def why_left(out: LeftOut, most: int) -> str:
    """Write what the heading does not say of why a claim was left out; the claims named can be tapped."""
    if out.reason in _HEADINGS:
        return ""
    return _NUMBERED.sub(r"/claim_\1", esc(clip(out.reason, most)))


def _heading(out: LeftOut) -> str:
    if out.reason.startswith("part of "):
        return "They are part of claims that are counted"
    return _HEADINGS.get(out.reason, _COVERED)

"""How sure a figure is: the share of figures of its kind that were right in the reports it was measured on.

`make figures` prints what is stated here beside the share that was right; the numbers below were taken from
that table, rounded, and drawn towards the mean where few figures stand behind them.
"""

from bot.figures.draft import Draft

_BY_RULE = {
    "object": 0.94,
    "subject": 0.93,
    "gap": 0.92,
    "noun": 0.9,
    "part": 0.88,
    "toll": 0.88,
    "times": 0.88,
    "carrier": 0.84,
    "state": 0.84,
    "loser": 0.82,
}
_OTHER = 0.85
# Stated twice alike; no number but an article or a name; a count without a value; whose it is left open.
_MERGED, _SINGLE, _VAGUE, _NOBODYS = 0.02, -0.12, -0.15, -0.02
_LEAST, _MOST = 0.05, 0.97


def confidence(draft: Draft) -> float:
    """Give the calibrated confidence of a figure, 0..1."""
    sure = _BY_RULE.get(draft.mention.rule.partition(":")[0], _OTHER)
    sure += _MERGED * draft.merged + _SINGLE * draft.mention.single + _VAGUE * (draft.value is None)
    sure += _NOBODYS * (draft.party is None)
    return round(min(max(sure, _LEAST), _MOST), 2)

"""The place that a count stands for, of those that its sentence names."""

from collections.abc import Sequence

from bot.figures.place_lists import Where


def choose(places: Sequence[Where], begin: int, end: int, bounds: tuple[int, int]) -> Where | None:
    """Give the place of a count whose phrase and verb span tokens `begin:end`, within a clause's `bounds`.

    The nearest place after it that a preposition marks, else the nearest before; a division that only
    explains
    a more exact place beside it gives way to that place.
    """
    strong = [w for w in places if w.strong]
    inside = [w for w in strong if bounds[0] <= w.begin < bounds[1]]
    for pool in (inside, strong):
        after = [w for w in pool if w.end > begin and not w.opens]
        before = [w for w in pool if w.end <= begin]
        if after and (not before or after[0].begin - end <= 8 or begin - before[-1].end > 6):
            return _exact(after[0], pool)
        if before:
            return _exact(before[-1], pool)
    return next((w for w in places if begin <= w.begin < end and not w.whole), None)


_BESIDE = 2


def _exact(chosen: Where, pool: Sequence[Where]) -> Where:
    if not (chosen.division or chosen.whole):
        return chosen
    for where in pool:
        exact = where is not chosen and not where.division and not where.whole
        if chosen.whole:
            if exact and 0 <= chosen.begin - where.end <= _BESIDE:
                return where  # "in Nyala, in Sudan"
            continue
        beside = 0 <= where.begin - chosen.end <= 1 or 0 <= chosen.begin - where.end <= 4
        if exact and beside and where.region == chosen.region:
            return where
    return chosen

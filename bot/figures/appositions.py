"""A count told again one by one: "Five villagers, three men and two women, were killed"."""

from collections.abc import Iterator, Sequence

from bot.figures.chunks import as_single, counted
from bot.figures.frames import objects
from bot.figures.lexicon import PEOPLE
from bot.figures.mentions import Clause, Mention
from bot.figures.tolls import make
from bot.figures.word_lists import word_set

_ANYBODY = word_set(
    "people persons civilians villagers residents locals members relatives others victims deaths fatalities "
    "casualties bodies suspects"
)


def told_one_by_one(clause: Clause, found: Sequence[Mention]) -> None:
    """Make the items of a list parts of the count before it, where they add up to it.

    The list stands after a comma or dash. It must end with one too, unless the count before it is of people
    of any kind: "three soldiers, two policemen and a clerk were killed" are six.
    """
    for at, whole in enumerate(found):
        if whole.number is None or (whole.number.value or 0) < 2 or whole.parent is not None:
            continue
        items = _items(clause, whole, found[at + 1 :])
        if len(items) > 1 and (_closed(clause, items[-1]) or _anybody(whole)):
            for item in items:
                item.parent = whole


def spelled_out(clause: Clause, found: Sequence[Mention]) -> Iterator[Mention]:
    """Read "Six people died: four women and two men": what follows a colon adds up to the count before."""
    colon = next((at for at, chunk in enumerate(clause.chunks) if chunk.kind == ":"), None)
    if colon is None:
        return
    start = clause.chunks[colon].start
    before = [mention for mention in found if mention.phrase.start < start and mention.parent is None]
    whole = before[-1] if before else None
    if whole is None or whole.number is None or (whole.number.value or 0) < 2:
        return
    items = [
        item for item in objects(clause.chunks, colon + 1) if item.cls in (*PEOPLE, whole.cls, "name", "")
    ]
    numbers = [counted(item) or as_single(item).num for item in items]
    if any(item.start in clause.taken for item in items) or all(item.name for item in items):
        return  # names say who they are, and count nobody
    if sum((number.value or 0) for number in numbers if number is not None) != whole.number.value:
        return
    for item, number in zip(items, numbers, strict=True):
        if number is not None:
            made = make(clause, item, number, whole, "part:list")
            made.parent = whole
            yield made


def _items(clause: Clause, whole: Mention, after: Sequence[Mention]) -> list[Mention]:
    """Give the counts of the same verb right after a comma that add up to the whole; [] where none do."""
    if clause.tokens[min(whole.phrase.end, len(clause.tokens) - 1)].kind not in (",", "-", "—"):
        return []
    left = whole.number.value or 0 if whole.number is not None else 0
    items: list[Mention] = []
    for mention in after:
        count = 1 if mention.number is None else mention.number.value
        if not _alike(mention, whole) or mention.parent is not None:
            return []
        if count is None or count > left or (mention.number is not None and mention.number.more):
            return []
        items.append(mention)
        left -= count
        if not left:
            return items
    return []


def _alike(item: Mention, whole: Mention) -> bool:
    """Whether both are counted by the same words: "bodies of six persons, three women and three children"."""
    by_noun = item.rule == f"noun:{whole.measure}" and whole.rule == f"carrier:{whole.measure}"
    return item.measure == whole.measure and (item.rule == whole.rule or by_noun)


def _closed(clause: Clause, last: Mention) -> bool:
    end = last.phrase.end
    return end < len(clause.tokens) and clause.tokens[end].kind in (",", "-", "—")


def _anybody(whole: Mention) -> bool:
    return whole.phrase.head is not None and whole.phrase.head.low in _ANYBODY

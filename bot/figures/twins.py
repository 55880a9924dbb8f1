"""Whether two counts of a report state one figure: the same number again, a rounder form, an older toll."""

from collections.abc import Sequence
from itertools import pairwise

from bot.figures.draft import Draft
from bot.figures.tokens import Token
from bot.figures.word_lists import word_set

_ROUND = frozenset({"more_than", "nearly", "about", "at_least", "up_to", "range"})
_EARLIER = frozenset(
    {"early", "initial", "initially", "earlier", "previous", "previously", "first", "before", "preliminary"}
)


def same(one: Draft, two: Draft) -> bool:
    """Whether the later draft `two` states the figure of `one` again."""
    if not _same_measure(one, two) or one.unit != two.unit or not agreeing_party(one, two):
        return False
    if one.title and not two.title:
        return _headline_of(one, two)
    if "gap" in two.mention.notes or (_adds(two) and not (one.number.more and one.value == two.value)):
        return False
    if (one.mention.parent is None) != (two.mention.parent is None) and not two.number.definite:
        return False
    if one.value is None or two.value is None:
        return (
            one.value is two.value
            and compatible(one, two)
            and one.mention.phrase.word is two.mention.phrase.word
        )
    if one.value == two.value:
        return _same_value(one, two)
    apart = (one.mention.section, one.mention.sentence) != (two.mention.section, two.mention.sentence)
    return apart and one.early and rounder(one, two) and compatible(one, two)


def _same_measure(one: Draft, two: Draft) -> bool:
    """Whether two counts are of one measure; a title does not always say that those held are fighters."""
    if one.measure == two.measure:
        return True
    held = {one.measure, two.measure} == {"arrested", "captured"}
    return held and one.title and not two.title and one.value == two.value and one.party is None


def _adds(draft: Draft) -> bool:
    """Whether "five more" are more of what was counted before.

    In "one was killed and five more were hurt" they are more than the dead, not than others that were hurt.
    """
    return draft.number.more and "beside" not in draft.mention.notes


def _headline_of(title: Draft, body: Draft) -> bool:
    """Give a title's count is that of the body with the same or a near number."""
    if title.value is None:
        return body.mention.parent is None
    if body.value is None:
        return False
    if title.region and body.region and title.region != body.region:
        return False
    if title.own_time and body.own_time and not overlapping(title, body):
        return False
    if title.value == body.value:
        return True
    rounded = title.number.qualifier != "exact" or _zeros(title.value) > _zeros(body.value)
    return rounded and not title.number.more and body.mention.parent is None and rounder(title, body)


def _same_value(one: Draft, two: Draft) -> bool:
    apart = one.mention.sentence != two.mention.sentence or one.mention.section != two.mention.section
    if not apart:
        return False
    if two.number.definite and (one.value or 0) > 1:
        return not (one.region and two.region and two.own_place and one.region != two.region)
    called = names(two) if one.value == 1 and one.mention.single and two.mention.single else set()
    if len(called) > 1 and called <= one.around:
        return True  # someone called by the name that the first sentence gives
    if not compatible(one, two) or _others(one, two):
        return False
    if one.value == 1:
        return _same_person(one, two)
    if two.mention.phrase.det in ("the", "pron") or two.number.qualifier != "exact":
        return True
    return (one.value or 0) > 2 or head(one) == head(two) or head(two) in ("person", "people", "victim")


def _others(one: Draft, two: Draft) -> bool:
    """As in "Three activists were shot. Three pedestrians were also killed": others, by another noun."""
    two_head = head(two)
    return (
        "also" in two.mention.notes
        and not one.title
        and two_head not in ("", head(one), "person", "people", "victim", "body", "other")
        and bool(two.mention.phrase.word.noun)
        and two.mention.phrase.det not in ("the", "pron")
    )


def _same_person(one: Draft, two: Draft) -> bool:
    if two.mention.phrase.det in ("the", "pron", "poss") and two.mention.single:
        return True
    if names(one) & names(two):
        return True
    called = names(two)
    if one.mention.single and two.mention.single and called and called <= one.around:
        return True
    return head(one) == head(two) and one.place == two.place and two.number.definite


def names(draft: Draft) -> set[str]:
    """Give the names in a count's phrase ("Ko Ko, a farmer")."""
    return set(named_ones(draft.mention.phrase.words))


def named_ones(tokens: Sequence[Token]) -> frozenset[str]:
    """Give the words among tokens that may be people's names."""
    return frozenset(
        token.low
        for token in tokens
        if token.kind == "cap" and not token.word.places and not token.word.term and len(token.low) > 2
    )


def head(draft: Draft) -> str:
    """Give the noun that is counted, without its plural s."""
    noun = draft.mention.phrase.head
    return noun.low.rstrip("s") if noun is not None else ""


def agreeing_party(one: Draft, two: Draft) -> bool:
    """Whether the parties of two counts can be the same."""
    return one.party == two.party or one.party is None or two.party is None


def compatible(one: Draft, two: Draft) -> bool:
    """Whether nothing said of the two keeps them apart: region, place, and a period of their own."""
    if one.region and two.region and one.region != two.region:
        return False
    elsewhere = one.place != two.place and not words(one.place) & words(two.place)
    if one.own_place and two.own_place and one.region and elsewhere:
        return False
    if one.own_time != two.own_time and _long_past(one, two):
        return False
    return not (one.own_time and two.own_time and (one.start, one.end) != (two.start, two.end))


def _long_past(one: Draft, two: Draft) -> bool:
    """Whether the one that names its time names one long before the other's, as background does."""
    named, other = (one, two) if one.own_time else (two, one)
    return named.end is not None and other.end is not None and (other.end - named.end).days > _BACKGROUND


_BACKGROUND = 90


_EMPTY = frozenset(
    {"township", "state", "region", "the", "and", "in", "of", "a", "group", "officials", "source", "sources"}
)
# What many bodies are called alike: two of them are the same only where one name is within the other.
_OFFICE = word_set(
    "rights human local office ministry department agency spokesman spokeswoman spokesperson official head "
    "director organisation organization team for committee national army liberation front force forces "
    "defence defense people's democratic alliance union united council new state party general"
)


def words(text: str | None) -> set[str]:
    """Give the words of a name that tell it from others."""
    if not text:
        return set()
    plain = text.lower().replace(",", " ").replace("(", " ").replace(")", " ")
    return set(plain.split()) - _EMPTY


def same_voice(one: str | None, two: str | None) -> bool:
    """Whether two sources may be one: a name they share, or one that is within the other."""
    ours, theirs = words(one), words(two)
    shared = ours & theirs
    return bool(shared - _OFFICE) or (bool(shared) and (ours <= theirs or theirs <= ours))


def overlapping(one: Draft, two: Draft) -> bool:
    """Whether two periods share a day; an open side reaches as far as it may."""
    starts_after = one.start is not None and two.end is not None and one.start > two.end
    ends_before = one.end is not None and two.start is not None and one.end < two.start
    return not (starts_after or ends_before)


def rounder(one: Draft, two: Draft) -> bool:
    """Whether one number is a rounder form of the other: within its bounds and close to it."""
    if one.value is None or two.value is None:
        return False
    rough, exact = (one, two) if is_rough(one, two) else (two, one)
    if rough.number.qualifier not in _ROUND and not rough.title:
        return False
    stated, value = rough.value or 0, exact.value or 0
    if abs(value - stated) > max(stated, value) * (0.15 if stated >= 20 else 0.25):
        return False
    if rough.number.qualifier in ("about", "exact", "range"):
        return True
    if not rough.title and _of_two_voices(rough, exact):
        return False
    low, high = rough.number.low, rough.number.high
    return (low is None or value >= low - 1) and (high is None or value <= high)


def _of_two_voices(one: Draft, two: Draft) -> bool:
    """Whether two counts are told by different speakers, each in its own sentence."""
    return one.voiced and two.voiced and not same_voice(one.source, two.source)


def is_rough(one: Draft, two: Draft) -> bool:
    """Whether the first is the rounder of two statements of one figure."""
    if (one.number.qualifier == "exact") != (two.number.qualifier == "exact"):
        return one.number.qualifier != "exact"
    return _zeros(one.value or 0) >= _zeros(two.value or 0)


def _zeros(value: int) -> int:
    text = str(value)
    return len(text) - len(text.rstrip("0"))


def outdated(other: Draft, toll: Draft) -> bool:
    """Whether an earlier count of the same event is one that a toll has since risen above."""
    if (
        other.measure != toll.measure
        or other.value is None
        or toll.value is None
        or other.value >= toll.value
    ):
        return False
    if other.mention.parent is not None or not agreeing_party(other, toll) or other.value * 3 < toll.value:
        return False
    if other.mention.sentence == toll.mention.sentence and other.mention.section == toll.mention.section:
        return False
    if "rise" not in toll.mention.notes and not (other.title or same_voice(other.source, toll.source)):
        return False
    if toll.own_time and toll.start is not None and other.start is not None and toll.start < other.start:
        return False  # "the number of dead this month"
    if (
        other.number.more
        or other.since
        or toll.since
        or (other.mention.rule.startswith("carrier") and not other.early)
    ):
        return False
    return other.early and (not toll.own_place or other.region == toll.region)


def superseded(old: Draft, new: Draft) -> bool:
    """Whether a sentence gives an earlier count of what another one tells.

    "It had put the dead at 41 a day earlier", of the lead's toll; "Initial reports spoke of 12 wounded", of a
    higher one that comes after.
    """
    if "older" not in old.mention.notes or old.measure != new.measure or not agreeing_party(old, new):
        return False
    if old.value is None or new.value is None or old.value == new.value or new.since:
        return False
    if old.title or old.mention.sentence == new.mention.sentence:
        return False
    if old.mention.sentence < new.mention.sentence and not new.title:
        whole = new.mention.parent is None and old.mention.parent is None
        return (
            whole and not new.number.more and old.value < new.value < old.value * 3 and compatible(old, new)
        )
    near = old.value * 3 > new.value and old.value < new.value * 3
    return new.early and near and new.mention.parent is None


def dwindled(old: Draft, new: Draft) -> bool:
    """Whether a later sentence says that fewer are still missing than before."""
    if old.measure != "missing" or new.measure != "missing" or old.value is None or new.value is None:
        return False
    if new.mention.parent is not None or old.mention.parent is not None:
        return False
    elsewhere = old.region and new.region and old.region != new.region
    return "still" in new.mention.notes and new.value < old.value and not elsewhere


_RECKONING = frozenset({"had", "toll", "count", "reports", "still"})
_COUNTS = frozenset(
    {"report", "reports", "toll", "tolls", "count", "counts", "figure", "figures", "estimate", "estimates"}
    | {"number", "numbers", "tally", "statement", "statements", "reported", "death", "official", "search"}
    | {"account", "accounts", "said", "put", "announced", "spoke", "counted", "gave", "listed", "reckoned"}
)


def older(tokens: list[str]) -> bool:
    """Whether the words of a sentence say that it gives an earlier count."""
    lows = " ".join(tokens).split()
    if _RECKONING.isdisjoint(lows):
        return False
    pairs = list(pairwise([*lows, ""]))
    if any(a == "had" and b in _SAID_THEN for a, b in pairs):
        return True
    at_first = ("at", "first") in pairs
    if any(word in _EARLIER and after in _COUNTS and not at_first for word, after in pairs):
        return True
    at_first = at_first and "but" not in lows
    told = not _TOLD.isdisjoint(lows)
    return at_first or any(word in _ONCE or (told and (a, word) in _DAY_BEFORE) for a, word in pairs)


def older_from(tokens: Sequence[Token]) -> int:
    """Where the earlier count of a sentence begins: at "an earlier toll of 64", else with the sentence."""
    for at in range(1, len(tokens) - 1):
        if tokens[at].low in _COUNTS and tokens[at + 1].low == "of" and tokens[at - 1].low in _EARLIER:
            return at
    return 0


_SAID_THEN = frozenset({"said", "put", "told", "given"})
_TOLD = frozenset({"toll", "count", "reports", "reported", "put", "figure", "announced", "counted"})
_ONCE = frozenset({"initially", "previously", "earlier"})
_DAY_BEFORE = frozenset({("day", "before"), ("night", "before"), ("week", "before"), ("hours", "before")})

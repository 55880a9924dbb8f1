"""What to say of words that were not understood: which it was, what may have been meant, what works."""

from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz, process

from bot.errors import QuestionError
from bot.figures import Gazetteer

BREAKDOWNS = {
    "party": "party", "parties": "party", "side": "party",
    "region": "region", "regions": "region", "place": "region", "state": "region", "division": "region",
    "month": "month", "months": "month",
    "source": "source", "sources": "source", "outlet": "source",
}  # fmt: skip
"""What may follow "by", and the breakdown it asks for."""

JOINING = frozenset({"after", "before", "between", "by", "from", "since", "until"})
_SAID_BACK = 40
_SURELY = 80


class Misread:
    """The words of a beat beside what was written: `known` maps each, in lower case, to how it is shown."""

    def __init__(self, known: Mapping[str, str], places: Gazetteer) -> None:
        self._known = known
        self._places = places

    def not_understood(
        self, tokens: Sequence[str], unknown: Sequence[tuple[int, str]], example: str
    ) -> QuestionError:
        """Say which word was not understood (`unknown` has each with its place), and what may help."""
        at, first = unknown[0]
        if first in JOINING:
            message = f'"{first}" wants a day or a month after it, as in since 1 Nov. For example: {example}'
            return QuestionError(message, first)
        if at and tokens[at - 1] == "by":
            return self._no_breakdown(first)
        if first.isdigit():
            days = "write a day as 3 Nov 2024 or 2024-11-03"
            message = f'"{_short(first)}" is not understood: {days}. For example: {example}'
            return QuestionError(message, first)
        run = [unknown[0]]
        for at, word in unknown[1:]:
            if at != run[-1][0] + 1:
                break
            run.append((at, word))
        tries = [" ".join(word for _, word in run), run[0][1]]
        for word in tries:
            if suggestions := self._alike(word):
                meant = " or ".join(suggestions)
                message = f'"{_short(word)}" is not known. Did you mean {meant}? For example: {example}'
                return QuestionError(message, word, suggestions)
        message = f'"{_short(tries[-1])}" is not known. For example: {example}'
        return QuestionError(message, tries[-1])

    def _no_breakdown(self, word: str) -> QuestionError:
        found = process.extractOne(word, list(BREAKDOWNS), scorer=fuzz.ratio, score_cutoff=70)
        near = self._alike(word, max(_SURELY, int(found[1]) + 1 if found else 0))
        if found and not near:
            near = (BREAKDOWNS[found[0]],)
        meant = f" Did you mean {' or '.join(near)}?" if near else ""
        message = (
            f'"{_short(word)}" is not known after "by".{meant} '
            "Totals are divided by party, region, month or source, as in killed by month"
        )
        return QuestionError(message, word, near)

    def _alike(self, word: str, least: int = 70) -> tuple[str, ...]:
        """Give up to three known words like this one, of a place's spellings the likest alone."""
        if len(word) < 3:
            return ()
        found = process.extract(word, list(self._known), scorer=fuzz.ratio, limit=5, score_cutoff=least)
        meanings: dict[object, str] = {}
        for phrase, _, _ in found:
            places = self._places.candidates(phrase)
            meanings.setdefault(places[0].path if places else phrase, self._known[phrase])
        return tuple(meanings.values())[:3]


def _short(word: str) -> str:
    """Give a word as it is said back: of a very long one its beginning."""
    return word if len(word) <= _SAID_BACK else f"{word[: _SAID_BACK - 1]}…"

"""On whose word a count stands: speakers before, after and around what they say."""

from collections.abc import Sequence
from dataclasses import replace

from bot.figures.chunks import Chunk
from bot.figures.lexicon import PEOPLE
from bot.figures.place_lists import DIRECTIONS
from bot.figures.roll import GENERIC, PAPERS, Voice
from bot.figures.speaker_names import is_named, owner_of, voice_of
from bot.figures.subjects import opens_what_is_told, subjects
from bot.figures.tokens import Token
from bot.figures.word_lists import word_set

_SHOWING = frozenset({"show", "indicate", "suggest", "reveal", "state", "say"})
_MUTE = word_set(
    "toll number claims claim letter note attack incident which that victims killing video videos footage "
    "photo photos photograph photographs image images loss losses rains floods lightning nobody none anybody"
)
_OURSELVES = frozenset({"i", "we"})
# Bodies whose findings are said: "the organisation found".
_FINDING = frozenset({"find", "conclude"})
_TELLING = _SHOWING | _FINDING


def voices(tokens: Sequence[Token], chunks: Sequence[Chunk]) -> list[Voice]:
    """Give the speakers that a sentence names, in order."""
    found: list[Voice] = []
    for at, chunk in enumerate(chunks):
        named = None
        if chunk.kind == "prep" and chunk.head is not None and chunk.head.low == "by":
            named = _by_their_count(tokens, chunks, at + 1)
        elif chunk.kind == "prep" and chunk.head is not None and chunk.head.low in _AS_SAID_BY:
            named = _according_to(tokens, chunks, at + 1)
            named = named and replace(named, cited=True)
        elif (
            chunk.kind == "vg" and not chunk.negated and _speaks(tokens, chunk) and not _conceded(chunks, at)
        ):
            named = _speaker(tokens, chunks, at, found)
        if named is not None:
            found.append(named)
    return found


def _by_their_count(tokens: Sequence[Token], chunks: Sequence[Chunk], at: int) -> Voice | None:
    """Give who counted where "by the regime's count, killed 433" says so."""
    paper = chunks[at] if at < len(chunks) else None
    if paper is None or paper.head is None or paper.head.low not in _COUNTING or paper.num is not None:
        return None
    owner = owner_of(tokens, paper)
    return None if owner is None else Voice(owner[0], paper.start, paper.end, False, cited=True)


_COUNTING = frozenset({"count", "tally", "estimate", "reckoning", "account", "figures"})
# "Nobody said a word."
_NOTHING_SAID = frozenset({"word", "words", "nothing", "anything", "little", "more", "so", "thing"})
_AS_SAID_BY = frozenset({"according to", "per"})


def _conceded(chunks: Sequence[Chunk], at: int) -> bool:
    """As in "Although the junta announced a ceasefire, it launched 63 airstrikes": nobody speaks there."""
    head = chunks[0].head
    opened = chunks[0].kind == "sub" and head is not None and head.low in ("although", "though", "while")
    return opened and all(chunk.kind != "," for chunk in chunks[:at])


def _speaks(tokens: Sequence[Token], chunk: Chunk) -> bool:
    if "give" in chunk.lemmas and chunk.end < len(tokens) and tokens[chunk.end].low in ("up", "way", "birth"):
        return False
    return chunk.verb is not None and bool(chunk.verb.word.speech or not _TELLING.isdisjoint(chunk.lemmas))


def _according_to(tokens: Sequence[Token], chunks: Sequence[Chunk], at: int) -> Voice | None:
    if at >= len(chunks) or chunks[at].kind != "np":
        return None
    chunk = chunks[at]
    opener = chunks[at - 1].head
    if opener is not None and opener.low == "per" and chunk.det != "the":
        return None  # "40 per day"
    if any(token.low in PAPERS for token in chunk.words):
        for index in range(at + 1, min(at + 7, len(chunks))):
            following = chunks[index]
            if following.kind == "np" and following.prep in ("by", "from", "in", "of"):
                return voice_of(tokens, chunks, index, following.start, following.end, before=False)
            if following.kind in (".", ",", ";"):
                break
    return voice_of(tokens, chunks, at, chunk.start, chunk.end, before=False)


def _speaker(
    tokens: Sequence[Token], chunks: Sequence[Chunk], at: int, found: Sequence[Voice]
) -> Voice | None:
    group = chunks[at]
    speech = group.verb.word.speech if group.verb is not None else 0
    if "claim" in group.lemmas and _takes_lives(chunks, at + 1):
        return None
    after = chunks[at + 1] if at + 1 < len(chunks) else None
    opened = at == 0 or (chunks[at - 1].kind in (",", "q>", "adv", "—") and not _has_subject(chunks, at))
    if (
        speech == 2
        and opened
        and at
        and after is not None
        and after.kind == "np"
        and after.num is None
        and not (after.head is not None and after.head.low in _NOTHING_SAID)
        and group.passive is not True
        and (group.form != "ing" or group.lemmas[:1] == ("add",))
        and "tell" not in group.lemmas
    ):
        return voice_of(tokens, chunks, at + 1, group.start, after.end, before=False)
    if _is_no_telling(group, after, opened=opened and speech == 2):
        return None
    doers = subjects(chunks, at)
    if not doers or (doers[0].det == "pron" and chunks[at - 1].kind == ","):
        doers = _before_relative(chunks, at) or doers
    while len(doers) > 1 and not _can_speak(doers[0], speech):
        doers = doers[1:]
    doer = doers[-1] if doers else None
    person = doer is not None and doer.cls in (*PEOPLE, "name")
    if (
        doer is None
        or doer.head is None
        or not _can_speak(doer, speech)
        or not (person or group.form != "ing")
    ):
        return None
    if doer.head.low in _OURSELVES:
        return None  # "I counted 12 bodies", in a quote: who speaks stands outside of it
    if set(group.lemmas) & _FINDING and doer.head.low not in GENERIC | PAPERS:
        return None
    if (known := _goes_on_speaking(chunks, at, doer, found)) is not None:
        return replace(known, begin=doer.start, end=group.end, before=True)
    position = next(index for index, chunk in enumerate(chunks) if chunk.start == doers[0].start)
    if position >= 2 and _explains(chunks[max(position - 3, 0) : position + 1]):
        position -= 2
    if doer.head.low in PAPERS:
        position = next((n for n in range(position + 1, at) if _author(chunks[n])), position)
    before = not (at + 1 >= len(chunks) or _ends(chunks, at + 1) or _is_aside(chunks, position, at))
    return voice_of(tokens, chunks, position, doers[0].start, group.end, before=before)


def _is_no_telling(group: Chunk, after: Chunk | None, *, opened: bool) -> bool:
    """Whether a verb of saying tells nothing: "was said", "describing it", ", estimated at 160".

    "He condemned the raid, noting that ..." tells.
    """
    if group.form == "ing":
        return after is None or after.kind != "rel"
    estimated = opened and group.passive is None and after is not None and after.kind == "prep"
    return group.passive is True or estimated


def _before_relative(chunks: Sequence[Chunk], at: int) -> list[Chunk]:
    """Give who told, past what a relative says: "a nurse, who asked not to be named because ..., told".

    Or "a fighter who took part in the assault told".
    """
    comma = at > 3 and chunks[at - 1].kind == ","
    for index in range(at - 1 - comma, max(at - 25, 0), -1):
        kind = chunks[index].kind
        if kind in (".", ";", ":", "<q", "q>") or (kind == "," and not comma):
            return []
        if kind != "rel" or (chunks[index - 1].kind == ",") != comma or opens_what_is_told(chunks, index):
            continue
        first = index - 1 - comma
        while first > 0 and (
            chunks[first].kind == "prep" or (chunks[first].kind == "np" and chunks[first].prep)
        ):
            first -= 1
        return [chunks[first]] if chunks[first].kind == "np" else []
    return []


def _has_subject(chunks: Sequence[Chunk], at: int) -> bool:
    """Whether a verb's subject stands before it: "Mukwaya, a spokesman, said the rebels"."""
    if chunks[at - 1].kind == "adv":
        return at >= 2 and chunks[at - 2].kind == "np" and not chunks[at - 2].prep
    index = at - 2
    while index >= 0 and chunks[index].kind in ("np", "prep"):
        index -= 1
    if chunks[at - 1].kind != "," or index < 1 or chunks[index].kind != ",":
        return False
    first = index - 1
    while first > 0 and chunks[first].kind == "np" and chunks[first].prep:
        first -= 2
    before = chunks[first - 1].kind if first > 0 else ""
    return chunks[first].kind == "np" and before in ("", "<q", "—", ".", "conj")


def _explains(three: Sequence[Chunk]) -> bool:
    """Whether a phrase only says who the one before it is: "Captain Mukwaya, an army spokesman, said"."""
    named, comma, beside = three[-3:]
    opens = len(three) == 3 or three[0].kind in ("<q", "conj", "—", ".")
    person = not named.prep and named.num is None and named.det != "a" and is_named(named)
    placed = any(token.word.places for token in named.words) and not _begins_as_a_name(named)
    return (
        opens and named.kind == "np" and comma.kind == "," and person and not placed
        and beside.det in ("a", "the")
    )  # fmt: skip


def _begins_as_a_name(phrase: Chunk) -> bool:
    """As in "Youth Watch Myanmar", a body whose name ends in a place's."""
    first = phrase.words[0]
    return first.text[:1].isupper() and not first.word.places and first.low not in DIRECTIONS


def _author(chunk: Chunk) -> bool:
    """Whether a phrase names who made a paper: "data compiled by the group", "figures from the agency"."""
    return chunk.kind == "np" and chunk.prep in ("by", "from") and chunk.num is None


def _takes_lives(chunks: Sequence[Chunk], at: int) -> bool:
    """As in "lightning claimed 13 lives"."""
    head = chunks[at].head if at < len(chunks) else None
    return head is not None and head.low in ("life", "lives")


def _goes_on_speaking(chunks: Sequence[Chunk], at: int, doer: Chunk, found: Sequence[Voice]) -> Voice | None:
    """Give the speaker who goes on after a relative: "said Lian, a commander of the force, who put ..."."""
    last = found[-1] if found else None
    if last is None or last.before or last.pronoun or chunks[at - 1].kind != "rel":
        return None
    return last if last.begin <= doer.start <= last.end + 9 else None


def _is_aside(chunks: Sequence[Chunk], position: int, at: int) -> bool:
    """Whether the words of speaking stand between commas: "..., the minister said on Monday, after ..."."""
    if position == 0 or chunks[position - 1].kind not in (",", "q>"):
        return False
    told = "tell" in chunks[at].lemmas
    for index, chunk in enumerate(chunks[at + 1 : at + 7]):
        if chunk.kind in (",", "."):
            return True
        if told and not index and chunk.kind == "np":
            continue  # to whom it was told
        if chunk.kind not in ("time", "adv", "prep") and not (chunk.kind == "np" and chunk.prep):
            return False
    return False


def _can_speak(doer: Chunk, speech: int) -> bool:
    head = doer.head
    if (
        head is None
        or head.low in _MUTE
        or doer.cls in ("unit", "weapon")
        or doer.num is not None
        or (doer.cls == "building" and not _is_institution(doer))
    ):
        return False
    if speech == 0:
        return head.low in PAPERS
    if speech == 1 and doer.cls == "place":
        return False  # "Shan State recorded 71 deaths"
    return not (doer.words and doer.words[0].low in ("how", "what", "this", "there"))


def _is_institution(building: Chunk) -> bool:
    """Whether a building speaks for those in it: "the hospital said", "Kalay General Hospital reported"."""
    return not building.word.plural and (building.det == "the" or building.name or is_named(building))


def _ends(chunks: Sequence[Chunk], at: int) -> bool:
    """Whether only the time and manner of speaking follow ("X said on Tuesday in its monthly report.")."""
    for index, chunk in enumerate(chunks[at : at + 10], at):
        if chunk.kind in (".", ";"):
            return True
        if chunk.kind == "rel" and index > at and chunks[index - 1].prep:
            return True  # "said on Tuesday in an account of a riot that broke out"
        if chunk.kind in ("time", "prep", "adv", "q>", ","):
            continue
        if chunk.kind == "np" and (chunk.prep or chunk.cls in ("civilian", "people", "name")):
            continue
        return False
    return True

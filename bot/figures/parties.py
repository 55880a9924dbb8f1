"""Whose people or possessions a count is of: by the organisation named, by the noun, else by who acted."""

from collections.abc import Sequence

from bot.figures.chunks import Chunk
from bot.figures.context import Context
from bot.figures.draft import Draft
from bot.figures.mentions import Clause, Mention
from bot.figures.owners import opponent, party_of_phrase
from bot.figures.subjects import subjects
from bot.figures.tokens import Token
from bot.figures.word_lists import word_set

_LOSSES = frozenset(
    {"losses", "casualties", "side", "ranks", "deaths", "fatalities", "loss", "toll", "injuries", "victims"}
)
_SUFFERING = frozenset({"suffer", "sustain", "incur", "take", "lose"})
_TAKEN = frozenset({"captured", "surrendered", "bases_seized", "towns_seized", "weapons_seized"})
_LEANING = word_set(
    "others other more commanders commander leaders leader dead wounded injured members member officers "
    "missing captain one"
)
_PRONOUNS = frozenset({"it", "we", "they", "he", "she", "its", "our", "their", "his", "her"})


def settle_party(context: Context, draft: Draft, clause: Clause) -> None:
    """Decide whose count it is; the first of these that says.

    Its words, the loser, the taker, what it leans on.
    """
    mention = draft.mention
    measure = context.beat.measures[mention.measure]
    if mention.measure in ("clashes", "airstrikes"):
        return
    party, why = _decided(context, mention, clause, people=measure.people)
    if mention.measure == "buildings_destroyed":
        party, why = "civilian", "houses are civilians'"
    draft.party = mention.party = party
    if measure.people and mention.parent is None and "gap" not in mention.notes:
        context.party = party
        context.party_sentence = mention.sentence
    if (
        mention.measure == "arrested"
        and party not in (None, "civilian")
        and mention.rule.startswith("object")
        and not mention.phrase.cls
    ):
        mention.measure = "captured"
    draft.note("party", party or "none", why if party else "the words do not say", _telling(mention, why))


def _telling(mention: Mention, why: str) -> Sequence[Token]:
    """Give the words that a decision on the party rests on, where they are the mention's own."""
    if why == _OWN:
        return mention.phrase.words
    if why in _BY_ACTOR and mention.actor is not None and mention.actor.words:
        return mention.actor.words
    return ()


_OWN = "its own words"
_BY_ACTOR = frozenset({"whose loss it is", "taken by the other side", "whom the attack was on"})


def _decided(context: Context, mention: Mention, clause: Clause, *, people: bool) -> tuple[str | None, str]:
    lost = _actor_party(context, mention.actor) if mention.loser and mention.actor is not None else None
    if lost not in (None, "civilian"):
        return lost, "whose loss it is"
    party = party_of_phrase(mention.phrase)
    if party is not None and not (mention.measure in _TAKEN and not people and party == "civilian"):
        return party, _OWN
    if _own_side(mention) and context.speaker_party is not None:
        return context.speaker_party, "of who speaks"
    if mention.parent is not None and mention.parent.party is not None:
        return mention.parent.party, "that of the whole"
    if mention.party is not None:
        return mention.party, "that of the list"
    if mention.loser and lost is not None:
        return lost, "whose loss it is"
    if (loser := _loser(context, mention, clause)) is not None:
        return loser, "whose losses they are"
    if mention.measure in _TAKEN and (taken := _taken_from(context, mention)) is not None:
        return taken, "taken by the other side"
    if not people or not _leans(mention):
        return None, ""
    if (hit := _hit(context, mention, clause)) is not None:
        return hit, "whom the attack was on"
    if (before := _asked_how_many(mention, clause) or _counted_before(mention, clause)) is not None:
        return before, "that of those told of before"
    return context.party, "that of the count before it"


def _asked_how_many(mention: Mention, clause: Clause) -> str | None:
    """As in "He did not say how many fighters the AA had lost; a medic spoke of 33 dead"."""
    for at, chunk in enumerate(clause.chunks):
        if chunk.start >= mention.phrase.start:
            return None
        if chunk.kind == "np" and chunk.words and chunk.words[0].low.startswith("how"):
            owner = clause.chunks[at + 1] if at + 1 < len(clause.chunks) else None
            lost = owner is not None and owner.kind == "np" and not owner.prep
            return party_of_phrase(chunk) or (party_of_phrase(owner) if lost and owner is not None else None)
    return None


def _taken_from(context: Context, mention: Mention) -> str | None:
    """From whom something was taken: the other side of who took it, or of who tells of it."""
    sides = context.beat.sides
    actor = _actor_party(context, mention.actor) if mention.actor is not None else context.speaker_party
    other = opponent(actor, sides)
    if other is None and mention.measure == "weapons_seized" and opponent(context.party, sides) is not None:
        return context.party
    if other is None and mention.cls == "captive" and context.party_sentence == mention.sentence:
        return context.party  # "killing 700 soldiers and taking 361 prisoners"
    return other


def _own_side(mention: Mention) -> bool:
    """As in "one of his own men", "60 of its members": those of the speaker's side."""
    phrase = mention.phrase
    inner = phrase.inner
    owned = inner if inner is not None and inner.det == "poss" else phrase
    if owned.det != "poss" or owned.head is None:
        return False
    if owned.head.low == "own":
        return any(token.low in _PRONOUNS for token in owned.words[:1])
    if owned.cls not in ("combatant", "people"):
        return False
    return any(token.low in _PRONOUNS for token in owned.words[:1]) and (
        owned.cls == "combatant" or owned.head.low in _SIDES
    )


_SIDES = frozenset({"members", "member", "men", "comrades", "ranks", "people", "officers", "commanders"})


def _actor_party(context: Context, actor: Chunk) -> str | None:
    """Who acted; "it" and "we" are who speaks."""
    party = party_of_phrase(actor)
    if (
        party is None
        and actor.head is not None
        and (
            actor.head.low in _PRONOUNS
            or actor.det == "poss"
            or (actor.det == "the" and actor.head.low in _BANDS)
        )
    ):
        return context.speaker_party
    return party


_BANDS = frozenset(
    {"group", "militia", "outfit", "force", "alliance", "organisation", "organization", "insurgents"}
)


def _loser(context: Context, mention: Mention, clause: Clause) -> str | None:
    """Whose losses a bare count is.

    "junta losses came to 29 dead", "resistance groups suffered 47 deaths".
    """
    bare = _leans(mention) or mention.rule.startswith(("noun", "toll"))
    if not bare or mention.measure not in ("killed", "injured", "captured", "missing"):
        return None
    position = next((n for n, c in enumerate(clause.chunks) if c.start <= mention.phrase.start < c.end), None)
    if position is None:
        return None
    for chunk in clause.chunks[position + 1 : position + 6]:
        if chunk.kind in (";", ".", "conj", "sub"):
            break
        if chunk.kind == "np" and chunk.prep == "on" and chunk.head is not None and chunk.head.low == "side":
            return _owner(context, chunk)
    for index in range(position - 1, max(position - 11, -1), -1):
        chunk = clause.chunks[index]
        if chunk.kind in (";", ".", "sub"):
            return None
        losses = chunk.kind == "np" and chunk.head is not None and chunk.head.low in _LOSSES
        if losses and (owner := _owner(context, chunk)) is not None:
            return owner
        if chunk.kind == "vg" and set(chunk.lemmas) & {"inflict", "cause"}:
            doers = subjects(clause.chunks, index)
            return opponent(_actor_party(context, doers[0]), context.beat.sides) if doers else None
        if chunk.kind == "vg" and set(chunk.lemmas) & _SUFFERING:
            doers = subjects(clause.chunks, index)
            return _actor_party(context, doers[0]) if doers else None
    return None


def _counted_before(mention: Mention, clause: Clause) -> str | None:
    """Give the party of people that the sentence counts before, though by no measure of ours.

    As in "eight workers were rescued; five are still trapped".
    """
    for chunk in reversed(clause.chunks):
        if chunk.start >= mention.phrase.start or chunk.kind != "np" or chunk.num is None or chunk.prep:
            continue
        known = clause.taken.get(chunk.start)
        if known is not None:
            return None
        if chunk.cls in ("people", "civilian", "combatant"):
            return party_of_phrase(chunk)
    return None


def _hit(context: Context, mention: Mention, clause: Clause) -> str | None:
    """Whom a bare count must be of.

    The side that the sentence says was attacked, or the other side of who acted.
    """
    if mention.actor is None or mention.measure not in ("killed", "injured", "arrested"):
        return None
    doer = _actor_party(context, mention.actor)
    sides = context.beat.sides
    if opponent(doer, sides) is None:
        return None
    for index, chunk in enumerate(clause.chunks):
        if chunk.start >= mention.phrase.start:
            break
        if (
            chunk.kind == "np"
            and index
            and clause.chunks[index - 1].kind == "vg"
            and set(clause.chunks[index - 1].lemmas) & _ATTACKING
        ):
            target = party_of_phrase(chunk)
            if target is not None and target != doer:
                return target
    if context.party is not None and mention.sentence == context.party_sentence:
        return None
    if any(war and doer == war[0] for war in sides):
        return None  # whom a state's forces kill may be anyone
    return opponent(doer, sides)


_ATTACKING = frozenset(
    {"attack", "ambush", "raid", "storm", "bomb", "shell", "target", "hit", "strike", "assault"}
)


def _owner(context: Context, chunk: Chunk) -> str | None:
    party = party_of_phrase(chunk)
    if party is None and (chunk.det == "poss" or any(token.poss for token in chunk.words)):
        return context.speaker_party
    return party


def _leans(mention: Mention) -> bool:
    """Whether a count leaves out whom it counts: "45 were killed", "another five", "12 others"."""
    head = mention.phrase.head
    if head is None or head.kind == "num":
        return True
    inner = mention.phrase.inner
    if mention.phrase.partitive and inner is not None and inner.det == "pron":
        return True
    return head.low in _LEANING

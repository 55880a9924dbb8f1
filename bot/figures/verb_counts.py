"""What a verb counts: its frame, its voice, and which phrases it takes."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from bot.figures.chunks import Chunk
from bot.figures.coordination import covered, without_names
from bot.figures.frames import agent, following_words, governed_object, objects, with_them
from bot.figures.lexicon import PEOPLE, Trigger
from bot.figures.mentions import Clause, Mention
from bot.figures.named_together import titled, together
from bot.figures.owners import party_of_phrase
from bot.figures.subjects import opens_what_is_told, subjects
from bot.figures.taking import SINGULAR, mention_of, takes

_IDIOMS = frozenset({"place", "part", "effect", "office", "power", "steps", "action", "shape", "note"})


def of_verb(clause: Clause, at: int, group: Chunk) -> Iterator[Mention]:
    """Read whom or what a verb group counts."""
    triggers = clause.lexicon.triggers
    if not group.negated and triggers.keys().isdisjoint(group.lemmas):
        return
    if at == 0 and group.passive is None and group.form == "part":
        yield from _inverted(clause, group)
    if group.irrealis or _averted(clause, at) or _denied(clause, at) or _supposed(clause, at):
        return
    if _either_or(clause, at):
        return
    if group.negated:
        yield from _not_done(clause, at, group)
        return
    following = clause.tokens[group.end].low if group.end < len(clause.tokens) else ""
    if following in _IDIOMS and "take" in group.lemmas:
        return
    for lemma in group.lemmas:
        frames_of = clause.lexicon.triggers.get(lemma)
        if not frames_of:
            continue
        for trigger in frames_of:
            end = _matched(clause, group, trigger)
            if end is None:
                continue
            yield from _arguments(clause, at, group, trigger, end)


def _inverted(clause: Clause, group: Chunk) -> Iterator[Mention]:
    """Read "Killed were four soldiers", "Injured in the attack were five nurses and a patient"."""
    chunks = clause.chunks
    for index in range(1, min(8, len(chunks))):
        chunk = chunks[index]
        if chunk.kind == "vg":
            if not chunk.copula or chunk.negated or chunk.irrealis:
                return
            break
        if chunk.kind not in ("prep", "np", "time", "adv"):
            return
    else:
        return
    for lemma in group.lemmas:
        for trigger in clause.lexicon.triggers.get(lemma, ()):
            if trigger.role != "object" or trigger.rest:
                continue
            for phrase in objects(chunks, index + 1):
                if takes(trigger, phrase):
                    made = mention_of(
                        clause, trigger.measure, phrase, f"object:{lemma}", chunks[index], chunks[index].end
                    )
                    if made is not None:
                        yield made


def _not_done(clause: Clause, at: int, group: Chunk) -> Iterator[Mention]:
    """Read what not doing a thing counts: "six of them did not survive the night"."""
    for trigger in clause.lexicon.triggers.get("not", ()):
        if trigger.rest and trigger.rest[0] in group.lemmas:
            end = following_words(clause.tokens, group.end, trigger.rest[1:])
            if end is not None:
                yield from _arguments(clause, at, group, trigger, end)


def _either_or(clause: Clause, at: int) -> bool:
    """As in "killed or wounded more than 120 soldiers": how many of either is not said."""
    chunks = clause.chunks
    for joint, other in ((at + 1, at + 2), (at - 1, at - 2)):
        if not 0 <= other < len(chunks) or chunks[other].kind != "vg":
            continue
        head = chunks[joint].head
        if chunks[joint].kind != "conj" or head is None or head.low != "or":
            continue
        one, two = _measures_of(clause, chunks[at]), _measures_of(clause, chunks[other])
        if one and two and one != two:
            return True
    return False


def _measures_of(clause: Clause, group: Chunk) -> set[str]:
    """Give what a verb alone counts of people."""
    triggers = clause.lexicon.triggers
    return {
        trigger.measure
        for lemma in group.lemmas
        for trigger in triggers.get(lemma, ())
        if not trigger.rest and trigger.takes & PEOPLE
    }


def _supposed(clause: Clause, at: int) -> bool:
    """As in "If 5,200 houses were destroyed, who will pay?": the clause only supposes it."""
    for index in range(at - 1, max(at - 8, -1), -1):
        chunk = clause.chunks[index]
        if chunk.kind == "sub" and chunk.head is not None:
            return chunk.head.low in ("if", "unless", "lest")
        if chunk.kind in ("vg", ";", ".", ":", "conj"):
            return False
    return False


def _denied(clause: Clause, at: int) -> bool:
    """As in "He denied that 30 villagers had been killed"."""
    for index in range(at - 1, max(at - 7, -1), -1):
        chunk = clause.chunks[index]
        if chunk.kind == "vg":
            return bool(set(chunk.lemmas) & {"deny"}) and not chunk.negated
        if chunk.kind in (";", ",", "conj", "sub", "."):
            return False
    return False


_AVERTING = ("avoid", "escap", "prevent", "stop", "threaten", "spare", "fear")


def _averted(clause: Clause, at: int) -> bool:
    """As in "fled to avoid being taken prisoner", "prevented from leaving": it did not happen."""
    before = clause.chunks[at - 1] if at else None
    return (
        before is not None
        and before.kind == "vg"
        and (before.verb is not None and before.verb.low.startswith(_AVERTING))
    )


def _matched(clause: Clause, group: Chunk, trigger: Trigger) -> int | None:
    """Give the token index after the trigger's words, None where they do not stand there."""
    if not trigger.rest:
        return group.end
    if not trigger.gap:
        return following_words(clause.tokens, group.end, trigger.rest)
    for index in range(group.end, min(group.end + 14, len(clause.tokens))):
        token = clause.tokens[index]
        if token.kind in (".", ";", ":", "sub"):
            return None
        if (
            token.low.split(" ", 1)[0] == trigger.rest[0]
            and following_words(clause.tokens, index, trigger.rest) is not None
        ):
            if index == group.end:
                return following_words(clause.tokens, index, trigger.rest)
            return group.end
    return None


def _arguments(clause: Clause, at: int, group: Chunk, trigger: Trigger, end: int) -> Iterator[Mention]:
    chunks = clause.chunks
    after = next((n for n in range(at + 1, len(chunks)) if chunks[n].end > end), len(chunks))
    passive = _is_passive(clause, at, group, after, trigger)
    actor: Chunk | None = None
    given_up = chunks[after] if trigger.rest == ("up",) and after < len(chunks) else None
    if given_up is not None and given_up.kind == "np" and given_up.cls not in ("weapon", *trigger.takes):
        return  # "one gave up his shop"
    if trigger.role == "subject" and group.form == "ing" and at and _by(chunks[at - 1]):
        return  # "hit by falling trees"
    if trigger.role == "subject":
        phrases = subjects(chunks, at, trigger.takes)
        actor = _receiver(clause, after)
    elif passive and not (trigger.rest and trigger.rest[-1] in ("from", "of") and trigger.role == "loser"):
        phrases = subjects(chunks, at, trigger.takes)
        phrases += [more for more in with_them(chunks, after) if more not in phrases]
        actor = agent(chunks, at)
    else:
        phrases = objects(chunks, after, end) or governed_object(chunks, at)
        doers = subjects(chunks, at)
        actor = next(
            (doer for doer in reversed(doers) if party_of_phrase(doer)), doers[-1] if doers else None
        )
        if "attribute" in group.lemmas:
            actor = _receiver_after(chunks, after)
    phrases = titled(covered(without_names([_listed_in(phrase) for phrase in phrases])))
    for phrase in together([p for p in phrases if _taken_by(trigger, p, group)], clause.tokens):
        phrase = _meant(clause, _held_back(clause, at, phrase), actor, trigger.measure)
        if phrase.det == "another" and phrase.num is None and clause.tokens[group.start].low == "were":
            continue  # a number has dropped out
        if not _befalls(clause, group, trigger, phrase, passive=group.passive is True or passive):
            continue
        if _a_rate(clause, phrase) or ("bury" in group.lemmas and not phrase.partitive):
            continue  # "we buried 19 of our own" tells of deaths, "all were buried" of funerals
        measure = "killed" if trigger.measure == "injured" and _fatally(clause, group) else trigger.measure
        mention = mention_of(clause, measure, phrase, f"{trigger.role}:{group.lemmas[0]}", group, end)
        if mention is not None:
            if mention.single and _tells_of_none(chunks, at, trigger):
                continue
            mention.actor = actor
            mention.loser = trigger.role == "loser"
            yield mention


def _held_back(clause: Clause, at: int, phrase: Chunk) -> Chunk:
    """Of "five of the eight rebels killed on Monday have been named" all eight were killed."""
    group = clause.chunks[at]
    whole = phrase.inner if phrase.partitive else None
    reduced = group.passive is None and group.form == "part" and group.start == phrase.end
    named = any(chunk.kind == "vg" and chunk.finite for chunk in clause.chunks[at + 1 : at + 8])
    return whole if whole is not None and whole.num is not None and reduced and named else phrase


def _taken_by(trigger: Trigger, phrase: Chunk, group: Chunk) -> bool:
    """Whether a trigger counts a phrase; a bare number "captured" or "taken prisoner" are fighters."""
    bare = phrase.head is None and not phrase.cls
    if trigger.measure == "surrendered" and phrase.head is not None and phrase.head.low in ("others", "more"):
        return phrase.num is not None
    of_war = phrase.num is not None and phrase.head is not None and phrase.head.low == "prisoner"
    if trigger.measure in _HELD and (of_war or (bare and "capture" in group.lemmas)):
        return trigger.measure == "captured"
    return takes(trigger, phrase)


_HELD = frozenset({"captured", "arrested"})


def _listed_in(phrase: Chunk) -> Chunk:
    """Give the 81 people of "a list of 81 people taken by gunmen"."""
    inner = phrase.inner
    listed = phrase.head is not None and phrase.head.low in ("list", "register") and phrase.num is None
    return inner if listed and inner is not None and inner.num is not None else phrase


def _meant(clause: Clause, phrase: Chunk, actor: Chunk | None, measure: str) -> Chunk:
    """Whom "them" and "him" mean: those counted before in the sentence.

    Of "the bodies of 2 men abducted" the men.
    """
    if phrase.word.carrier and measure != "killed" and phrase.inner is not None:
        return phrase.inner
    head = phrase.head
    if phrase.det != "pron" or head is None or head.low not in ("them", "him", "her"):
        return phrase
    many = head.low == "them"
    if not many and any(known.measure == measure and known.single for known in clause.taken.values()):
        return phrase  # who was counted is meant again
    for chunk in reversed(clause.chunks):
        if chunk.start >= phrase.start or chunk.kind != "np" or chunk is actor or chunk.det == "pron":
            continue
        if chunk.name and chunk.prep and chunk.num is None:
            continue  # "on duty near Grameen Bank when five men shot him"
        plural = chunk.num is not None and chunk.num.value != 1
        if (
            chunk.cls in (*PEOPLE, "name", "")
            and plural == many
            and (chunk.num is not None or chunk.det == "a" or chunk.name)
        ):
            known = clause.taken.get(chunk.start)
            if known is None or known.measure != measure:
                return replace(chunk, det="pron") if chunk.name and chunk.num is None else chunk
            return phrase
    return phrase


def _tells_of_none(chunks: Sequence[Chunk], at: int, trigger: Trigger) -> bool:
    """Whether one alone is no count: "a woman fled", "found a gun", "he, accused of killing a man"."""
    if trigger.measure == "displaced" or (
        trigger.measure == "weapons_seized" and "find" in chunks[at].lemmas
    ):
        return True
    return _accused_of(chunks, at)


def _accused_of(chunks: Sequence[Chunk], at: int) -> bool:
    accused = chunks[at - 2] if at >= 2 and chunks[at - 1].kind == "prep" else None
    return (
        accused is not None
        and accused.passive is not False
        and accused.kind == "vg"
        and bool(set(accused.lemmas) & {"accuse", "convict", "suspect"})
    )


def _fatally(clause: Clause, group: Chunk) -> bool:
    return any(token.low in ("fatally", "mortally") for token in clause.tokens[group.start : group.end + 1])


def _by(chunk: Chunk) -> bool:
    return chunk.kind == "prep" and chunk.head is not None and chunk.head.low == "by"


def _a_rate(clause: Clause, phrase: Chunk) -> bool:
    """As in "200 people a day", "an average of 1,400": a rate counts nobody in particular."""
    if phrase.num is None:
        return phrase.head is not None and phrase.head.low == "average"
    after = clause.tokens[phrase.end : phrase.end + 2]
    if len(after) < 2 or after[0].low not in ("a", "per", "each", "every", "an"):
        return bool(after) and after[0].low in ("daily", "annually", "yearly")
    return after[1].word.noun == "unit"


def _befalls(clause: Clause, group: Chunk, trigger: Trigger, phrase: Chunk, *, passive: bool) -> bool:
    """Whether a verb of several meanings has the one that counts."""
    if trigger.measure == "buildings_destroyed":
        return _destroyed(clause, group, trigger)
    if "hold" in group.lemmas and not trigger.rest and trigger.measure == "arrested":
        return passive and _somebody(phrase)  # not "a meeting was held", "the hall holds 300 people"
    if "move" in group.lemmas and trigger.role == "subject":
        near = (token.low for token in clause.tokens[group.end : group.end + 5])
        return not passive or any(low in _SHELTERS for low in near)  # not "inmates were moved to cells"
    return True


_SHELTERS = frozenset(
    {"shelter", "shelters", "safety", "camp", "camps", "safer", "higher", "centres", "centers"}
)


def _somebody(phrase: Chunk) -> bool:
    return phrase.cls in PEOPLE or (phrase.num is not None and phrase.head is None)


_WHOLLY = frozenset({"fully", "completely", "totally", "entirely", "wholly"})


def _destroyed(clause: Clause, group: Chunk, trigger: Trigger) -> bool:
    """Whether a building is no more: "fully damaged" counts, "damaged" and "destroyed or damaged" do not."""
    if "damage" in group.lemmas and not trigger.rest:
        return any(token.low in _WHOLLY for token in clause.tokens[group.start : group.end + 1])
    return not _or_damaged(clause, group)


def _or_damaged(clause: Clause, group: Chunk) -> bool:
    """As in "5,200 houses were destroyed or damaged": how many were destroyed is not said."""
    around = [token.low for token in clause.tokens[max(0, group.end - 3) : group.end + 3]]
    pairs = set(pairwise(around))
    return bool(pairs & {("or", "damaged"), ("damaged", "or"), ("or", "damage"), ("damage", "or")})


def _receiver_after(chunks: Sequence[Chunk], at: int) -> Chunk | None:
    """Give the phrase after "to" in "attributed 38 of the bases to the rebels"."""
    return next((c for c in chunks[at : at + 6] if c.kind == "np" and c.prep == "to"), None)


def _receiver(clause: Clause, at: int) -> Chunk | None:
    """To whom something fell: the phrase after "to" ("four towns have fallen to the rebels")."""
    chunks = clause.chunks
    for index in range(at, min(at + 3, len(chunks))):
        if chunks[index].kind == "np":
            phrase = chunks[index]
            return (
                phrase
                if phrase.prep == "to" or (phrase.start > 0 and clause.tokens[phrase.start - 1].kind == "of")
                else phrase.inner
            )
        if chunks[index].kind != "prep":
            return None
    return None


def _is_passive(clause: Clause, at: int, group: Chunk, after: int, trigger: Trigger) -> bool:
    if group.passive is not None or trigger.rest[-1:] == ("by",):
        return group.passive is not False
    chunks = clause.chunks
    relative = at >= 2 and chunks[at - 2].kind == "rel" and not opens_what_is_told(chunks, at - 2)
    if relative and chunks[at - 1].kind == "np" and not chunks[at - 1].prep:
        return False  # "villagers whom the troops abducted"
    if at and chunks[at - 1].det == "pron" and chunks[at - 1].kind == "np":
        return False  # "the 95 towns it lost"
    index = after
    while index < len(chunks) and chunks[index].kind in ("adv", "<q"):
        index += 1
    following = chunks[index] if index < len(chunks) else None
    if trigger.role == "loser" and following is not None and following.kind in ("np", "vg"):
        return False  # "30,000 of them lost their jobs"
    if following is None or following.kind != "np" or _measures(following):
        return not (following is not None and following.kind == "conj" and _shares_object(chunks, index))
    before = chunks[at - 1] if at else None
    if before is not None and before.kind == "np" and before.num is not None and takes(trigger, before):
        direct = following.num is not None or following.det in SINGULAR or following.name
        return not direct and following.cls not in PEOPLE
    return False


def _measures(phrase: Chunk) -> bool:
    """As in "remained trapped more than 250 metres underground"."""
    return not phrase.det and any(token.word.noun == "unit" for token in phrase.words[:2])


def _shares_object(chunks: Sequence[Chunk], at: int) -> bool:
    """As in "killed and wounded 12": the second verb's object is the first one's too."""
    return (
        at + 2 < len(chunks)
        and chunks[at + 1].kind == "vg"
        and chunks[at + 1].passive is None
        and chunks[at + 2].kind == "np"
        and chunks[at + 2].num is not None
    )

"""A sentence's counts by verb, adjective and noun, each phrase counted once under a measure."""

from bot.figures.mentions import Clause, Mention
from bot.figures.noun_counts import of_noun
from bot.figures.state_counts import as_many, bearing, of_state
from bot.figures.verb_counts import of_verb


def read_mentions(clause: Clause) -> list[Mention]:
    """Give every count of a sentence that a verb, an adjective or a noun names, in order of their phrases."""
    found: list[Mention] = []
    for at, chunk in enumerate(clause.chunks):
        if chunk.kind == "vg" and chunk.lemmas and not chunk.copula:
            found += of_verb(clause, at, chunk)
    for at, chunk in enumerate(clause.chunks):
        if chunk.kind == "state":
            found += of_state(clause, at, chunk)
        elif chunk.kind == "np":
            found += of_noun(clause, at, chunk)
    for at, chunk in enumerate(clause.chunks):
        if at and clause.tokens[chunk.start - 1].low == "with":
            found += bearing(clause, at, chunk)
        elif chunk.kind == "np" and chunk.head is not None and chunk.head.low == "many":
            found += as_many(clause, at, found)
    found.sort(key=lambda mention: mention.phrase.start)
    seen: set[tuple[int, str]] = set()
    kept: list[Mention] = []
    for mention in found:
        key = (mention.phrase.start, mention.measure)
        if key not in seen and not (kept and _whose_body(kept[-1], mention)):
            kept.append(mention)
        seen.add(key)
    return kept


def _whose_body(body: Mention, one: Mention) -> bool:
    """As in "the body of a trader, Ko Ko, who was shot dead": one person is told of twice."""
    near = body.phrase.start < one.phrase.start <= body.phrase.end + 1
    named = one.phrase.name or one.phrase is body.phrase.inner
    return body.rule.startswith("carrier") and near and named and body.measure == one.measure and one.single

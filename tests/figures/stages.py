"""The first stages, as the tests of the later ones need them: words to tokens, tokens to chunks."""

from datetime import date

from bot.figures.chunks import Chunk
from bot.figures.dates import read_times
from bot.figures.lexicon import Lexicon
from bot.figures.normal import normalise
from bot.figures.numbers import Number, read_numbers
from bot.figures.phrases import chunk
from bot.figures.scope import epochs_of
from bot.figures.tokens import Token, drop_single_quotes, settle_case, tokenise
from tests.figures.corpus import beat_of

BEAT = beat_of("myanmar")
ACTIVE = frozenset({"myanmar"})
TUESDAY = date(2024, 5, 14)


def lexicon() -> Lexicon:
    """The words of a report about Myanmar."""
    return BEAT.lexicons.of(ACTIVE)


def tokens_of(text: str, published: date | None = TUESDAY) -> list[Token]:
    """One sentence's tokens, times and numbers merged."""
    tokens = tokenise(normalise(text).text, lexicon())
    settle_case(tokens, headline=False)
    return read_numbers(read_times(drop_single_quotes(tokens), published, epochs_of(BEAT, ACTIVE)))


def chunks_of(text: str) -> tuple[list[Token], list[Chunk]]:
    """One sentence's tokens and chunks."""
    tokens = tokens_of(text)
    return tokens, chunk(tokens)


def numbers_in(text: str) -> list[Number]:
    """The counts of one sentence."""
    return [token.num for token in tokens_of(text) if isinstance(token.num, Number)]

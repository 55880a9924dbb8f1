"""What the sentences of a report have established so far, for those that lean on them."""

from dataclasses import dataclass, field
from datetime import date

from bot.figures.beat import Beat
from bot.figures.calendar_spans import Span
from bot.figures.dates_named import Epochs
from bot.figures.draft import Draft
from bot.figures.lexicon import Lexicon
from bot.figures.mentions import Mention
from bot.figures.places import Atlas
from bot.figures.roll import Voice


@dataclass
class Context:
    """One report being read: its beat, and the speaker, place, period and party last named."""

    beat: Beat
    lexicon: Lexicon
    atlas: Atlas
    epochs: Epochs
    published: date | None
    mentions: list[Mention] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    roll: list[Voice] = field(default_factory=list)
    speaker_paragraph: int = -1
    quoted: list[Draft] = field(default_factory=list)
    quoted_paragraph: int = -1
    standing: str | None = None
    papers: bool = False
    generic: str | None = None
    meant: str | None = None
    last_span: Span | None = None
    main_span: Span | None = None
    covered: bool = False
    lasting: Span | None = None
    later_span: Span | None = None
    long_span: Span | None = None
    last_day: Span | None = None
    title_span: Span | None = None
    days: list[date] = field(default_factory=list)
    opened: list[date] = field(default_factory=list)
    closed: list[date] = field(default_factory=list)
    place: tuple[str | None, str | None] = (None, None)
    place_paragraph: int = -1
    title_place: tuple[str | None, str | None] | None = None
    any_region: str | None = None
    first_region: str | None = None
    dateline: tuple[str | None, str | None] | None = None
    national: bool = False
    main_place: tuple[str | None, str | None] | None = None
    span_paragraph: int = -1
    span: Span | None = None
    party: str | None = None
    party_sentence: int = -2
    cls: str = ""
    caveats: set[int] = field(default_factory=set)
    speaker_party: str | None = None

"""Whatever the words are, Telegram can read the message, and it fits."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ledger.desk_views import AuditView, ReviewView
from bot.ledger.views import Hit, SourceView
from bot.sandbox.markup import parse_html
from bot.wire.answers import answer_message
from bot.wire.corrections import correction_message
from bot.wire.evidence import claim_message, report_message, reports_message, why_message
from bot.wire.history import audit_message, history_message
from bot.wire.markup import ENTITY_LIMIT, TEXT_LIMIT, Message
from bot.wire.posts import story_post
from bot.wire.records import queue_message, review_keyboard, review_message
from bot.wire.sources import hits_message, sources_message
from tests.wire.making import NOW, VOICE, answer, claim, figure, report, story

words = st.one_of(
    st.text(max_size=300),
    st.text(alphabet="<>&\"'/=abi \n\u202e\u0000", max_size=300),
    st.sampled_from(["&lt;", "&amp;amp;", "<b>", "</b>", '<a href="x">', "x" * 9000, "&" * 5000, "\ud800"]),
)
maybe = st.none() | words
figures = st.lists(
    st.builds(
        figure,
        st.integers(1, 200),
        measure=st.sampled_from(["killed", "captured", "never heard of"]) | words,
        value=st.none() | st.integers(0, 10**12),
        qualifier=st.sampled_from(["exact", "at_least", "nearly", "range", "vague"]),
        unit=maybe,
        party=maybe,
        place=maybe,
        region=maybe,
        start=st.none() | st.dates(),
        end=st.none() | st.dates(),
        source=maybe,
        caveat=st.booleans(),
        quote=words,
        rule=words,
        part_of=st.none(),
        alt=st.lists(st.integers(0, 999), max_size=6).map(tuple),
    ),
    max_size=60,
)
reports = st.builds(
    lambda items, **fields: report(*items, **fields),
    figures,
    title=words,
    text=words,
    outlet=words,
    link=maybe,
    problem=maybe,
    retracted_at=st.none() | st.just(NOW),
    retracted_because=maybe,
    version=st.integers(1, 9),
)


def reads_well(message: Message) -> None:
    text, entities = parse_html(message.html)
    assert text.strip()
    assert len(text) <= TEXT_LIMIT
    assert len(entities) <= ENTITY_LIMIT
    assert text == message.plain
    for row in message.keyboard:
        for button in row:
            assert len(button.data.encode()) <= 64


@pytest.mark.slow
@settings(max_examples=120, deadline=None)
@given(first=reports, second=reports)
def test_posts_and_reports(first: object, second: object) -> None:
    reads_well(story_post(story(first, second), VOICE, post_id=2**53))  # type: ignore[arg-type]
    reads_well(report_message(first, VOICE))  # type: ignore[arg-type]
    reads_well(reports_message("Latest", [first, second] * 40, VOICE, "none"))  # type: ignore[list-item]


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(name=words, source=maybe, items=figures, many=st.integers(0, 300))
def test_claims_and_totals(name: str, source: str | None, items: list[object], many: int) -> None:
    one = claim(place=name, source=source, joined_by=name, outlets={34: name}, figures=tuple(items))
    reads_well(claim_message(one, [report(outlet=name)], VOICE))
    total = answer(*[one] * many, reaches_beyond=(one,), measure=name, unit=source)
    reads_well(answer_message([total], total.question, VOICE))
    reads_well(answer_message([total] * 90, total.question, VOICE))
    reads_well(why_message(total, VOICE, 0))


reviews = st.builds(
    ReviewView,
    id=st.integers(1, 99),
    figure=figures.map(lambda items: items[0] if items else figure(1)),
    report_id=st.integers(1, 99),
    outlet=words,
    title=words,
    link=maybe,
    reasons=st.lists(words, max_size=30).map(tuple),
    held=st.booleans(),
    opened_at=st.just(NOW),
    age=st.just(timedelta(hours=3)),
    deadline_at=st.none() | st.just(NOW),
    needed=st.integers(1, 2),
    approvals=st.just(()),
    outcome=st.none() | st.sampled_from(["approved", "expired", "posted"]),
    closed_at=st.none() | st.just(NOW),
    closed_by=st.none() | st.integers(1, 99),
)
said = st.none() | st.fixed_dictionaries(
    {"measure": words, "value": st.none() | st.integers(0, 10**9), "state": words},
    optional={"qualifier": words, "high": st.none() | st.integers(), "party": maybe, "place": maybe},
)
changes = st.builds(
    AuditView,
    id=st.integers(1, 99),
    at=st.just(NOW),
    actor=words,
    action=st.sampled_from(["amend", "revise", "never heard of"]),
    subject_kind=words,
    subject_id=st.integers(1, 99),
    report_id=st.none() | st.integers(1, 99),
    story_id=st.none(),
    revision=st.none(),
    before=said,
    after=said,
    reason=words,
)


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(review=reviews, told=st.lists(changes, max_size=6), times=st.integers(1, 30))
def test_reviews_and_changes(review: ReviewView, told: list[AuditView], times: int) -> None:
    reads_well(review_message(review, VOICE, review_keyboard(review.id)))
    reads_well(queue_message([review] * times, VOICE, NOW))
    reads_well(audit_message(told * times, VOICE))
    reads_well(history_message(report(), told * times, VOICE))
    message = correction_message(told * times, VOICE, ())
    if message is not None:
        assert told
        reads_well(message)


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(
    name=words, excerpt=words, marks=st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=9)
)
def test_searches_and_sources(name: str, excerpt: str, marks: list[tuple[int, int]]) -> None:
    hit = Hit(1, name, name, None, None, NOW, excerpt, tuple(marks))
    reads_well(hits_message(name, [hit] * 20, VOICE))
    reads_well(sources_message([SourceView(name, "outlet", 1, 2, 3, 4, NOW)] * 99))


def test_a_date_on_its_own_is_enough() -> None:
    reads_well(story_post(story(report(figure(1, end=None, start=date(2024, 1, 1)))), VOICE))

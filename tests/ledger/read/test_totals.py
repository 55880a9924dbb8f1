"""What a question is answered with, on real databases."""

from datetime import date

import pytest

from bot.errors import NotFoundError
from bot.ledger.archive import Archive
from bot.ledger.views import Answer
from bot.store import Store
from tests.ledger.read.shelf import put, said

TODAY = date(2024, 12, 1)
MONTH = {"start": date(2024, 11, 1), "end": date(2024, 11, 30)}


async def ask(archive: Archive, words: str, **options: int) -> tuple[Answer, ...]:
    return await archive.totals(archive.parse(words, today=TODAY), **options)


async def only(archive: Archive, words: str) -> Answer:
    (answer,) = await ask(archive, words)
    return answer


async def test_what_a_wider_claim_covers_is_left_out_and_said(store: Store, archive: Archive) -> None:
    month, day, other = await put(
        store,
        said(low=100, **MONTH, source="Nyan Lynn Thit Analytica"),
        said(low=12, path="Sagaing/Kani"),
        said(low=30, path="Magway/Pauk"),
    )
    answer = await only(archive, "killed regime november 2024")
    assert (answer.at_least, answer.if_nothing_overlaps) == (130, 142)
    assert [claim.id for claim in answer.counted] == [month, other]
    assert [(out.claim.id, out.covered_by) for out in answer.left_out] == [(day, month)]
    assert answer.left_out[0].reason == f"covered by #{month} (November 2024, Sagaing)"
    assert (answer.reports, answer.sources) == (3, 2)
    assert (answer.counted_total, answer.left_out_total, answer.reaches_beyond_total) == (2, 1, 0)


async def test_finer_claims_that_add_up_to_more_are_counted_instead(store: Store, archive: Archive) -> None:
    wide, *fine = await put(
        store,
        said(low=20, **MONTH),
        said(low=15, path="Sagaing/Kani"),
        said(low=9, path="Sagaing/Tabayin"),
    )
    answer = await only(archive, "killed regime sagaing november 2024")
    assert answer.at_least == 24
    assert {claim.id for claim in answer.counted} == set(fine)
    assert answer.left_out[0].reason == f"claims inside it add up to as much: #{fine[0]} and 1 more"
    assert answer.left_out[0].claim.id == wide


async def test_claims_that_reach_beyond_are_listed_not_cut(store: Store, archive: Archive) -> None:
    _, early, country, unknown_start = await put(
        store,
        said(low=5),
        said(low=50, start=date(2024, 10, 15), end=date(2024, 11, 3)),
        said(low=500, path="", **MONTH),
        said(low=89, start=None, end=date(2024, 11, 5)),
    )
    answer = await only(archive, "killed regime sagaing november 2024")
    assert answer.at_least == 5
    assert [claim.id for claim in answer.reaches_beyond] == [country, unknown_start, early]
    assert answer.if_nothing_overlaps == 5
    everything = await only(archive, "killed regime all time")
    assert everything.at_least == 500  # the whole country in November overlaps every one of the others
    assert everything.reaches_beyond == ()


async def test_a_party_that_is_not_stated_is_left_out_and_said(store: Store, archive: Archive) -> None:
    _, unstated = await put(store, said(low=5), said(low=70, party=None, path="Magway"))
    answer = await only(archive, "killed regime")
    assert answer.at_least == 5
    assert [(out.claim.id, out.reason) for out in answer.left_out] == [(unstated, "party not stated")]
    assert (await only(archive, "killed")).at_least == 75


async def test_parts_and_claims_without_a_lower_bound(store: Store, archive: Archive) -> None:
    (whole,) = await put(store, said(low=10))
    part, nearly = await put(
        store,
        said(low=3, path="Magway", whole=whole),
        said(low=None, value=1200, high=1200, path="Chin"),
    )
    answer = await only(archive, "killed regime november 2024")
    assert (answer.at_least, answer.if_nothing_overlaps) == (10, 1210)
    assert answer.without_lower_bound == 1
    reasons = {out.claim.id: out.reason for out in answer.left_out}
    assert reasons == {part: f"part of #{whole}", nearly: "it gives no lower bound"}


async def test_units_are_told_beside_each_other(store: Store, archive: Archive) -> None:
    displaced = said(measure="displaced", party="civilian")
    await put(store, displaced.of(low=2000), displaced.of(low=300, unit="families"))
    answer = await only(archive, "displaced")
    assert (answer.at_least, answer.unit) == (2000, None)
    assert [(other.unit, other.at_least) for other in answer.other_units] == [("families", 300)]


async def test_rivals_enter_with_their_lowest_and_their_highest(store: Store, archive: Archive) -> None:
    await put(store, said(low=20, value=25, high=31, rivals=True))
    answer = await only(archive, "killed")
    assert (answer.at_least, answer.if_nothing_overlaps) == (20, 31)


async def test_without_a_measure_each_is_answered(store: Store, archive: Archive) -> None:
    await put(store, said(low=4), said(low=6, measure="injured"), said(low=9, state="rejected"))
    answers = await ask(archive, "regime november 2024")
    assert [(answer.measure, answer.at_least) for answer in answers] == [("injured", 6), ("killed", 4)]


async def test_an_empty_ledger_answers_a_measure_with_nought(archive: Archive) -> None:
    answer = await only(archive, "killed regime")
    assert (answer.at_least, answer.if_nothing_overlaps, answer.newest) == (0, 0, None)
    assert await ask(archive, "") == ()


async def test_an_outlet_is_asked(store: Store, archive: Archive) -> None:
    await put(store, said(low=4), said(low=6, path="Chin", outlet="Myanmar Now"))
    assert (await only(archive, "killed Mizzima")).at_least == 4


async def test_an_answer_holds_what_was_asked_for_and_pages_hold_the_rest(
    store: Store, archive: Archive
) -> None:
    days = [said(low=day, start=date(2024, 11, day), end=date(2024, 11, day)) for day in range(1, 8)]
    await put(store, *days, said(low=1), said(low=40, party=None), said(low=99, path="", **MONTH))
    question = archive.parse("killed regime sagaing november 2024", today=TODAY)
    (answer,) = await archive.totals(question, details=2)
    assert [claim.low for claim in answer.counted] == [7, 6]
    assert (answer.counted_total, answer.left_out_total, answer.reaches_beyond_total) == (7, 2, 1)
    seen: list[int | None] = []
    for page in range(4):
        (part,) = await archive.why(question, page=page, size=3)
        seen += [claim.low for claim in part.counted]
        seen += [out.claim.low for out in part.left_out]
        seen += [claim.low for claim in part.reaches_beyond]
        assert part.at_least == answer.at_least
    assert seen == [7, 6, 5, 4, 3, 2, 1, 1, 40, 99]


async def test_reports_stories_and_claims_by_number(store: Store, archive: Archive) -> None:
    (claim_id,) = await put(store, said(text="They counted 10 dead. No more is known."))
    claim = await archive.claim(claim_id)
    (figure,) = claim.figures
    report = await archive.report(figure.report_id)
    assert report.figures == (figure,)
    assert report.text[figure.start_char : figure.end_char] == figure.quote
    assert claim.outlets == {report.id: "Mizzima"}
    assert (await archive.story(report.story_id)).reports == (report,)
    for asked in (archive.report, archive.story, archive.claim):
        with pytest.raises(NotFoundError, match="999"):
            await asked(999)


async def test_latest_gives_the_newest_that_a_filter_wants(store: Store, archive: Archive) -> None:
    await put(store, *(said(low=n, path="Chin" if n % 2 else "Shan/Muse") for n in range(1, 9)))
    latest = await archive.latest(2, archive.grammar.read_filter("killed Muse"))
    assert [report.figures[0].value for report in latest] == [8, 6]
    assert [report.figures[0].value for report in await archive.latest(3)] == [8, 7, 6]
    assert await archive.latest(5, archive.grammar.read_filter("displaced")) == ()

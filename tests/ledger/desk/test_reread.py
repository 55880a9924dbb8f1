from datetime import timedelta

import pytest

from bot.figures import Beat, Reading, ReportText
from bot.ledger.amendment import Amendment
from bot.ledger.desk import BROKEN, Desk
from bot.ledger.desk_views import RereadView
from bot.ledger.people import Person
from bot.store.tables import ReportRow, ReportVersionRow
from tests.ledger.desk.newsroom import EDITOR, Room, read_lines

AT = "party=regime place=Muse on=2024-11-03"
ADMIN = Person(0, "command line")


def _with_rules(room: Room, **changed: str) -> Desk:
    """Give a desk whose rules read some words otherwise now."""

    def read(report: ReportText, beat: Beat) -> Reading:
        text = report.text
        for old, new in changed.items():
            text = text.replace(f"# {old}", f"# {new}")
        return read_lines(ReportText(text, report.title, report.published, report.outlet), beat)

    room.desk._reader = lambda report, beat: read(report, beat)
    return room.desk


async def _reread(room: Room, *, apply: bool, **since: float) -> RereadView:
    start = room.clock - timedelta(**since) if since else None
    return await room.desk.reread(since=start, apply=apply, by=ADMIN, now=room.later(hours=1))


async def test_the_same_rules_change_nothing(room: Room) -> None:
    await room.take_in(f"# 12 killed {AT}")
    seen = await _reread(room, apply=True)
    assert (seen.read, seen.reports, seen.claims, seen.totals) == (1, (), (), ())
    assert await room.desk.audit() == ()


async def test_differences_are_shown_by_report_claim_and_total_before_anything_changes(room: Room) -> None:
    await room.take_in(f"# 12 killed {AT}\n# 3 injured {AT}", outlet="DVB")
    await room.take_in("# 30 killed party=civilian place=Lashio on=2024-11-05", outlet="RFA")
    _with_rules(room, **{"12 killed": "10 killed", "3 injured": "3 missing"})
    seen = await _reread(room, apply=False)
    assert (seen.read, seen.applied) == (2, False)
    (report,) = seen.reports
    assert [(one.before and one.before.value, one.after and one.after.value) for one in report.figures] == [
        (12, 10), (3, None), (None, 3),
    ]  # fmt: skip
    assert [(one.measure, one.before, one.after) for one in seen.claims] == [
        ("killed", (12, 12, 12), (10, 10, 10)), ("injured", (3, 3, 3), None), ("missing", None, (3, 3, 3)),
    ]  # fmt: skip
    assert [(one.measure, one.party, one.before, one.after) for one in seen.totals] == [
        ("injured", None, (3, 3), (0, 0)), ("injured", "regime", (3, 3), (0, 0)),
        ("killed", None, (42, 42), (40, 40)), ("killed", "regime", (12, 12), (10, 10)),
        ("missing", None, (0, 0), (3, 3)), ("missing", "regime", (0, 0), (3, 3)),
    ]  # fmt: skip
    assert sorted(claim.value or 0 for claim in await room.claims()) == [3, 12, 30]
    assert await room.desk.audit() == ()


async def test_applied_they_are_corrections(room: Room) -> None:
    await room.subscribe(1)
    await room.take_in(f"# 12 killed {AT} headline=yes")
    await room.sent()
    _with_rules(room, **{"12 killed": "10 killed"})
    shown = await _reread(room, apply=False)
    seen = await _reread(room, apply=True)
    assert (seen.applied, seen.reports, seen.totals) == (True, shown.reports, shown.totals)
    (claim,) = await room.claims()
    assert (claim.value, await room.rows(ReportVersionRow)) == (10, [])
    (post,) = await room.posts()
    assert (post.wanted, len(await room.posts("correction"))) == (2, 1)
    (line,) = await room.desk.audit()
    assert (line.action, line.actor, line.reason) == (
        "reread", "command line (0)", "read again with the present rules",
    )  # fmt: skip
    assert (await _reread(room, apply=True)).reports == ()


async def test_only_what_came_in_since_is_read(room: Room) -> None:
    await room.take_in(f"# 12 killed {AT}")
    room.later(days=3)
    await room.take_in("# 12 killed party=regime place=Lashio on=2024-11-05")
    _with_rules(room, **{"12 killed": "10 killed"})
    seen = await _reread(room, apply=False, days=1)
    assert (seen.read, [one.report_id for one in seen.reports]) == (1, [2])


async def test_what_an_editor_decided_outlives_new_rules(room: Room) -> None:
    await room.take_in(f"# 12 killed {AT}\n# 3 injured {AT}")
    await room.desk.correct(1, Amendment(value=21), by=EDITOR, reason="digits swapped", now=room.clock)
    await room.desk.reject(2, by=EDITOR, reason="not said", now=room.clock)
    before = room.desk._reader
    room.desk._reader = lambda report, beat: before(
        ReportText(report.text.replace("2024-11-03", "2024-11-02"), "", report.published), beat
    )
    await _reread(room, apply=True)
    assert sorted((row.value, row.state, str(row.end)) for row in await room.figures()) == [
        (3, "rejected", "2024-11-02"), (21, "standing", "2024-11-02"),
    ]  # fmt: skip


async def test_many_changes_are_tried_out_in_lots(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.ledger.reread._AT_ONCE", 4)
    days = [f"2024-10-{day:02}" for day in range(1, 12)]
    for day in days:
        await room.take_in(f"# 12 killed party=regime place=Muse on={day}", title=day)
    _with_rules(room, **{"12 killed": "10 killed"})
    seen = await _reread(room, apply=False)
    assert (seen.read, len(seen.reports), len(seen.claims)) == (11, 11, 11)
    assert [(one.party, one.before, one.after) for one in seen.totals] == [
        (None, (132, 132), (110, 110)), ("regime", (132, 132), (110, 110)),
    ]  # fmt: skip
    assert {claim.value for claim in await room.claims()} == {12}


async def test_a_text_that_breaks_the_rules_is_kept_and_read_once_they_are_mended(room: Room) -> None:
    await room.take_in(f"# 12 killed {AT}")
    mended = room.desk._reader

    def broken(report: ReportText, beat: Beat) -> Reading:
        raise ZeroDivisionError

    room.desk._reader = broken
    taken = await room.take_in(f"# 3 injured {AT}", external_id="a")
    assert (taken.new, taken.figures) == (True, 0)
    with pytest.raises(ZeroDivisionError):
        await room.take_in(f"# 4 injured {AT}", external_id="a")
    seen = await _reread(room, apply=True)
    assert (seen.failed, seen.reports) == ((1, 2), ())
    assert [report.problem for report in await room.rows(ReportRow)] == [None, BROKEN]
    room.desk._reader = mended
    seen = await _reread(room, apply=True)
    assert (seen.failed, [one.report_id for one in seen.reports]) == ((), [2])
    assert [report.problem for report in await room.rows(ReportRow)] == [None, None]
    assert [claim.value for claim in await room.claims()] == [12, 3]

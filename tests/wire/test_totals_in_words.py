"""Totals, and what stands behind them, as people read them."""

from bot.ledger.views import LeftOut, Question
from bot.wire.answers import answer_message, compare_message
from bot.wire.evidence import claim_message, why_message
from tests.wire.making import VOICE, answer, claim, figure

LEFT_OUT = (
    LeftOut(claim(2, low=20, high=20), "covered by #1 (Shan)", 1),
    LeftOut(claim(3, low=5, high=5), "part of #1", 1),
    LeftOut(claim(4, low=None, high=40), "it gives no lower bound"),
    LeftOut(claim(5, party=None), "party not stated"),
)


def test_claims_left_out_stand_under_the_ground_they_were_left_out_for() -> None:
    total = answer(claim(1), left_out=LEFT_OUT, left_out_total=9)
    lines = answer_message([total], total.question, VOICE).plain.splitlines()
    under = {
        lines[at - 1]: line
        for at, line in enumerate(lines)
        if line.startswith("•") and lines[at - 1][0] != "•"
    }
    assert "Left out: 9 claims" in lines
    assert under["Another may cover them"].endswith("/claim_2: covered by /claim_1 (Shan)")
    assert under["They are part of claims that are counted"].endswith("/claim_3: part of /claim_1")
    assert under["They give no lower bound"].endswith("/claim_4")
    assert under["Their party is not stated"].endswith("/claim_5")
    assert "… and 5 more: Why" in lines


def test_why_groups_by_the_same_grounds() -> None:
    total = answer(claim(1), left_out=LEFT_OUT, reaches_beyond=(claim(6),))
    lines = why_message(total, VOICE, 0).plain.splitlines()
    headings = [line for line in lines[3:-1] if not line.startswith(("+", "–", "→"))]
    assert headings == [
        "Counted",
        "Left out. Another may cover them",
        "Left out. They are part of claims that are counted",
        "Left out. They give no lower bound",
        "Left out. Their party is not stated",
        "Reaching beyond",
    ]


RIVALS = claim(
    1,
    low=8,
    high=30,
    rivals=True,
    source="military",
    outlets={1: "DVB", 2: "RFA", 3: "Mizzima"},
    figures=(
        figure(1, report_id=1, value=7, source="military"),
        figure(2, report_id=1, value=8, source="the military"),
        figure(3, report_id=1, value=30, source="PDF"),
        figure(4, report_id=2, value=8, source="military"),
        figure(5, report_id=3, value=30, source="residents"),
    ),
)


def test_rival_numbers_are_told_with_whose_they_are() -> None:
    total = answer(RIVALS)
    told = "8–30 (8 the military, 30 PDF and residents)"
    assert f"• {told} · Regime" in answer_message([total], total.question, VOICE).plain
    assert f"+ {told} · Regime" in why_message(total, VOICE, 0).plain
    shown = claim_message(RIVALS, [], VOICE).plain
    assert "Its sources disagree: 8 the military, 30 PDF and residents" in shown
    assert "per military" not in shown


def test_two_measures_are_compared_on_one_line() -> None:
    killed = answer(claim(1), question=Question(measure="killed"))
    captured = answer(claim(2, low=3, high=4), question=Question(measure="captured"), measure="captured")
    said = compare_message([killed], [captured], ("killed", "captured"), VOICE).plain
    assert "Killed 45 vs Captured 3 (4)" in said
    none = answer(question=Question(measure="captured"), measure="captured")
    assert "Killed 45 vs Captured no claim" in compare_message([killed], [none], ("a", "b"), VOICE).plain


def test_measures_are_compared_in_the_order_of_the_packs() -> None:
    both = [answer(claim(2), measure="captured"), answer(claim(1))]
    said = compare_message(both, both, ("2023", "2024"), VOICE).plain
    assert said.index("Killed: 45 vs 45") < said.index("Captured: 45 vs 45")


def test_a_side_without_claims_is_not_told_as_nought() -> None:
    killed, nothing = answer(claim(1)), answer()
    for second in ([nothing], []):
        assert "Killed: 45 vs no claim" in compare_message([killed], second, ("a", "b"), VOICE).plain


def test_units_that_count_nothing_are_not_told() -> None:
    nought = answer(claim(2, low=0, high=0), unit="households")
    some = answer(claim(3), unit="families")
    total = answer(claim(1), other_units=(nought, some))
    said = answer_message([total], total.question, VOICE).plain
    assert "never added in: 45 families" in said
    assert "households" not in said


def test_claims_without_a_lower_bound_are_told_in_full() -> None:
    total = answer(claim(1), without_lower_bound=2)
    said = answer_message([total], total.question, VOICE).plain
    assert "2 claims without a lower bound (“nearly”, “up to”, “dozens”) add nothing to “at least”." in said

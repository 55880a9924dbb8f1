"""What a correction tells the readers of a channel."""

from typing import Any

from bot.ledger.desk_views import AuditView
from bot.wire.corrections import correction_message
from tests.wire.making import NOW, VOICE

SAID = {"measure": "killed", "qualifier": "exact", "party": "regime", "place": "Muse", "source": "TNLA"}


def change(actor: str, action: str, reason: str, **fields: Any) -> AuditView:
    before = SAID | {"value": 45} | fields.pop("before", {})
    after = SAID | {"value": 41} | fields.pop("after", {})
    return AuditView(1, NOW, actor, action, "figure", 3, 7, 5, 2, before, after, reason, **fields)


def told(*changes: AuditView) -> str:
    message = correction_message(changes, VOICE, ())
    assert message is not None
    return message.plain


def test_an_editor_is_not_named_to_the_readers_of_a_channel() -> None:
    said = told(change("aye_aye (11111111)", "amend", "the outlet erred"))
    assert said.splitlines() == [
        "Correction",
        "• Killed · Regime · Muse · per TNLA: 41, was 45",
        "An editor: the outlet erred",
    ]


def test_an_outlet_that_changed_its_report_is_named() -> None:
    assert told(change("DVB (2)", "revise", "why")).endswith("DVB (2) changed its report")


def test_a_number_that_waits_for_an_editor_is_not_told_to_a_channel() -> None:
    waits = change("DVB", "revise", "", after={"value": 900, "state": "held"})
    assert (
        told(waits)
        .splitlines()[1]
        .endswith("45 is no longer stated; what takes its place waits for an editor")
    )
    approved = change("Tallywire", "approve", "", before={"value": 41, "state": "held"})
    assert "41, which waited for an editor" in told(approved)


def test_what_was_taken_out_and_stands_again_is_said_so() -> None:
    back = change(
        "aye_aye (11111111)", "restore", "the wrong report", before={"value": 41, "state": "rejected"}
    )
    assert told(back).splitlines()[1] == "• Killed · Regime · Muse · per TNLA: 41 stands again"


def test_what_only_waited_is_not_told() -> None:
    waited = change(
        "aye_aye (11111111)", "reject", "x", before={"state": "held"}, after={"state": "rejected"}
    )
    assert correction_message([waited], VOICE, ()) is None


def test_a_report_taken_back_is_told_in_one_line() -> None:
    taken = [
        change(
            "aye_aye (11111111)", "retract", "withdrawn", before={"state": was}, after={"state": "rejected"}
        )
        for was in ("standing", "held")
    ]
    report = AuditView(2, NOW, "aye_aye (7)", "retract", "report", 7, 7, 5, 2, {}, {}, "withdrawn")
    assert told(*taken, report).splitlines() == [
        "Correction",
        "• The report was retracted; no longer counted: killed 41 (Regime)",
        "An editor: withdrawn",
    ]


def test_what_an_editor_takes_out_is_not_said_to_be_stated_no_more() -> None:
    rejected = change("aye_aye (11111111)", "reject", "counted twice", after={"state": "rejected"})
    assert told(rejected).splitlines()[1].endswith("45 is no longer counted")
    gone = change("DVB", "revise", "", after={"state": "superseded"})
    assert told(gone).splitlines()[1].endswith("45 is no longer stated")

"""What a correction tells the readers of a channel."""

from typing import Any

from bot.ledger.desk_views import AuditView
from bot.wire.records import correction_message
from tests.wire.making import NOW, VOICE

SAID = {"measure": "killed", "qualifier": "exact", "party": "regime", "place": "Muse", "source": "TNLA"}


def change(actor: str, action: str, reason: str, **fields: Any) -> AuditView:
    before, after = SAID | {"value": 45}, SAID | {"value": 41}
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

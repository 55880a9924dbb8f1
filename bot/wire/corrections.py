"""What changed, in words: a correction's reply, and one change of a figure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from bot.ledger.desk_views import AuditView
from bot.wire.markup import Keyboard, Message, Page, clip, esc, joined, visible
from bot.wire.signs import Voice, count, days, where

_PERSON = re.compile(r"\(\d+\)$")
"""How the name of a person ends in the audit: with the number that Telegram gives them."""

DONE = {
    "amend": "amended",
    "reject": "rejected",
    "retract": "retracted",
    "restore": "restored",
    "approve": "approved",
    "post unreviewed": "posted without review",
    "split": "given a claim of its own",
    "join": "joined with another claim",
    "revise": "changed by its outlet",
    "reread": "read again",
    "join stories": "joined with another story",
}


def correction_message(changes: Sequence[AuditView], voice: Voice, keyboard: Keyboard) -> Message | None:
    """Tell what changed of a story, as a reply to its post; None where nothing did.

    A report taken back, or restored, is told as one; of the others figures come first, those of the headline
    before the rest. Who changed them and why is said once where it is the same for all.
    """
    told = [*_whole_reports(changes, voice), *_single_figures(changes, voice)]
    if not told:
        others = [change for change in changes if not said(change).get("measure")]
        told = [(f"• {change_line(change, voice)}", for_readers(change)) for change in others]
    if not told:
        return None
    reasons = list(dict.fromkeys(why for _, why in told))
    page = Page(reserve=min(400, visible(reasons[0]) + 80))
    page.add("<b>Correction</b>")
    if len(reasons) == 1:
        page.listing([line for line, _ in told], "… and {n} more changes")
        page.close(reasons[0])
    else:
        page.listing([f"{line} ({why})" for line, why in told], "… and {n} more changes")
    return page.message(keyboard)


_OF_REPORTS = {
    "retract": ("The report was retracted", "no longer counted"),
    "restore": ("The report was restored", "counted again"),
}


def _whole_reports(changes: Sequence[AuditView], voice: Voice) -> list[tuple[str, str]]:
    """Write each retraction and restoration with the figures that it took out, or brought back; and why."""
    told = []
    for change in changes:
        if change.action in _OF_REPORTS and change.subject_kind == "report":
            happened, so = _OF_REPORTS[change.action]
            figures = [one for one in changes if _is_part(one, change) and _stood(one.before, one.after)]
            counts = ", ".join(_in_short(said(one), voice) for one in figures)
            told.append((f"• {happened}{f'; {so}: {counts}' if counts else ''}", for_readers(change)))
    return told


def _is_part(one: AuditView, whole: AuditView) -> bool:
    same = (one.action, one.at, one.report_id) == (whole.action, whole.at, whole.report_id)
    return same and one.subject_kind == "figure"


def _single_figures(changes: Sequence[AuditView], voice: Voice) -> list[tuple[str, str]]:
    wholes = [one for one in changes if one.action in _OF_REPORTS and one.subject_kind == "report"]
    figures = [
        one
        for one in changes
        if said(one).get("measure")
        and _stood(one.before, one.after)
        and not any(_is_part(one, whole) for whole in wholes)
    ]
    figures.sort(key=lambda change: not said(change).get("headline"))
    return [(f"• {change_line(change, voice)}", for_readers(change)) for change in figures]


def _stood(*states: Mapping[str, Any] | None) -> bool:
    """Tell whether a post showed the figure in one of its states: what only waited, no reader saw."""
    return any(one and one.get("state", "standing") == "standing" for one in states)


def _in_short(figure: Mapping[str, Any], voice: Voice) -> str:
    party = voice.party(figure.get("party"))
    counted = f"<b>{esc(_counted({**figure, 'state': 'standing'}))}</b>"
    return joined([esc(voice.noun(str(figure["measure"]))), counted, f"({esc(party)})" if party else ""], " ")


def change_line(change: AuditView, voice: Voice) -> str:
    """Write what one change made of a figure or report, without who made it."""
    figure = said(change)
    if not figure.get("measure"):
        return f"The {esc(change.subject_kind)} was {esc(DONE.get(change.action, change.action))}"
    about = joined(
        [
            esc(voice.heading(str(figure["measure"]))),
            esc(voice.party(figure.get("party"))),
            esc(clip(where(figure.get("place"), figure.get("region")), 80)),
            f"per {esc(clip(str(figure['source']), 60))}" if figure.get("source") else "",
        ]
    )
    if change.action == "split" or _confirmed(change):
        return f"{about}: <b>{esc(_counted(figure))}</b>"
    return f"{about}: {_difference(change.before or {}, change.after or {}, voice)}"


def _confirmed(change: AuditView) -> bool:
    """Tell whether an editor approved what stood already."""
    states = {(one or {}).get("state") for one in (change.before, change.after)}
    return change.action == "approve" and states == {"standing"}


def said(change: AuditView) -> Mapping[str, Any]:
    """Give what a change speaks of: as it is now, or where it is no more, as it was."""
    now = change.after or {}
    return now if now.get("measure") else change.before or {}


def for_readers(change: AuditView) -> str:
    """Write who made a change and why for a channel: an editor's name and number are no readers' business."""
    if change.action == "revise":
        return f"{esc(clip(change.actor, 60))} changed its report"
    actor = "An editor" if _PERSON.search(change.actor) else clip(change.actor, 60)
    return joined([esc(actor), esc(clip(change.reason, 200))], ": ")


def _difference(was: Mapping[str, Any], now: Mapping[str, Any], voice: Voice) -> str:
    before, after = _counted(was), _counted(now)
    if now.get("state") == "held":
        gone = f"<s>{esc(before)}</s> is no longer stated; what takes its place waits for an editor"
        return gone if before else "it waits for an editor"
    if was.get("state") == "held" and before == after:
        return f"<b>{esc(after)}</b>, which waited for an editor"
    if was.get("state") == "held" and not after:
        return f"<s>{esc(before)}</s>, which waited for an editor, is left out"
    if not before and after == _counted({**was, "state": "standing"}):
        return f"<b>{esc(after)}</b> stands again"
    if not before:
        return f"now <b>{esc(after)}</b>, not stated before"
    if not after:
        what = "counted" if now.get("state") == "rejected" else "stated"
        return f"<s>{esc(before)}</s> is no longer {what}"
    particulars = "; ".join(_particulars(was, now, voice))
    if before != after:
        return f"<b>{esc(after)}</b>, was <s>{esc(before)}</s>" + (f"; {particulars}" if particulars else "")
    return f"<b>{esc(after)}</b>, {particulars or 'in other particulars than before'}"


def _particulars(was: Mapping[str, Any], now: Mapping[str, Any], voice: Voice) -> Iterator[str]:
    """Say which of party, place, days and source was another before."""
    for name, before, after in (
        ("party was", voice.party(was.get("party")), voice.party(now.get("party"))),
        ("place was", where(was.get("place"), was.get("region")), where(now.get("place"), now.get("region"))),
        ("days were", _days(was), _days(now)),
        ("source was", str(was.get("source") or ""), str(now.get("source") or "")),
    ):
        if before != after:
            earlier, later = (esc(clip(one, 80)) or "not stated" for one in (before, after))
            yield f"{name} {earlier}, now {later}"


def _days(said: Mapping[str, Any]) -> str:
    start, end = (date.fromisoformat(said[name]) if said.get(name) else None for name in ("start", "end"))
    return days(start, end)


def _counted(said: Mapping[str, Any]) -> str:
    if not said or said.get("state") in {"rejected", "superseded"}:
        return ""
    value = said.get("value")
    if value is None:
        return "not counted" if said.get("measure") else ""
    return count(int(value), str(said.get("qualifier", "exact")), said.get("high"), said.get("unit"))

"""The sample reports shipped with the sandbox, and the order in which they arrive."""

import json
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files

from bot.sandbox.model import Json
from bot.sandbox.news.entry import Entry, Format, Outlet


@dataclass(frozen=True, slots=True)
class Correction:
    """What an outlet changes in a report later: the whole new title and text."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """One step of the news: a report in one or more feeds (an agency's story), or a correction of one.

    `entries` maps the outlet's slug to what stands in its feed.
    """

    slug: str
    entries: dict[str, Entry]
    correction: Correction | None = None


def sample_outlets() -> list[Outlet]:
    """Give the outlets that the samples come from."""
    rows = _read("outlets.json")["outlets"]
    return [Outlet(row["name"], row["slug"], _format(row["format"]), row["full_text"]) for row in rows]


def sample_arrivals() -> list[Arrival]:
    """Give the steps of the news in order; corrections stand where the order names them."""
    return [
        _arrival(name.removesuffix(":corrected"), corrected=name.endswith(":corrected"))
        for name in _read("outlets.json")["order"]
    ]


def _arrival(slug: str, *, corrected: bool) -> Arrival:
    row = _read(f"{slug}.json")
    slugs = {outlet.name: outlet.slug for outlet in sample_outlets()}
    titles = {row["outlet"]: row["title"], **row.get("also_in", {})}
    entries = {
        slugs[outlet]: Entry(
            slug=slug,
            title=title,
            text=row["text"],
            summary=row["summary"],
            published=datetime.fromisoformat(row["published"]),
        )
        for outlet, title in titles.items()
    }
    change = row["correction"] if corrected else None
    return Arrival(slug, entries, Correction(change["title"], change["text"]) if change else None)


def _read(name: str) -> Json:
    row: Json = json.loads((files("bot.sandbox") / "samples" / name).read_text("utf-8"))
    return row


def _format(name: str) -> Format:
    return "atom" if name == "atom" else "rss"

"""Feeds as RSS 2.0 and Atom."""

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from xml.etree import ElementTree as ET

from bot.sandbox.news.entry import Entry, Outlet

_ATOM = "http://www.w3.org/2005/Atom"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_BEGINNING = datetime(2023, 1, 1, tzinfo=UTC)

ET.register_namespace("content", _CONTENT)

CONTENT_TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml"}


def feed_body(outlet: Outlet, entries: Sequence[Entry], site: str, encoding: str = "utf-8") -> bytes:
    """Give an outlet's feed; `site` is the address of the sandbox without a slash at the end."""
    tree = _atom(outlet, entries, site) if outlet.format == "atom" else _rss(outlet, entries, site)
    ET.indent(tree)
    body: bytes = ET.tostring(tree, encoding=encoding, xml_declaration=True)
    return body


def article_url(outlet: Outlet, entry: Entry, site: str) -> str:
    """Give the address of a report's page."""
    return f"{site}/news/{outlet.slug}/{entry.slug}"


def _html(entry: Entry) -> str:
    return "\n".join(f"<p>{escape(part, quote=False)}</p>" for part in entry.paragraphs)


def _put(parent: ET.Element, tag: str, text: str, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, tag, attributes)
    element.text = text
    return element


def _rss(outlet: Outlet, entries: Sequence[Entry], site: str) -> ET.Element:
    rss = ET.Element("rss", {"version": "2.0"})
    channel = ET.SubElement(rss, "channel")
    _put(channel, "title", outlet.name)
    _put(channel, "link", f"{site}/news/{outlet.slug}")
    _put(channel, "description", f"{outlet.name}: sample reports of the Tallywire sandbox")
    _put(channel, "language", "en")
    for entry in entries:
        item = ET.SubElement(channel, "item")
        if entry.title:
            _put(item, "title", entry.title)
        if entry.linked:
            _put(item, "link", article_url(outlet, entry, site))
        guid = article_url(outlet, entry, site) if entry.guid is None else entry.guid
        if guid:
            _put(item, "guid", guid, isPermaLink="true" if entry.guid is None else "false")
        if entry.published:
            _put(item, "pubDate", format_datetime(entry.published))
        if entry.summary or not outlet.full_text:
            _put(item, "description", entry.summary)
        if outlet.full_text:
            _put(item, f"{{{_CONTENT}}}encoded", _html(entry))
    return rss


def _atom(outlet: Outlet, entries: Sequence[Entry], site: str) -> ET.Element:
    feed = ET.Element("feed", {"xmlns": _ATOM})
    _put(feed, "title", outlet.name)
    _put(feed, "id", f"{site}/feeds/{outlet.slug}.xml")
    ET.SubElement(feed, "link", {"rel": "self", "href": f"{site}/feeds/{outlet.slug}.xml"})
    ET.SubElement(feed, "link", {"rel": "alternate", "href": f"{site}/news/{outlet.slug}"})
    stamps = [entry.updated or entry.published or _BEGINNING for entry in entries]
    _put(feed, "updated", max(stamps, default=_BEGINNING).isoformat())
    _put(ET.SubElement(feed, "author"), "name", outlet.name)
    for entry in entries:
        item = ET.SubElement(feed, "entry")
        if entry.title:
            _put(item, "title", entry.title)
        guid = article_url(outlet, entry, site) if entry.guid is None else entry.guid
        if guid:
            _put(item, "id", guid)
        if entry.linked:
            ET.SubElement(item, "link", {"rel": "alternate", "href": article_url(outlet, entry, site)})
        if entry.published:
            _put(item, "published", entry.published.isoformat())
        changed = entry.updated or entry.published
        if changed:
            _put(item, "updated", changed.isoformat())
        if entry.summary or not outlet.full_text:
            _put(item, "summary", entry.summary)
        if outlet.full_text:
            _put(item, "content", _html(entry), type="html")
    return feed

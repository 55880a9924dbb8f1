"""A web page to the text of its article, by trafilatura. Runs in a child process with limits only."""

import re
from typing import Any

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from bot.errors import FeedError
from bot.intake.plain_text import cut_title, one_line, squeezed, without_trailer

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_FURNITURE = {
    150: re.compile(r"(?:^|[\s_-])(?:byline|author)(?:$|[\s_-])", re.IGNORECASE),
    400: re.compile(
        r"(?:^|[\s_-])(?:breadcrumbs?|related|recommended|read-?(?:more|also|next)|more-stories|newsletter"
        r"|advert(?:isement)?)(?:$|[\s_-])",
        re.IGNORECASE,
    ),
}
"""Names of what is no part of an article, by the most characters that it has: a whole article may lie in an
element that is named for its author or its newsletter."""
_MOSTLY_LINKS = 0.8
_SEPARATORS = "|-–—:·•»"


def read_article(body: bytes, url: str, content_type: str) -> dict[str, Any]:
    """Give the article's `text`, paragraphs separated by a blank line, and its `title` ("" where not stated).

    Raises `FeedError` where the page holds no article.
    """
    kind = content_type.partition(";")[0].strip().lower()
    if kind and "html" not in kind and "xml" not in kind and kind != "text/plain":
        message = f"the link leads to a file ({kind[:40]}), not to a page"
        raise FeedError(message)
    # late: half a second that a newsroom with full feeds never needs
    from trafilatura import extract, load_html

    tree = load_html(_decoded(body, content_type))
    if tree is None:
        message = "no article text was found on the page"
        raise FeedError(message)
    title = _title(tree)
    _clear(tree)
    text = extract(
        tree,
        url=url,
        include_comments=False,
        include_tables=False,
        favor_precision=True,
        fast=True,
        config=_short_articles_too(),
    )
    lines = (squeezed(line) for line in (text or "").splitlines())
    found = without_trailer("\n\n".join(line for line in lines if line))
    if not found:
        message = "no article text was found on the page"
        raise FeedError(message)
    return {"text": found, "title": title}


def _short_articles_too() -> Any:
    """Give trafilatura's settings without its least lengths.

    Below them it takes any text of the page for the article, menus and other reports' headlines included.
    """
    from trafilatura.settings import use_config

    config = use_config()
    for name in ("MIN_EXTRACTED_SIZE", "MIN_OUTPUT_SIZE"):
        config.set("DEFAULT", name, "1")
    return config


def _title(tree: HtmlElement) -> str:
    """Give the title that the page states for its article, without the site's name; never its furniture."""
    site = one_line(_stated(tree, "og:site_name"))
    headings = [one_line(heading.text_content()) for heading in tree.iter("h1")]
    for title in (one_line(_stated(tree, "og:title")), *(headings if len(headings) == 1 else ())):
        found = _without_site(title, site)
        if found:
            return cut_title(found)
    return ""


def _stated(tree: HtmlElement, name: str) -> str:
    for meta in tree.iter("meta"):
        if name in (meta.get("property"), meta.get("name")):
            return str(meta.get("content") or "")
    return ""


def _without_site(title: str, site: str) -> str:
    if not site:
        return title
    if title.casefold().endswith(site.casefold()):
        before = title[: -len(site)].rstrip()
        if not before or before[-1] in _SEPARATORS:
            return before.rstrip(_SEPARATORS + " ")
    return title


def _clear(tree: HtmlElement) -> None:
    """Take out what stands around an article: its headline, menus, bylines, and links to other reports."""
    for element in list(tree.iter("h1", "nav", "aside", "footer", "form", "button")):
        _drop(element)
    for element in list(
        tree.iter("div", "section", "p", "span", "ul", "ol", "li", "h2", "h3", "h4", "address")
    ):
        if _names_furniture(element) or _is_links(element):
            _drop(element)


def _names_furniture(element: HtmlElement) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('rel') or ''}"
    return any(
        pattern.search(names) is not None and len(squeezed(element.text_content())) <= most
        for most, pattern in _FURNITURE.items()
    )


def _is_links(element: HtmlElement) -> bool:
    """Whether a list or paragraph is little but links."""
    if element.tag in {"div", "section", "span"} or element.find(".//a") is None:
        return False
    text = len(squeezed(element.text_content()))
    linked = sum(len(squeezed(link.text_content())) for link in element.iter("a"))
    return linked > _MOSTLY_LINKS * text


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _decoded(body: bytes, content_type: str) -> str | bytes:
    """Decode as the server says; where it says nothing usable, trafilatura looks into the page."""
    match = _CHARSET.search(content_type)
    if match is None:
        return body
    try:
        return body.decode(match[1], "replace")
    except LookupError:
        return body

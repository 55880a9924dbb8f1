"""A report's page as outlets make them: the article among menus, advertisements and comments."""

from collections.abc import Sequence
from html import escape
from string import Template

from bot.sandbox.news.entry import Entry, Outlet

_PAGE = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>$title | $outlet</title>
<meta property="og:type" content="article">
<meta property="og:site_name" content="$outlet">
<meta property="og:title" content="$title">
$stamp</head>
<body>
<header>
<a href="/news/$slug">$outlet</a>
<nav><ul>
<li><a href="/news/$slug">Home</a></li><li><a href="/news/$slug#politics">Politics</a></li>
<li><a href="/news/$slug#economy">Economy</a></li><li><a href="/news/$slug#opinion">Opinion</a></li>
<li><a href="/news/$slug#about">About us</a></li>
</ul></nav>
</header>
<main>
<article>
<h1>$title</h1>
<p class="byline">By the $outlet newsroom</p>
$body
</article>
<aside class="advertisement"><p>Advertisement: 30 days of news for the price of 10.</p></aside>
<section class="related"><h2>Read more</h2><ul>$more</ul></section>
<section class="comments"><h2>2 comments</h2>
<div class="comment"><b>Reader 101</b><p>Thank you for reporting this.</p></div>
<div class="comment"><b>Reader 7</b><p>My cousin says it was 500 at least, who knows.</p></div>
</section>
</main>
<footer><p>A sample report, written for the Tallywire sandbox. It never happened in these words.</p></footer>
</body>
</html>
""")


def article_page(outlet: Outlet, entry: Entry, others: Sequence[Entry]) -> str:
    """Give the HTML page of a report, with links to `others`."""
    stamp = ""
    if entry.published:
        stamp = f'<meta property="article:published_time" content="{entry.published.isoformat()}">\n'
    if entry.updated:
        stamp += f'<meta property="article:modified_time" content="{entry.updated.isoformat()}">\n'
    return _PAGE.substitute(
        title=escape(entry.title),
        outlet=escape(outlet.name),
        slug=outlet.slug,
        stamp=stamp,
        body="\n".join(f"<p>{escape(part)}</p>" for part in entry.paragraphs),
        more="".join(_item(outlet, other) for other in others if other.slug != entry.slug),
    )


def front_page(outlet: Outlet, entries: Sequence[Entry]) -> str:
    """Give an outlet's front page: a list of its reports."""
    items = "".join(_item(outlet, entry) for entry in entries)
    name = escape(outlet.name)
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{name}</title>'
        f'<link rel="alternate" type="application/{outlet.format}+xml" href="/feeds/{outlet.slug}.xml">'
        f"<h1>{name}</h1><ul>{items}</ul>"
    )


def _item(outlet: Outlet, entry: Entry) -> str:
    return f'<li><a href="/news/{outlet.slug}/{entry.slug}">{escape(entry.title)}</a></li>'

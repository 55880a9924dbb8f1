import pytest

from bot.ledger.links import canonical_link


@pytest.mark.parametrize(
    "link",
    [
        "https://www.dvb.no/post/1",
        "http://dvb.no/post/1/",
        "https://DVB.no:443/post/1#comments",
        "https://m.dvb.no/post/1",
        "https://mobile.dvb.no//post/1",
        "https://dvb.no/post/1?utm_source=rss&utm_medium=feed&fbclid=x",
        "https://dvb.no/post/1/amp/",
        "https://dvb.no/amp/post/1",
        "https://amp.dvb.no/post/1?outputType=amp",
        "https://dvb-no.cdn.ampproject.org/c/s/dvb.no/post/1",
        "https://www.google.com/amp/s/dvb.no/post/1",
    ],
)
def test_addresses_of_one_article_are_one(link: str) -> None:
    assert canonical_link(link) == "dvb.no/post/1"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://dvb.no/post/1", "https://dvb.no/post/2"),
        ("https://dvb.no/post?id=1", "https://dvb.no/post?id=2"),
        ("https://dvb.no/?1", "https://dvb.no/?2"),
        ("https://dvb.no/" + "x" * 700 + "1", "https://dvb.no/" + "x" * 700 + "2"),
        ("https://a.dvb.no/post/1", "https://b.dvb.no/post/1"),
        ("https://dvb.no:8080/post/1", "https://dvb.no/post/1"),
        ("https://m.com/a", "https://com/a"),
    ],
)
def test_addresses_of_two_articles_stay_two(one: str, other: str) -> None:
    assert canonical_link(one) != canonical_link(other)


def test_the_order_of_a_query_names_nothing() -> None:
    assert canonical_link("https://x.org/a?b=2&a=1") == canonical_link("https://x.org/a?a=1&b=2")


@pytest.mark.parametrize(
    "link",
    [
        None,
        "",
        "https://dvb.no/",
        "https://dvb.no/?utm_source=x",
        "mailto:x@dvb.no",
        "http://[bad",
        "x:99999/a",
    ],
)
def test_what_names_no_article_is_none(link: str | None) -> None:
    assert canonical_link(link) is None

"""Telegram's HTML: what it becomes, and with which words it is refused."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.entities import MAX_ENTITIES, settled
from bot.sandbox.markup import MarkupError, checked_url, parse_html, utf16_length


def kept(source: str) -> tuple[str, list[tuple[str, int, int]]]:
    text, entities = settled(*parse_html(source))
    return text, [(item["type"], item["offset"], item["length"]) for item in entities]


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("plain", "plain", []),
        ("<b>a</b><i>b</i>", "ab", [("bold", 0, 1), ("italic", 1, 1)]),
        ("<strong>a</strong><em>b</em>", "ab", [("bold", 0, 1), ("italic", 1, 1)]),
        ("<u>a</u><ins>b</ins>", "ab", [("underline", 0, 1), ("underline", 1, 1)]),
        ("<s>a</s><strike>b</strike><del>c</del>", "abc", [("strikethrough", n, 1) for n in range(3)]),
        ("<B>a</b>", "a", [("bold", 0, 1)]),
        ("<b>a</>", "a", [("bold", 0, 1)]),
        ("<b></b>a", "a", []),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("<tg-spoiler>a</tg-spoiler>", "a", [("spoiler", 0, 1)]),
        ('<span class="tg-spoiler">a</span>', "a", [("spoiler", 0, 1)]),
        ("<blockquote>a</blockquote>", "a", [("blockquote", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
        ('<a href="https://x.org">a</a>', "a", [("text_link", 0, 1)]),
        ("<a href=x.org>a</a>", "a", [("text_link", 0, 1)]),
        ('<a href="javascript:alert(1)">a</a>', "a", []),
        ('<a href="https://localhost/">a</a>', "a", []),
        ("<code>a <b>b</b></code>", "a b", [("code", 0, 3)]),
        ('<pre><code class="language-py">a</code></pre>', "a", [("pre", 0, 1)]),
        ('<code class="language-py"><pre>a</pre></code>', "a", [("pre", 0, 1)]),
        ("<pre>a <code>b</code></pre>", "a b", [("pre", 0, 3)]),
        ("<b id = x.1-2 lang='&lt;>' >a</b >", "a", [("bold", 0, 1)]),
        ("<a>x.org/y</a><a>no link</a>", "x.org/yno link", [("text_link", 0, 7)]),
        ("&#123456789;", "&#123456789;", []),
        ('<tg-time unix="0" format="wDT">then</tg-time>', "then", [("date_time", 0, 4)]),
        ("&lt;b&gt; &amp; &quot;", '<b> & "', []),
        ("&apos; &nbsp; &hellip;", "&apos; &nbsp; &hellip;", []),
        ("&#65;&#x42; &#0;", "AB &#0;", []),
        ("a &amp b", "a & b", []),
        ("\U0001f600<b>a</b>", "\U0001f600a", [("bold", 2, 1)]),
        ("  <b> a </b> ", "a", [("bold", 0, 1)]),
        ("see https://x.org/a, now", "see https://x.org/a, now", [("url", 4, 15)]),
        ("/start@a_bot go", "/start@a_bot go", [("bot_command", 0, 12)]),
        ("@editor #news", "@editor #news", [("mention", 0, 7), ("hashtag", 8, 5)]),
        ("<code>/start</code>", "/start", [("code", 0, 6)]),
    ],
)
def test_markup_becomes_text_and_entities(source, text, entities):
    assert kept(source) == (text, entities)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("a<br>b", 'Unsupported start tag "br" at byte offset 1'),
        ("<p>a</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("ဒီ <br>", 'Unsupported start tag "br" at byte offset 7'),
        ("1 <2", "Unclosed start tag at byte offset 2"),
        ("1 < 2 > 1", 'Unsupported start tag "" at byte offset 2'),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b><i>a</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<a href='x", "Unclosed start tag at byte offset 0"),
        ("<a href=x", "Unclosed start tag at byte offset 0"),
        ("<a href= ", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        (
            "&#xD800;",
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units",
        ),
        ("<a =x>a</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=http://x.org>a</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<span class="red">a</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<tg-emoji>a</tg-emoji>", "Invalid custom emoji identifier specified"),
        ("<tg-time>a</tg-time>", "Invalid date-time identifier specified"),
    ],
)
def test_markup_is_refused_in_telegrams_words(source, words):
    with pytest.raises(MarkupError) as refused:
        parse_html(source)
    assert str(refused.value) == words


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_escaped_text_comes_back_as_it_was(text):
    assert parse_html(escape(text, quote=False))[0] == text


@given(st.text("<>/&;ab =\"'bi!-", max_size=40))
def test_any_markup_is_parsed_or_refused_and_entities_lie_in_the_text(source):
    try:
        text, entities = settled(*parse_html(source))
    except MarkupError:
        return
    length = utf16_length(text)
    assert all(e["offset"] >= 0 and e["length"] > 0 and e["offset"] + e["length"] <= length for e in entities)


def test_a_language_belongs_to_a_block():
    _, (block,) = parse_html('<pre><code class="language-py">a</code></pre>')
    _, (inline,) = parse_html('<code class="language-py">a</code>')
    assert block == {"type": "pre", "offset": 0, "length": 1, "language": "py"}
    assert inline == {"type": "code", "offset": 0, "length": 1}


def test_the_first_hundred_entities_are_kept():
    _, entities = settled(*parse_html("<b>a</b> " * 150))
    assert len(entities) == MAX_ENTITIES


@pytest.mark.parametrize(
    ("url", "checked"),
    [
        ("https://x.org", "https://x.org/"),
        ("x.org/a?b=c", "http://x.org/a?b=c"),
        ("x.org?b", "http://x.org/?b"),
        ("http://127.0.0.1:8085/news", "http://127.0.0.1:8085/news"),
        ("tg://resolve?domain=x", "tg://resolve?domain=x"),
        ("ftp://x.org", None),
        ("https://localhost/", None),
        ("https://x.org:99999999/", None),
        ("two words.org", None),
        ("", None),
    ],
)
def test_links_are_kept_or_dropped(url, checked):
    assert checked_url(url) == checked

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.article_text import LONGEST, bounded, wants_article, why_not, without_heading
from bot.intake.entries import Entry, by_key, content_hash
from bot.intake.sorting import Known, dated, is_posted, work_on
from tests.intake.site import LONG

NOW = datetime(2024, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def entry(guid: str = "", link: str | None = None, words: str = "", at: datetime | None = None) -> Entry:
    return Entry(guid, link, "", words, "", at, "", content_hash("", words, link))


def test_an_entry_is_known_by_guid_else_link_else_content() -> None:
    base = entry("g", "https://a.example/1", "words")
    assert set(by_key([base])) == set(by_key([replace(base, link="https://b.example/", content_hash="x")]))
    unnamed = replace(base, guid="")
    assert set(by_key([unnamed])) == set(by_key([replace(unnamed, content_hash="x")]))
    assert set(by_key([unnamed])) != set(by_key([base]))
    bare = replace(unnamed, link=None)
    assert set(by_key([bare])) == set(by_key([bare])) != set(by_key([replace(bare, content_hash="x")]))


def test_a_guid_given_to_several_entries_identifies_none_of_them() -> None:
    same = [entry("g", f"https://a.example/{n}", f"words {n}") for n in range(3)]
    assert len(by_key(same)) == 3
    assert len(by_key([same[0], same[0]])) == 1
    assert len(by_key([entry("g", None, "a"), entry("g", None, "b")])) == 2


@given(
    st.lists(
        st.builds(entry, st.sampled_from("ab"), st.sampled_from([None, "https://a.example/"]), st.text()),
        max_size=8,
    )
)
def test_no_entry_is_counted_twice_or_lost(entries: list[Entry]) -> None:
    keys = by_key(entries)
    assert len(keys) <= len(entries)
    assert bool(keys) == bool(entries)
    assert by_key([*entries, *entries]) == keys


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("<p>45  killed</p>", '<p data-x="7">45\nkilled</p>', True),
        ("45 &amp; 46", "45 & 46", True),
        ("45 killed", "46 killed", False),
    ],
)
def test_only_words_make_a_change(before: str, after: str, same: bool) -> None:
    one = content_hash("t", before, "http://a.example/1/?utm_source=rss")
    assert (one == content_hash("t", after, "https://A.example/1")) is same


def test_what_needs_work() -> None:
    new, changed, seen, copy = (entry(g, None, f"words {g}", NOW) for g in ("new", "changed", "seen", "copy"))
    found = by_key([new, changed, seen, copy])
    keys = {one.guid: key for key, one in found.items()}
    known = {keys["changed"]: Known(1, "old", 7), keys["seen"]: Known(2, seen.content_hash, 8)}
    work = work_on(found, known, {copy.content_hash})
    assert [(one.entry.guid, one.revises) for one in work] == [("changed", 7), ("new", None)]


def test_the_oldest_comes_first() -> None:
    entries = [entry("c", at=NOW), entry("a", at=NOW - HOUR), entry("b2", words="2"), entry("b1", words="1")]
    assert [one.entry.guid for one in work_on(by_key(entries), {})] == ["b1", "b2", "a", "c"]


def test_nothing_was_published_after_it_was_received() -> None:
    early, late, never = entry(at=NOW - HOUR), entry(at=NOW + HOUR), entry()
    assert [one.published_at for one in dated([early, late, never], NOW)] == [NOW - HOUR, NOW, None]


@pytest.mark.parametrize(
    ("first", "age", "posted"),
    [
        (True, 1, True),
        (True, 24, True),
        (True, 25, False),
        (True, None, False),
        (False, 999, True),
        (False, None, True),
    ],
)
def test_what_is_posted(first: bool, age: int | None, posted: bool) -> None:
    one = entry(at=None if age is None else NOW - age * HOUR)
    assert is_posted(one, first=first, now=NOW, backlog=24 * HOUR) is posted


@pytest.mark.parametrize(
    ("mode", "text", "link", "wanted"),
    [
        ("auto", "short", "https://a.example/", True),
        ("auto", "short", None, False),
        ("auto", LONG, "https://a.example/", False),
        ("auto", LONG + " …", "https://a.example/", True),
        ("auto", LONG + " [&#8230;]".replace("&#8230;", "…"), "https://a.example/", True),
        ("auto", LONG + " [...]", "https://a.example/", True),
        ("auto", LONG + " Read more »", "https://a.example/", True),
        ("auto", LONG + " Continue reading 45 killed in raid →", "https://a.example/", True),
        ("auto", LONG + " They said no more than that was known.", "https://a.example/", False),
        ("always", LONG, "https://a.example/", True),
        ("never", "short", "https://a.example/", False),
    ],
)
def test_when_the_page_is_asked(mode: str, text: str, link: str | None, wanted: bool) -> None:
    assert wants_article(mode, text, link) is wanted


def test_whose_words_are_kept() -> None:
    assert why_not("45 killed in Sagaing", LONG[:150], LONG) is None
    assert "less text" in (why_not("", LONG, LONG[:200]) or "")
    consent = "Before you continue we ask for your consent to cookies from our partners. " * 20
    assert "something else" in (
        why_not("Villagers killed by shelling in township", LONG[:150], consent) or ""
    )
    assert why_not("", "", LONG) is None
    assert "something else" in (why_not("8 killed in Matupi", "", LONG) or "")
    other = LONG.replace("At least 45 villagers were killed", "No villager was harmed by the shells")
    assert why_not("", LONG[:300], other) is None  # a summary may say it in other words
    assert "does not hold" in (why_not("", LONG[:300], other, whole=True) or "")
    assert why_not("", LONG[:120] + "… Continue reading →", LONG, whole=True) is None


def test_an_article_is_known_by_its_names_where_the_feed_tells_it_in_other_words() -> None:
    title = "Namhsan falls as the northern offensive enters week eight"
    summary = "A town has fallen, the border trade at Muse has changed hands; Rakhine is a second front."
    article = "In Shan State, the TNLA took Namhsan and Muse. The AA took 142 positions in Rakhine. " * 3
    assert why_not(title, summary, article) is None
    wall = "Namhsan: subscribe now to go on reading what our people in Shan State tell you today. " * 3
    assert "something else" in (why_not(title, summary, wall) or "")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("8 killed in Matupi\n\nEight died.", "Eight died."),
        ("8 killed in Matupi\n\nBy the Evil Feed newsroom\n\nEight died.", "Eight died."),
        ("By Aung Naing | 14 November 2024\n\n‘8 Killed’ in Matupi.\n\nEight died.", "Eight died."),
        ("9 killed in Matupi\n\nEight died.", "9 killed in Matupi\n\nEight died."),
        ("By Monday 8 people were dead.\n\nEight died.", "By Monday 8 people were dead.\n\nEight died."),
        ("Eight died.\n\n8 killed in Matupi", "Eight died.\n\n8 killed in Matupi"),
        ("8 killed in Matupi", "8 killed in Matupi"),
        ("", ""),
    ],
)
def test_headline_and_byline_are_not_part_of_the_text(text: str, kept: str) -> None:
    assert without_heading(text, "8 killed in Matupi", "") == kept


@given(st.integers(1, 400_000), st.integers(1, 2_000))
def test_long_texts_are_bounded_at_a_word(length: int, word: int) -> None:
    text = (("w" * word + " ") * (length // (word + 1) + 1))[:length].strip() or "w"
    kept, note = bounded(text)
    assert text.startswith(kept)
    assert len(kept) <= LONGEST
    assert (note is None) == (kept == text)
    assert note is None or len(kept) > LONGEST - 3_000

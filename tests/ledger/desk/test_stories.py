import itertools
import random
from typing import Any

import pytest

from bot.store.tables import PostRow, ReportRow, StoryRow
from tests.ledger.desk.newsroom import PROSE, Room

TOLL = "# 12 killed party=regime place=Muse on=2024-11-03 by=TNLA\n"
STORY = PROSE + TOLL
EDITED = PROSE.replace("before dawn", "at dawn") + TOLL
OTHER = (
    " ".join(f"Another matter entirely, the {number}th of its kind." for number in range(20)) + "\n" + TOLL
)


async def _stories(room: Room) -> list[tuple[int, str]]:
    return [(row.story_id, row.joined_story_by) for row in await room.rows(ReportRow)]


@pytest.mark.parametrize(
    ("first", "second", "rule"),
    [
        ({"text": "# 3 killed", "link": "https://a.org/x?utm_source=1"},
         {"text": "# 3 killed now", "link": "https://m.a.org/x/amp"}, "link"),
        ({"text": STORY, "link": "https://a.org/1"},
         {"text": STORY.replace("\n", "  "), "link": "https://a.org/2"}, "text"),
        ({"text": STORY, "outlet": "DVB"}, {"text": EDITED, "outlet": "Mizzima"}, "copy"),
        ({"text": STORY, "outlet": "DVB"}, {"text": EDITED, "outlet": "DVB", "title": "Corrected"}, "copy"),
    ],
)  # fmt: skip
async def test_reports_of_one_text_are_one_story(
    room: Room, first: dict[str, Any], second: dict[str, Any], rule: str
) -> None:
    await room.take_in(**first)
    await room.take_in(**second)
    assert await _stories(room) == [(1, ""), (1, rule)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"text": STORY}, {"text": OTHER}),
        ({"text": "# 3 killed in Muse"}, {"text": "# 3 killed in Muse today"}),  # too short to compare
        ({"text": STORY, "link": "https://a.org/live"}, {"text": OTHER, "link": "https://a.org/live"}),
        ({"text": "Photos"}, {"text": "Photos", "outlet": "Mizzima"}),  # too short to be one text
    ],
)
async def test_reports_of_two_texts_are_two_stories(
    room: Room, first: dict[str, Any], second: dict[str, Any]
) -> None:
    await room.take_in(**first)
    await room.take_in(**second)
    assert await _stories(room) == [(1, ""), (2, "")]


async def test_a_text_that_comes_back_after_weeks_is_told_anew(room: Room) -> None:
    await room.take_in(STORY, outlet="DVB")
    room.later(days=15)
    await room.take_in(STORY, outlet="Mizzima", published_at=room.clock)
    assert await _stories(room) == [(1, ""), (2, "")]


async def test_two_copies_in_five_feeds_post_once_and_count_once(room: Room) -> None:
    await room.subscribe(1)
    for outlet in ("DVB", "Mizzima", "DMG", "RFA", "The Irrawaddy"):
        await room.take_in(STORY if outlet < "F" else EDITED, outlet=outlet)
        room.later(hours=1)
    assert len(await room.rows(ReportRow)) == 5
    (post,) = await room.posts()
    (claim,) = await room.claims()
    assert (claim.value, claim.low, claim.high, claim.rivals, claim.joined_by) == (12, 12, 12, False, "copy")
    assert len([row for row in await room.figures() if row.claim_id == claim.id]) == 5
    assert (post.state, post.wanted) == ("owed", 5)


async def test_a_later_copy_owes_an_edit_of_the_post_and_no_other_post(room: Room) -> None:
    await room.subscribe(1)
    await room.take_in(STORY, outlet="DVB")
    await room.sent()
    taken = await room.take_in(EDITED, outlet="Mizzima")
    (post,) = await room.posts()
    assert (taken.posts, post.shown, post.wanted) == (0, 1, 2)


async def test_a_copy_is_posted_where_the_first_was_not(room: Room) -> None:
    """The first came with a feed's backlog; the copy is news."""
    await room.subscribe(1)
    await room.take_in(STORY, outlet="DVB", post=False)
    taken = await room.take_in(EDITED, outlet="Mizzima")
    assert taken.posts == len(await room.posts()) == 1


def _chain() -> list[str]:
    """Three states of a text: each is a copy of the next, the first is none of the last."""
    words = [f"word{number}" for number in range(200)]
    middle = [*words[:30], *(f"new{number}" for number in range(24)), *words[54:]]
    last = [*words[:30], *(f"new{number}" for number in range(24)), *words[54:130],
            *(f"other{number}" for number in range(24)), *words[154:]]  # fmt: skip
    return [" ".join(state) + "\n" + TOLL for state in (words, middle, last)]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
async def test_the_order_in_which_copies_come_in_changes_nothing(room: Room, order: tuple[int, ...]) -> None:
    chain = _chain()
    await room.subscribe(1)
    for at in order:
        await room.take_in(chain[at], outlet=f"Outlet {at}")
    assert len({row.story_id for row in await room.rows(ReportRow)}) == 1
    assert len(await room.claims()) == 1
    assert len(await room.posts()) == 1


async def test_stories_that_turn_out_to_be_one_keep_their_sent_posts(room: Room) -> None:
    first, bridge, last = _chain()
    await room.subscribe(1)
    await room.take_in(first, outlet="DVB")
    await room.take_in(last, outlet="RFA")
    await room.sent()
    await room.subscribe(2)
    await room.take_in(bridge, outlet="DMG")
    posts = await room.posts()
    assert [(post.chat_id, post.subject, post.story_id) for post in posts] == [
        (1, "story:1", 1), (1, "story:2", 1), (2, "story:1", 1),
    ]  # fmt: skip
    assert all(post.wanted > post.shown for post in posts)
    (gone,) = await room.rows(StoryRow, StoryRow.id == 2)
    assert gone.joined_to_id == 1
    (line,) = await room.desk.audit(1)
    assert (line.action, line.actor, line.before) == ("join stories", "Tallywire", {"stories": [1, 2]})


async def test_figures_that_no_rule_joins_are_joined_by_the_copy_between(room: Room) -> None:
    first, bridge, last = (text.replace(TOLL, "# 12 killed party=regime by=residents\n") for text in _chain())
    await room.take_in(first, outlet="DVB")
    await room.take_in(last, outlet="RFA")
    assert len(await room.claims()) == 2
    await room.take_in(bridge, outlet="DMG")
    (claim,) = await room.claims()
    assert (claim.value, claim.joined_by) == (12, "copy")
    assert {row.claim_id for row in await room.figures()} == {claim.id}


async def test_a_post_owed_where_the_older_story_is_not_tells_the_story_they_became(room: Room) -> None:
    first, bridge, last = _chain()
    await room.subscribe(1)
    await room.take_in(first, outlet="DVB")
    await room.subscribe(2)
    await room.take_in(last, outlet="RFA")
    await room.take_in(bridge, outlet="DMG")
    assert [(post.chat_id, post.subject, post.story_id) for post in await room.posts()] == [
        (1, "story:1", 1), (2, "story:1", 1),
    ]  # fmt: skip


async def test_a_post_still_owed_for_the_younger_story_is_not_sent_beside_the_older(room: Room) -> None:
    first, bridge, last = _chain()
    await room.subscribe(1)
    for text in (first, last, bridge):
        await room.take_in(text, outlet=text[-300:-290])
    assert [post.subject for post in await room.rows(PostRow)] == ["story:1"]


async def test_what_a_copy_leaves_out_or_adds_is_its_own(room: Room) -> None:
    more = "# 4 injured party=regime place=Muse on=2024-11-03 by=TNLA\n"
    await room.take_in(STORY, outlet="DVB")
    await room.take_in(STORY + more, outlet="Mizzima")
    await room.take_in(STORY + more, outlet="DMG")
    assert [(claim.measure, claim.value) for claim in await room.claims()] == [("killed", 12), ("injured", 4)]
    assert len(await room.figures()) == 5


async def test_copies_that_reckon_yesterday_differently_still_count_once(room: Room) -> None:
    await room.take_in(PROSE + "# 12 killed party=regime place=Muse on=2024-11-03", outlet="DVB")
    await room.take_in(PROSE + "# 12 killed party=regime place=Muse on=2024-11-04", outlet="RFA")
    (claim,) = await room.claims()
    assert (str(claim.start), claim.rivals) == ("2024-11-03", False)


async def test_a_copy_with_the_toll_brought_up_to_date_gives_the_claim_its_newest_number(room: Room) -> None:
    await room.take_in(STORY, outlet="DVB")
    room.later(hours=3)
    await room.take_in(STORY.replace("# 12", "# 14"), outlet="DVB", published_at=room.clock)
    (claim,) = await room.claims()
    assert (claim.value, claim.low, claim.high, claim.rivals) == (14, 14, 14, False)


async def test_a_report_that_comes_to_carry_another_storys_text_joins_it(room: Room) -> None:
    await room.subscribe(1)
    await room.take_in(STORY, outlet="DVB")
    await room.take_in("Breaking: fighting in Muse.\n" + TOLL, outlet="RFA", external_id="rfa:1")
    await room.sent()
    assert [row.story_id for row in await room.rows(ReportRow)] == [1, 2]
    await room.take_in(EDITED, outlet="RFA", external_id="rfa:1")
    assert [row.story_id for row in await room.rows(ReportRow)] == [1, 1]
    assert len(await room.claims()) == 1
    assert [(post.story_id, post.wanted > post.shown) for post in await room.posts()] == [
        (1, True),
        (1, True),
    ]


def _shelf() -> list[tuple[str, str]]:
    """Three stories, each in three outlets' hands, with figures that other stories' figures do not state."""
    told = []
    for story, place in enumerate(("Muse", "Lashio", "Hpakant")):
        words = [f"word{story}of{number}" for number in range(150)]
        lines = "\n".join(
            f"# {12 + story} {measure} party=regime place={place} on=2024-11-0{story + 1} by=TNLA"
            for measure in ("killed", "injured", "captured")
        )
        for copy in range(3):
            edited = [*words[: 10 * copy], "edited", *words[10 * copy + 1 :]]
            told.append((f"Outlet {copy}", " ".join(edited) + "\n" + lines))
    return told


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
async def test_what_is_one_claim_does_not_depend_on_what_came_in_first(room: Room, seed: int) -> None:
    shelf = _shelf()
    random.Random(seed).shuffle(shelf)
    for outlet, text in shelf:
        await room.take_in(text, outlet=outlet)
    partition: dict[int | None, set[tuple[int, str]]] = {}
    for row in await room.figures():
        partition.setdefault(row.claim_id, set()).add((row.report_id, row.quote))
    assert len(partition) == 9
    assert {len(figures) for figures in partition.values()} == {3}
    assert all(len({quote for _, quote in figures}) == 1 for figures in partition.values())


INJURED = "# 5 injured place=Muse on=2024-11-03 by=TNLA\n"
BACKGROUND = " ".join(f"The {number}th sentence of background was left out by some." for number in range(40))


@pytest.mark.parametrize("longer_first", [True, False])
async def test_a_story_cut_from_its_end_is_told_and_counted_once(room: Room, longer_first: bool) -> None:
    whole, cut = f"{STORY}{BACKGROUND}\n{INJURED}", f"YANGON - {STORY}"
    await room.subscribe(1)
    first, second = (whole, cut) if longer_first else (cut, whole)
    await room.take_in(first, outlet="DVB")
    await room.sent()
    await room.take_in(second, outlet="Mizzima")
    assert await _stories(room) == [(1, ""), (1, "copy")]
    (post,) = await room.posts()
    assert (post.shown, post.wanted) == (1, 2)
    assert sorted((claim.measure, claim.value) for claim in await room.claims()) == [
        ("injured", 5), ("killed", 12),
    ]  # fmt: skip

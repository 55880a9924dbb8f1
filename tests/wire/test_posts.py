from dataclasses import replace
from datetime import date

from bot.wire.posts import story_post
from tests.wire.making import NOW, VOICE, figure, report, story


def said(*figures: object, **fields: object) -> str:
    return story_post(story(report(*figures, **fields)), VOICE).plain  # type: ignore[arg-type]


def test_a_post_tells_headline_outlet_date_and_figures_by_measure_and_party() -> None:
    figures = (
        figure(1, measure="bases_seized", value=31, source=None),
        figure(2, party="civilian", value=16, qualifier="at_least", high=None, source="locals", caveat=True),
        figure(3),
    )
    message = story_post(story(report(*figures)), VOICE, post_id=7)
    assert message.plain.splitlines() == [
        "Outposts fall in Kyaukme",
        "The Irrawaddy · 13 Nov 2024",
        "",
        "Killed",
        "Civilians: ≥ 16† · Kyaukme, Shan · 3–12 Nov · per locals",
        "Regime: 45 · Kyaukme, Shan · 3–12 Nov · per TNLA",
        "Bases seized",
        "Regime: 31 · Kyaukme, Shan · 3–12 Nov",
        "",
        "† not independently verified",
    ]
    assert '<a href="https://www.irrawaddy.com/news/outposts.html">The Irrawaddy</a>' in message.html
    assert [button.label for row in message.keyboard for button in row] == ["Figures and quotes", "Totals"]


def test_parts_stand_indented_under_their_whole() -> None:
    whole = figure(1, value=27)
    part = figure(2, value=10, part_of=1, party="civilian", quote="ten civilians")
    inner = figure(3, value=4, part_of=2, party="civilian", quote="four of them children")
    lines = said(whole, part, inner).splitlines()[3:]
    assert lines == [
        "Killed",
        "Regime: 27 · Kyaukme, Shan · 3–12 Nov · per TNLA",
        "\u2003including 10 · Civilians",
        "\u2003\u2003including 4 · “four of them children”",
    ]


def test_qualifiers_are_signs() -> None:
    cases = [
        ({"qualifier": "exact"}, "45"),
        ({"qualifier": "at_least", "high": None}, "≥ 45"),
        ({"qualifier": "more_than", "low": 46, "high": None}, "> 45"),
        ({"qualifier": "nearly", "low": None}, "nearly 45"),
        ({"qualifier": "up_to", "low": None}, "≤ 45"),
        ({"qualifier": "about"}, "~ 45"),
        ({"qualifier": "range", "high": 60}, "45–60"),
        ({"qualifier": "exact", "unit": "families"}, "45 families"),
        ({"qualifier": "vague", "value": None, "low": None, "quote": "dozens killed"}, "“dozens killed”"),
    ]
    for fields, sign in cases:
        one = replace(
            figure(1, party=None, place=None, region=None, source=None, start=None, end=None), **fields
        )
        assert said(one).splitlines()[4] == sign


def test_copies_corrections_and_unreviewed_figures_are_marked() -> None:
    lead = report(figure(1, origin="amended"))
    told = story(lead, report(id=35, outlet="DVB"), report(id=36, outlet="Mizzima"), unreviewed=True)
    lines = story_post(told, VOICE).plain.splitlines()
    assert lines[1] == "The Irrawaddy · 13 Nov 2024 · also: DVB, Mizzima"
    assert lines[2] == "corrected · unreviewed"


def test_a_retracted_report_says_so_and_shows_no_figure() -> None:
    words = said(figure(1), retracted_at=NOW, retracted_because="the outlet withdrew it")
    assert "Retracted: the outlet withdrew it." in words
    assert "45" not in words


def test_a_story_whose_first_report_was_retracted_is_told_by_the_next() -> None:
    first = report(figure(1), retracted_at=NOW)
    second = report(figure(2, value=41), id=35, outlet="DVB")
    assert "DVB" in story_post(story(first, second), VOICE).plain.splitlines()[1]


def test_figures_that_wait_or_were_rejected_are_not_stated() -> None:
    words = said(figure(1, state="held"), figure(2, state="rejected", value=99))
    assert "45" not in words
    assert "99" not in words
    assert "1 figure waits for an editor" in words


def test_a_long_list_ends_with_where_the_rest_is() -> None:
    many = [figure(number, value=number, start=None, end=date(2024, 11, 1)) for number in range(1, 41)]
    words = said(*many)
    assert "… and 27 more: /report_34" in words
    assert len(words) <= 4096


def test_an_address_that_is_no_web_address_is_dropped() -> None:
    for link in (
        "javascript:alert(1)",
        "ftp://a.example/x",
        "http://localhost/x",
        "https://a.example/\u202ex",
        "",
    ):
        html = story_post(story(report(figure(1), link=link)), VOICE).html
        assert "<a" not in html
        assert "The Irrawaddy" in html


def test_a_post_does_not_end_with_a_heading_that_nothing_stands_under() -> None:
    many = [figure(number, value=number, measure="killed") for number in range(1, 14)]
    words = said(*many, figure(14, measure="injured", value=3))
    assert "Injured" not in words
    assert "… and 1 more" in words


def test_a_post_cut_by_its_length_does_not_end_with_a_heading_either() -> None:
    for length in range(60, 81):
        long = {"place": "p" * length, "region": None, "source": "s" * 80, "party": "x" * 400}
        many = [figure(number, measure=f"measure {number // 2}", **long) for number in range(1, 13)]
        words = said(*many).split("\n\n")[1].splitlines()
        assert len(words) < 18
        assert not words[-1].startswith("Measure")


def test_a_post_whose_figure_an_editor_took_out_is_marked_corrected() -> None:
    assert "corrected" in said(figure(1), figure(2, state="rejected")).splitlines()
    assert "corrected" not in said(figure(1), figure(2, state="held"))
    gone = said(figure(1, state="rejected"), retracted_at=NOW, retracted_because="withdrawn")
    assert "corrected" not in gone

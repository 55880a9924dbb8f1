"""The sample reports: whole, in order, our own words, and carrying the seeds' figures."""

import json
import re
from pathlib import Path

import pytest

from bot.intake.article_text import why_not
from bot.sandbox import Sandbox, SandboxSettings
from bot.sandbox.news.samples import sample_arrivals, sample_outlets
from tests.sandbox.conftest import QUIET

SEEDS = Path(__file__).parents[3] / "shared" / "figures" / "seeds"
SAMPLE_OF_SEED = {
    "2024-12-28": "november-review",
    "2023-11-21": "loikaw-ten-days",
    "2023-12-20": "northern-offensive-week-eight",
    "2023-07-26": "upper-myanmar-june",
    "2023-12-04": "konkyan-column",
}


def arrived(slug: str):
    step = next(step for step in sample_arrivals() if step.slug == slug and step.correction is None)
    return next(iter(step.entries.values()))


def test_every_sample_is_named_once_and_corrected_after_it_arrived():
    seen: set[str] = set()
    for step in sample_arrivals():
        assert (step.slug in seen) == (step.correction is not None)
        seen.add(step.slug)
    shipped = Path(__file__).parents[2] / "bot" / "sandbox" / "samples"
    assert seen == {path.stem for path in shipped.glob("*.json")} - {"outlets"}


def test_samples_show_what_the_product_is_for():
    steps = sample_arrivals()
    assert sum(step.correction is not None for step in steps) >= 2
    assert any(len(step.entries) > 1 for step in steps), "one agency's story in two feeds"
    texts = " ".join(entry.text for step in steps for entry in step.entries.values())
    for words in ("another 15", "Between 20 and 30", "lakh", "families", "Dozens", "Up to 40", "rival"):
        assert words in texts
    assert not re.search(r"\d", arrived("demoso-schools").text), "a report without figures"
    formats = {(outlet.format, outlet.full_text) for outlet in sample_outlets()}
    assert formats == {("rss", True), ("rss", False), ("atom", True), ("atom", False)}


def test_every_sample_is_taken_for_the_article_of_its_summary():
    for step in sample_arrivals():
        for slug, entry in step.entries.items():
            assert why_not(entry.title, entry.summary, entry.text) is None, slug


def seeds() -> list[dict]:
    if not SEEDS.is_dir():
        pytest.skip("the seed reports are not beside this repository")
    return [json.loads(path.read_text("utf-8")) for path in sorted(SEEDS.glob("*.json"))]


def test_the_figures_of_the_seeds_are_in_the_samples():
    for seed in seeds():
        sample = arrived(SAMPLE_OF_SEED[seed["published"]])
        assert str(sample.published.date()) == seed["published"]
        said = sample.title + "\n" + sample.text
        for figure in seed["figures"]:
            value = figure["value"]
            if value is not None and value > 2:
                assert re.search(rf"(?<!\d){value:,}(?!\d)|\b{_word(value)}\b", said), figure["quote"]


def _word(value: int) -> str:
    return {5: "five", 10: "(?:10|ten)"}.get(value, f"{value}")


def test_no_sentence_of_the_seeds_is_in_the_samples():
    ours = {slug: _runs(arrived(slug).text, 8) for slug in SAMPLE_OF_SEED.values()}
    for seed in seeds():
        shared = _runs(seed["text"], 8) & ours[SAMPLE_OF_SEED[seed["published"]]]
        assert not shared


def _runs(text: str, length: int) -> set[str]:
    """Give all runs of so many words."""
    words = re.findall(r"[\w’'-]+", text.lower())
    return {" ".join(words[at : at + length]) for at in range(len(words) - length + 1)}


async def test_reports_arrive_by_the_clock_and_by_hand():
    settings = SandboxSettings(port=0, rates=None, arrival_seconds=0.01, first_reports=2)
    async with Sandbox(settings) as sandbox:
        await sandbox.world.until(lambda: sandbox.arrivals.left == 0)
        assert sandbox.arrivals.next_report() is None
        assert sandbox.arrivals.correct_last() is None
    async with Sandbox(QUIET) as sandbox:
        assert sandbox.arrivals.correct_last() is None, "nothing has arrived"
        slugs = [sandbox.arrivals.next_report() for _ in range(6)]
        assert slugs[-1] == "momauk-market"
        assert sandbox.arrivals.correct_last() == "momauk-market"
        assert sandbox.arrivals.correct_last() is None
        assert sandbox.arrivals.next_report() == "pinlebu-outposts"

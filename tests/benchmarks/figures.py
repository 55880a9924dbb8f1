"""What reading a report costs: against trafilatura on the report's page, and as the text grows.

The first 1,500 characters of every report of ours that is as long are read (0 to 18 figures each);
trafilatura takes the same article out of a page of 75 KiB. Both are CPU time of one process, the best of
several rounds for each report. In a round all reports are read and then all pages taken apart, so that
neither is favoured by what else the machine does, nor slowed by the other, which in the bot has a process
of its own.
"""

import json
from collections.abc import Callable
from datetime import date
from time import process_time

from trafilatura import extract

from bot.figures import ReportText, load_beat, read
from tests.figures.corpus import HERE, Row

_CHARACTERS = 1500
_PAGE = 75 * 1024
_LENGTHS = (1_500, 15_000, 150_000)
_ROUNDS = 15


def main() -> None:
    """Print the table."""
    beat = load_beat(["myanmar"])
    reports = [_report(row) for row in _rows() if len(row["text"]) >= _CHARACTERS]
    pages = [_page(report) for report in reports]
    extract(pages[0])  # the first call of each loads what it needs
    read(reports[0], beat)
    rounds = [
        (
            [_cpu(lambda report=report: read(report, beat)) for report in reports],
            [_cpu(lambda page=page: extract(page)) for page in pages],
            [_cpu(lambda page=page: extract(page, fast=True)) for page in pages],
        )
        for _ in range(_ROUNDS)
    ]
    reading, taking, fast = (
        1000 * sum(map(min, zip(*times, strict=True))) / len(reports) for times in zip(*rounds, strict=True)
    )
    print(f"reading {_CHARACTERS:,} characters for figures    {reading:6.2f} ms")
    print(
        f"trafilatura on a page of {len(pages[0]) // 1024} KiB        "
        f"{taking:6.2f} ms: ratio {reading / taking:.2f}"
    )
    print(f"the same with fast=True                  {fast:6.2f} ms: ratio {reading / fast:.2f}")
    print()
    for length in _LENGTHS:
        text = "\n\n".join(report.text for report in reports)
        long = ReportText(
            (text + "\n\n") * (length // len(text)) + text[: length % len(text)], "", date(2024, 5, 14)
        )
        best = min(_cpu(lambda long=long: read(long, beat)) for _ in range(3))
        print(f"{length:>9,} characters    {best * 1e6 / length:6.2f} ms per 1,000 characters")


def _rows() -> list[Row]:
    return [
        json.loads(path.read_text(encoding="utf-8")) for path in sorted((HERE / "reports").glob("*.json"))
    ]


def _report(row: Row) -> ReportText:
    text = row["text"][:_CHARACTERS]
    return ReportText(text, row["title"], date.fromisoformat(row["published"]), row["outlet"])


def _page(report: ReportText) -> bytes:
    """A page as news sites make them: the article among menus, teasers, comments and scripts."""
    paragraphs = "".join(f"<p>{words}</p>" for words in report.text.split("\n\n"))
    menu = "".join(
        f'<li class="depth-{n % 3}"><a href="/section/{n}">Section {n}</a></li>' for n in range(120)
    )
    teasers = "".join(
        f'<div class="teaser"><a href="/story/{n}"><img src="/{n}.jpg" alt=""><h3>Another story {n}</h3></a>'
        f"<span>2024-05-{n % 28 + 1:02d}</span><p>What happened elsewhere on that day, in short.</p></div>"
        for n in range(80)
    )
    comments = "".join(
        f'<div class="comment"><b>Reader {n}</b><p>I have something to say about this, too.</p></div>'
        for n in range(40)
    )
    head = (
        f'<html lang="en"><head><title>{report.title}</title><meta charset="utf-8"></head>'
        f"<body><nav><ul>{menu}</ul></nav><main><article><h1>{report.title}</h1>"
        f'<time datetime="{report.published}"></time>{paragraphs}</article></main>'
        f"<aside>{teasers}</aside><section>{comments}</section><footer><ul>{menu}</ul></footer>"
    )
    script = (
        '<script>window.track = window.track || []; window.track.push({event: "view", slot: "%d"});</script>'
    )
    tail = "</body></html>"
    room = _PAGE - len((head + tail).encode())
    scripts = "".join(script % n for n in range(room // len(script)))
    return (head + scripts + tail).encode()


def _cpu(work: Callable[[], object]) -> float:
    began = process_time()
    work()
    return process_time() - began


if __name__ == "__main__":
    main()

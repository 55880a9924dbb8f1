import json

import pytest

pytestmark = pytest.mark.slow

RAID = {
    "id": "raid",
    "title": "Raid on Pale leaves 12 soldiers dead",
    "text": "At least 12 junta soldiers were killed in a raid on an outpost in Pale Township on Monday, "
    "the local defence force said. Two civilians were injured.",
    "published": "2024-05-15",
    "outlet": "Monywa Courier",
}


def rows(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_figures_come_with_their_fields_and_quotes_at_their_offsets(tallywire):
    done = tallywire("extract", "--jsonl", "--pack", "myanmar", stdin=json.dumps(RAID) + "\n")
    assert done.returncode == 0, done.stderr
    (row,) = rows(done)
    assert row["id"] == "raid"
    killed = next(figure for figure in row["figures"] if figure["measure"] == "killed")
    assert (killed["value"], killed["party"], killed["region"]) == (12, "regime", "Sagaing")
    assert (killed["start"], killed["end"]) == ("2024-05-13", "2024-05-13")
    assert set(killed) >= {
        "id", "measure", "value", "low", "high", "qualifier", "party", "place", "region", "start", "end",
        "source", "headline", "part_of", "alt", "quote", "start_char", "end_char", "field",
    }  # fmt: skip
    assert "unit" not in killed
    for figure in row["figures"]:
        assert RAID[figure["field"]][figure["start_char"] : figure["end_char"]] == figure["quote"]


def test_a_line_that_is_no_report_gives_an_error_and_harms_no_other(tallywire):
    lines = [
        json.dumps(RAID),
        "{not json",
        '["a list"]',
        '{"id": "no-text"}',
        '{"id": "odd", "text": 4}',
        '{"id": "when", "text": "x", "published": "last week"}',
        "",
        '{"text": "Three people were killed in Ann.", "title": null}',
    ]
    done = tallywire("extract", "--jsonl", stdin="\n".join(lines))
    assert done.returncode == 1
    answers = rows(done)
    assert [row["id"] for row in answers] == ["raid", 1, 2, "no-text", "odd", "when", 7]
    assert [bool(row.get("error")) for row in answers] == [False, True, True, True, True, True, False]
    assert "not JSON" in answers[1]["error"]
    assert "published" in answers[5]["error"]
    assert answers[6]["figures"][0]["value"] == 3


def test_separators_inside_strings_do_not_end_a_line(tallywire):
    text = "Two people were killed in Pale.\u2028Three people were injured.\u0085"
    done = tallywire("extract", "--jsonl", stdin=json.dumps({"text": text}, ensure_ascii=False) + "\n")
    assert done.returncode == 0
    assert len(rows(done)) == 1


def test_half_a_character_costs_nobody_anything(tallywire):
    lines = ['{"id": "half", "text": "Twelve people were killed \\ud800 in Pale."}', json.dumps(RAID)]
    done = tallywire("extract", "--jsonl", stdin="\n".join(lines))
    assert done.returncode == 0, done.stderr
    assert [row["id"] for row in rows(done)] == ["half", "raid"]
    assert rows(done)[0]["figures"][0]["value"] == 12


def test_one_text_gives_a_table_for_people(tallywire):
    done = tallywire("extract", "--published", "2024-05-15", stdin=RAID["text"])
    assert done.returncode == 0
    assert "killed" in done.stdout
    assert "12" in done.stdout


def test_explain_shows_the_sentence_and_the_rule(tallywire):
    done = tallywire("extract", "--explain", stdin=RAID["text"])
    assert done.returncode == 0
    assert "were killed" in done.stdout
    assert "object:kill" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["extract", "--pack", "atlantis"], "atlantis"),
        (["extract", "--odd"], "--odd"),
        (["nonsense"], "nonsense"),
        (["extract", "--config", "absent.toml"], "absent.toml"),
    ],
)
def test_usage_and_configuration_errors_have_status_two(tallywire, arguments, said):
    done = tallywire(*arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [("missing.txt",), (".",), ("--published", "yesterday")])
def test_what_cannot_be_read_is_a_matter_of_usage(tallywire, arguments):
    done = tallywire("extract", *arguments, stdin="12 soldiers were killed.")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert arguments[-1] in done.stderr or "2024-11-30" in done.stderr

import csv
import io
import json
import sqlite3
import subprocess
import sys

import pytest
from sqlalchemy.exc import OperationalError

from bot.__main__ import main

pytestmark = pytest.mark.slow

REPORTS = [
    {
        "id": "a",
        "title": "Raid on Pale leaves soldiers dead",
        "text": "At least 12 junta soldiers were killed in a raid on an outpost in Pale Township on Monday, "
        "the local defence force said.",
        "published": "2024-05-15",
        "outlet": "Monywa Courier",
    },
    {
        "id": "b",
        "title": "Shelling kills villagers in Ann",
        "text": "Shelling killed seven villagers in Ann Township on Tuesday, residents said.",
        "published": "2024-05-16",
        "outlet": "Coast Post",
    },
]


@pytest.fixture
def reports(tmp_path):
    path = tmp_path / "reports.jsonl"
    path.write_text("".join(json.dumps(report) + "\n" for report in REPORTS))
    return path


def test_imported_reports_are_counted_once(tallywire, reports):
    first = tallywire("import", str(reports))
    assert first.returncode == 0, first.stderr
    assert first.stdout.startswith("2 new, 0 already known")
    again = tallywire("import", str(reports))
    assert again.stdout.startswith("0 new, 2 already known")

    asked = tallywire("totals", "killed regime may 2024", "--json")
    assert asked.returncode == 0, asked.stderr
    answer = json.loads(asked.stdout)
    assert set(answer) >= {
        "question", "measure", "party", "place", "start", "end", "at_least", "if_nothing_overlaps", "counted",
        "left_out", "reaches_beyond", "reports", "sources", "newest",
    }  # fmt: skip
    assert (answer["measure"], answer["party"], answer["at_least"]) == ("killed", "regime", 12)
    assert (answer["start"], answer["end"]) == ("2024-05-01", "2024-05-31")
    assert len(answer["counted"]) == 1

    told = tallywire("totals", "killed", "Ann", "may", "2024")
    assert told.returncode == 0
    assert "7" in told.stdout


def test_a_breakdown_has_a_line_each(tallywire, reports):
    tallywire("import", str(reports))
    told = tallywire("totals", "killed may 2024 by region")
    assert "Sagaing: 12" in told.stdout, told.stderr
    assert "Rakhine: 7" in told.stdout
    rows = json.loads(tallywire("totals", "killed may 2024 by region", "--json").stdout)["rows"]
    assert {row["label"]: row["at_least"] for row in rows} == {"Sagaing": 12, "Rakhine": 7}


def test_an_export_has_a_row_a_figure(tallywire, reports, tmp_path):
    tallywire("import", str(reports))
    done = tallywire("export", "killed may 2024", "--format", "csv")
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert sorted(row["value"] for row in rows) == ["12", "7"]
    target = tmp_path / "figures.json"
    assert tallywire("export", "killed may 2024", "--format", "json", "--output", str(target)).returncode == 0
    assert len(json.loads(target.read_text())) >= 1


@pytest.mark.parametrize("form", ["csv", "json"])
def test_an_export_without_figures_says_so(tallywire, reports, form):
    tallywire("import", str(reports))
    done = tallywire("export", "captured may 2024", "--format", form)
    assert done.returncode == 0
    assert done.stderr.strip() == "captured · May 2024: no figures"
    assert len(done.stdout.splitlines()) == 1


def test_a_mistyped_database_is_not_read_as_zero(tallywire, tmp_path):
    done = tallywire("totals", "killed", "--database", f"sqlite+aiosqlite:///{tmp_path}/mistyped/x.db")
    assert done.returncode == 1
    assert "not there yet" in done.stderr
    assert not (tmp_path / "mistyped").exists()


def test_a_word_that_is_not_understood_is_named(tallywire, reports):
    tallywire("import", str(reports))
    done = tallywire("totals", "killed loikow")
    assert done.returncode == 2
    assert "loikow" in done.stderr
    assert "Loikaw" in done.stderr


def test_a_bad_line_costs_the_others_nothing(tallywire, tmp_path):
    path = tmp_path / "mixed.jsonl"
    path.write_text(json.dumps(REPORTS[0]) + "\n{oops\n" + json.dumps(REPORTS[1]) + "\n")
    done = tallywire("import", str(path))
    assert done.returncode == 1
    assert done.stdout.startswith("2 new")
    assert "line 2" in done.stderr


def test_reading_again_changes_nothing_where_the_rules_are_the_same(tallywire, reports):
    tallywire("import", str(reports))
    done = tallywire("reread")
    assert done.returncode == 0, done.stderr
    assert "2 reports read, 0 would change" in done.stdout


def test_migrate_names_the_database(tallywire, tmp_path):
    done = tallywire("migrate", "--database", f"sqlite+aiosqlite:///{tmp_path}/other.db")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "other.db").exists()


def test_a_database_that_cannot_be_reached_is_told_without_its_password(tallywire):
    done = tallywire("migrate", "--database", "postgresql+psycopg://me:s3cret@127.0.0.1:1/none")
    assert done.returncode == 1
    assert "cannot be used" in done.stderr
    assert "s3cret" not in done.stderr + done.stdout


def test_reports_come_from_a_pipe_too(tallywire):
    done = tallywire("import", "/dev/stdin", stdin=json.dumps(REPORTS[0]))
    assert (done.returncode, done.stdout[:5]) == (0, "1 new")


def test_an_answer_about_all_measures_says_what_was_asked(tallywire, tmp_path):
    said = "Shelling killed seven villagers and injured nine in Ann on Tuesday, residents said."
    line = {"text": said, "published": "2024-05-16", "outlet": "Coast Post"}
    (tmp_path / "two.jsonl").write_text(json.dumps(line))
    tallywire("import", "two.jsonl")
    answer = json.loads(tallywire("totals", "may 2024", "--json").stdout)
    assert answer["question"] == "May 2024"
    assert {one["measure"] for one in answer["answers"]} == {"killed", "injured"}


def test_an_export_that_cannot_be_written_is_said_and_leaves_nothing(tallywire, reports, tmp_path):
    tallywire("import", str(reports))
    nowhere = tallywire("export", "killed", "--output", "nowhere/figures.csv")
    assert (nowhere.returncode, "Traceback" in nowhere.stderr) == (2, False)
    assert "nowhere/figures.csv: No such file" in nowhere.stderr
    misspelt = tallywire("export", "kiled", "--output", "figures.csv")
    assert misspelt.returncode == 2
    assert not (tmp_path / "figures.csv").exists()


def test_a_reader_that_stops_reading_is_no_error_to_tell_of(tallywire, tmp_path):
    days = [
        f"Shelling killed {day + 3} villagers in Ann on May {day}, residents said." for day in range(1, 32)
    ]
    lines = [{"text": text, "title": text * 9, "published": "2024-06-16", "outlet": "Coast"} for text in days]
    (tmp_path / "many.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    tallywire("import", "many.jsonl")
    reads = "import subprocess, sys; p = subprocess.Popen([sys.executable, '-m', 'bot', 'export', 'killed'], "
    reads += (
        "stdout=subprocess.PIPE, stderr=subprocess.PIPE); p.stdout.close(); print(p.stderr.read().decode())"
    )
    done = subprocess.run(
        [sys.executable, "-c", reads], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == ""


def test_a_disk_that_fills_up_is_said(monkeypatch, capsys):
    def full():
        raise OperationalError("INSERT", None, sqlite3.OperationalError("database or disk is full"))

    monkeypatch.setattr("bot.__main__.cli", full)
    with pytest.raises(SystemExit) as done:
        main()
    assert done.value.code == 1
    assert capsys.readouterr().err == "tallywire: the database cannot be used: database or disk is full\n"

"""The measuring itself: the same numbers as the scorers beside the repository, and falls are seen."""

import contextlib
import importlib.util
import io
import json
import sys
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

import pytest

from tests.figures import measure, scoring
from tests.figures.corpus import HERE, SHARED, Counted, Row, Scored, read_counts, read_reports

shared_only = pytest.mark.skipif(not SHARED.is_dir(), reason="the scorers stand beside the repository")


def figure(measure_name: str, value: int | None, **changes: object) -> Row:
    row: Row = {
        "id": "f1", "measure": measure_name, "value": value, "low": value, "high": value,
        "qualifier": "exact",
        "party": None, "place": None, "region": None, "start": None, "end": None, "source": None,
        "headline": False, "part_of": None, "alt": [], "quote": "", "confidence": 0.9,
    }  # fmt: skip
    return row | changes


def scorer(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"shared_{name}", SHARED / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with patch.object(sys, "dont_write_bytecode", True):
        spec.loader.exec_module(module)
    return module


def printed_by(module: ModuleType, *arguments: object) -> str:
    out = io.StringIO()
    with patch.object(sys, "argv", [module.__name__, *map(str, arguments)]), contextlib.redirect_stdout(out):
        module.main()
    return out.getvalue()


@shared_only
@pytest.mark.parametrize("folder", [SHARED / "practice", HERE / "reports"], ids=["practice", "own"])
def test_reports_score_as_the_shared_scorer_scores_them(folder: Path, tmp_path: Path) -> None:
    reports = read_reports(folder)
    predictions = tmp_path / "predictions.jsonl"
    predictions.write_text("".join(json.dumps({"id": r.id, "figures": r.given}) + "\n" for r in reports))
    theirs = json.loads(printed_by(scorer("score"), folder, predictions, "--json"))
    ours = scoring.score_reports(reports)
    for name in ("counts", "figures", "people"):
        assert (ours[f"{name} precision"], ours[f"{name} recall"], ours[f"{name} f1"]) == (
            theirs[name]["p"],
            theirs[name]["r"],
            theirs[name]["f1"],
        )
    assert ours["headline recall"] == theirs["headline_recall"]
    assert {name: ours[f"field {name}"] for name in scoring.FIELDS} == theirs["fields"]


@shared_only
def test_counts_score_as_the_shared_scorer_scores_them(tmp_path: Path) -> None:
    path = HERE / "cases" / "counts.jsonl"
    rows = read_counts(path)
    predictions = tmp_path / "predictions.jsonl"
    predictions.write_text(
        "".join(json.dumps({"id": n, "figures": r.given}) + "\n" for n, r in enumerate(rows))
    )
    theirs = printed_by(scorer("score_counts"), path, predictions)
    ours = scoring.score_counts(rows)
    for line in theirs.splitlines():
        name = line.split()[0]
        assert f"all: exact {ours[f'{name} exact']:.3f} mae {ours[f'{name} mean error']:.3f}" in line
        assert f"3+: exact {ours[f'{name} of 3+ exact']:.3f}" in line


def test_a_figure_is_matched_once_and_vague_ones_are_not_asked_for() -> None:
    stated = [figure("killed", 3), figure("killed", None)]
    scores = scoring.score_reports([Scored("r", stated, [figure("killed", 3), figure("killed", 3)])])
    assert (scores["figures precision"], scores["figures recall"]) == (0.5, 1.0)


def test_another_value_of_the_same_figure_matches_with_its_bounds() -> None:
    stated = [figure("killed", 1189, alt=[1200])]
    scores = scoring.score_reports([Scored("r", stated, [figure("killed", 1200, low=None)])])
    assert scores["figures f1"] == 1.0
    assert scores["field bounds"] == 1.0


def test_a_figure_of_the_wrong_party_counts_but_is_no_figure() -> None:
    scores = scoring.score_reports(
        [Scored("r", [figure("killed", 3)], [figure("killed", 3, party="regime")])]
    )
    assert (scores["counts f1"], scores["figures f1"]) == (1.0, 0.0)


def test_figures_read_where_none_is_stated_are_told() -> None:
    assert scoring.score_reports([Scored("r", [], [figure("killed", 3)])])["invented where none"] == 1


def test_parts_are_left_out_of_the_sum_of_a_coded_count() -> None:
    row = Counted(
        "", {"killed": 5, "injured": None}, [figure("killed", 5), figure("killed", 2, part_of="f1")]
    )
    assert scoring.score_counts([row])["killed exact"] == 1.0


def test_a_case_compares_only_the_fields_it_names() -> None:
    given = figure("killed", 3, party="regime", source="the KIA", place="Muse Township")
    assert (
        scoring.differences(Scored("c", [{"measure": "killed", "value": 3, "place": "Muse"}], [given])) == []
    )
    assert scoring.differences(Scored("c", [{"measure": "killed", "value": 3, "party": None}], [given])) == [
        "killed 3: party 'regime', not None"
    ]


def test_a_case_tells_what_was_missed_and_what_was_invented() -> None:
    found = scoring.differences(Scored("c", [{"measure": "killed", "value": 3}], [figure("killed", 4)]))
    assert found == ["missed killed 3", "invented killed 4: ''"]


def test_parts_of_a_case_point_at_the_figure_that_its_index_names() -> None:
    stated = [{"measure": "killed", "value": 5}, {"measure": "killed", "value": 2, "part_of": 0}]
    whole, part = figure("killed", 5, id="f7"), figure("killed", 2, id="f8", part_of="f7")
    assert scoring.differences(Scored("c", stated, [whole, part])) == []
    assert scoring.differences(Scored("c", stated, [whole, part | {"part_of": None}])) != []


def test_calibration_sets_what_was_said_beside_what_was_right() -> None:
    report = Scored("r", [figure("killed", 3)], [figure("killed", 3), figure("injured", 2, confidence=0.42)])
    assert scoring.calibration([report]) == [(0.9, 1.0, 1), (0.42, 0.0, 1)]


def test_a_fall_is_told_from_a_rise_also_where_less_is_better() -> None:
    before = {"satp-dev": {"killed exact": 0.9, "killed mean error": 0.2, "gone": 1.0}}
    after = {"satp-dev": {"killed exact": 0.8, "killed mean error": 0.1, "new": 1.0}}
    assert list(measure.changes(before, after)) == [
        ("satp-dev", "killed exact", 0.9, 0.8, True),
        ("satp-dev", "killed mean error", 0.2, 0.1, False),
    ]


@pytest.mark.slow
def test_measuring_tells_a_fall_by_its_exit_status(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(measure, "SHARED", tmp_path / "nowhere")
    monkeypatch.setattr(measure, "SCORES", tmp_path / "scores.json")
    monkeypatch.setattr(measure, "KNOWN_FAILURES", tmp_path / "known_failures.txt")
    assert measure.main(["--write"]) == 0
    assert "skipped: seeds" in capsys.readouterr().out
    assert measure.main([]) == 0
    scores = json.loads((tmp_path / "scores.json").read_text())
    scores["own counts"]["killed exact"] = 1.0
    (tmp_path / "scores.json").write_text(json.dumps(scores))
    assert measure.main([]) == 1
    assert "fell  own counts: killed exact 1.000" in capsys.readouterr().out

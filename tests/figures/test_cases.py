"""Every sentence case: what it asks for is read, nothing else is, and what is known to fail still fails.

known_failures.txt is written by `python -m tests.figures.measure --write`; a case that comes to pass must
leave it, so that it cannot fail again unseen.
"""

import pytest

from tests.figures.corpus import Row, known_failures, read_case, stage_cases
from tests.figures.scoring import differences

_KNOWN = known_failures()


def _case(row: Row) -> object:
    marks = [pytest.mark.xfail(strict=True, reason="known failure")] if row["id"] in _KNOWN else []
    return pytest.param(row, id=row["id"], marks=marks)


@pytest.mark.parametrize("case", [_case(row) for row in stage_cases()])
def test_case(case: Row) -> None:
    assert differences(read_case(case)) == []


def test_every_known_failure_is_a_case() -> None:
    assert {row["id"] for row in stage_cases()} >= _KNOWN

"""Holds docs/security.md against the tests that it names."""
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TABLE = (ROOT / "docs" / "security.md").read_text()
FILES = {path.name: path for path in (ROOT / "tests").rglob("test_*.py")}
CASES = {f"{suite}.{case}" for path in (ROOT / "tests" / "unit").rglob("*_test.cpp")
         for suite, case in re.findall(r"^TEST(?:_[FP])?\((\w+),\s*(\w+)\)", path.read_text(), re.MULTILINE)}


@pytest.mark.parametrize("file, test", sorted(set(re.findall(r"`(test_\w+\.py)(?:::(\w+))?`", TABLE))))
def test_names_integration_tests_that_exist(file, test):
    assert file in FILES
    assert not test or f"def {test}(" in FILES[file].read_text()


@pytest.mark.parametrize("case", sorted(set(re.findall(r"`([A-Z]\w+\.[A-Z]\w+)`", TABLE))))
def test_names_unit_tests_that_exist(case):
    assert case in CASES


@pytest.mark.parametrize("file", sorted(set(re.findall(r"`(\w+/\w+_test\.cpp)`", TABLE))))
def test_names_files_of_unit_tests_that_exist(file):
    assert (ROOT / "tests" / "unit" / file).exists()


def test_every_row_names_a_test():
    rows = [line for line in TABLE.splitlines() if line.startswith("| ") and not line.startswith(("| attempt", "| ---"))]
    assert len(rows) >= 25
    for row in rows:
        assert re.search(r"`(test_\w+\.(py|mjs|js)|[A-Z]\w+\.[A-Z]|\w+/\w+_test\.cpp)", row.rsplit("|", 2)[1]), row

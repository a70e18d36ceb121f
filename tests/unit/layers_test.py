"""Holds the sources against the layers of docs/architecture.md and the habits of HACKING.md that a program can see."""
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(path for folder in ("src", "tests") for path in (ROOT / folder).rglob("*") if path.suffix in (".cpp", ".hpp"))
HEADERS = [path for path in SOURCES if path.suffix == ".hpp" and path.is_relative_to(ROOT / "src")]
LAYERED = [path for path in SOURCES if path.is_relative_to(ROOT / "src") and path.parent != ROOT / "src"]
MAX_LINES = 500


def name_of(path):
    return str(path.relative_to(ROOT))


def read_table():
    """The table under "Layers" in docs/architecture.md: folder -> folders that it names."""
    text = (ROOT / "docs" / "architecture.md").read_text()
    section = text.split("## Layers", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| `(\w+)` \|([^|]*)\|", section, re.MULTILINE)
    return {folder: set(re.findall(r"`(\w+)`", named)) for folder, named in rows}


TABLE = read_table()


def reachable(folder):
    """What a folder may include: itself, what the table names, and all that those may include."""
    found, waiting = {folder}, [folder]
    while waiting:
        for named in TABLE[waiting.pop()] - found:
            found.add(named)
            waiting.append(named)
    return found


def includes_of(path):
    return re.findall(r'^\s*#\s*include\s+"([^"]+)"', path.read_text(), re.MULTILINE)


def test_the_table_has_every_folder_and_no_other():
    folders = {path.name for path in (ROOT / "src").iterdir() if path.is_dir()}
    assert set(TABLE) == folders
    assert set().union(*TABLE.values()) <= folders


def test_the_table_has_no_cycle():
    for folder in TABLE:
        assert all(folder not in reachable(named) for named in TABLE[folder]), folder


@pytest.mark.parametrize("path", LAYERED, ids=name_of)
def test_includes_only_what_its_layer_may(path):
    folder = path.relative_to(ROOT / "src").parts[0]
    for included in includes_of(path):
        assert "/" in included, f'"{included}": own headers are included by folder, e.g. "{folder}/{included}"'
        target = included.split("/")[0]
        assert target in reachable(folder), f'{folder} may not include "{included}": only {sorted(reachable(folder))}'


def test_headers_include_each_other_in_no_cycle():
    graph = {str(path.relative_to(ROOT / "src")): includes_of(path) for path in HEADERS}

    def visit(header, trail):
        assert header not in trail, " -> ".join([*trail, header])
        for included in graph.get(header, []):
            visit(included, [*trail, header])

    for header in graph:
        visit(header, [])


@pytest.mark.parametrize("folder", ["protocol", "room"])
def test_headers_of_pure_logic_have_no_glib_types(folder):
    for path in (ROOT / "src" / folder).rglob("*.hpp"):
        assert not re.search(r"#\s*include\s+<(g|gio|json-glib|libsoup|gst)[/a-z-]*\.h>|\bG(Object|Error|Source|Bytes)\b",
                             path.read_text()), name_of(path)


@pytest.mark.parametrize("path", [path for path in LAYERED if path.parent.name != "glib"], ids=name_of)
def test_only_the_glib_folder_counts_references_by_hand(path):
    by_hand = re.findall(r"\b(?:g|gst|soup|json)_\w*_?(?:ref|unref|ref_sink)\s*\(", path.read_text())
    assert not by_hand, f"use glib::RefPtr with adopt(), share() or sink() instead of {by_hand}"


def says_its_purpose_elsewhere(path):
    """A .cpp belongs to the header beside it, which says it; a unit test is named after what it tests."""
    return path.name.endswith("_test.cpp") or path.suffix == ".cpp" and path.with_suffix(".hpp").exists()


@pytest.mark.parametrize("path", [path for path in SOURCES if not says_its_purpose_elsewhere(path)], ids=name_of)
def test_says_at_its_head_what_it_is_for(path):
    assert re.match(r"// \S.+", path.read_text()), "the first line says in one sentence what the file is for"


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_is_not_long(path):
    lines = len(path.read_text().splitlines())
    assert lines <= MAX_LINES, f"{lines} lines: split it"


@pytest.mark.parametrize("path", HEADERS, ids=name_of)
def test_header_is_guarded_and_in_the_namespace_of_its_folder(path):
    text = path.read_text()
    assert "#pragma once" in text
    folder = path.relative_to(ROOT / "src").parts[0]
    assert f"namespace vchat::{folder}" in text

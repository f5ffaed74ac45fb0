"""Code fits a screen, says what belongs where, and sends nobody to the internet."""

from __future__ import annotations

import ast
import re
import statistics

from data.settings import ROOT
from tests.architecture import sources

LONGEST_FILE = 300
LONGEST_FUNCTION = 60
MEDIAN_FUNCTION = 12
PYTHON = sources.files(".py")
CODE = sources.files(".py", ".sql", ".js", ".css")
SHIPPED = sources.files(".py", ".js", ".css", ".html", rooms=sources.SHIPPED)
TESTS = sources.files(".py", rooms=("tests",))
OUTSIDE = re.compile(
    r"""(?:https?:|wss?:|["'(=]\s*)//(?!127\.0\.0\.1|localhost|\[|\{|\$|%|[\w.-]*\.(?:invalid|example|test)\b|www\.w3\.org|www\.opengis\.net)"""
    r"[a-z0-9-]+(?:\.[a-z0-9-]+)+",
    re.IGNORECASE,
)
LEFT_OPEN = re.compile(r"\b(?:TODO|FIXME|XXX)\b")
UNREAL = re.compile(r"pytest\.mark\.(?:skip|xfail)|pytest\.(?:skip|xfail|importorskip)\(|\btime\.sleep\(|wait_for_timeout\(")


def matches(paths, pattern):
    """Where `pattern` stands, but for this file, which must spell what it looks for."""
    texts = {sources.name(path): path.read_text(encoding="utf-8") for path in paths if path.name != "test_shape.py"}
    return {name: found.group() for name, text in texts.items() if (found := pattern.search(text))}


def functions():
    """(where, name, lines) of every function."""
    for path in PYTHON:
        for node in sources.functions(path):
            yield sources.name(path), node.name, node.end_lineno - node.lineno + 1


def test_no_file_is_long():
    lengths = {sources.name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in CODE}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_no_function_is_long_and_most_are_short():
    lengths = list(functions())
    assert [one for one in lengths if one[2] > LONGEST_FUNCTION] == []
    assert statistics.median(lines for _, _, lines in lengths) <= MEDIAN_FUNCTION


def test_every_module_says_what_belongs_there():
    trees = {sources.name(path): ast.parse(path.read_text(encoding="utf-8")) for path in PYTHON}
    assert [name for name, tree in trees.items() if tree.body and not ast.get_docstring(tree)] == []


def test_no_code_names_an_address_outside():
    assert matches(SHIPPED, OUTSIDE) == {}


def test_nothing_is_left_open():
    assert matches(CODE, LEFT_OPEN) == {}


def test_no_test_is_skipped_or_waits_for_luck():
    assert matches(TESTS, UNREAL) == {}


def test_no_error_is_swallowed():
    silent = []
    for path in sources.files(".py", rooms=("dashboard", "feeds", "layers", "data")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler):
                broad = node.type is None or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"})
                if broad and all(isinstance(step, ast.Pass | ast.Continue) for step in node.body):
                    silent.append(f"{sources.name(path)}:{node.lineno}")
    assert silent == []


def test_nothing_committed_names_a_machine():
    machine = re.compile(r"(?:^|[\s\"'`(=])/(?:root|home/\w+|work)/", re.MULTILINE)
    paths = [path for path in ROOT.glob("*") if path.suffix in {".md", ".toml", ".txt", ".json"} or path.name == "Procfile"]
    paths += sources.files(".py", ".sql", ".js", ".css", ".sh", ".html") + sources.files(".md", ".po", rooms=("docs", "dashboard"))
    assert matches(paths, machine) == {}

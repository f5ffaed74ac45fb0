"""JSON is read by the letter of RFC 8259, bounded, and a refusal says where."""

from __future__ import annotations

import pytest

from data.errors import InvalidInput
from data.law.shapes.strict_json import parse

OWN = {
    "y_number.json": b"[-1.5e3, 0, 12]",
    "y_text.json": '{"名": "济源 \\ud83d\\ude00"}'.encode(),
    "y_bom.json": b"\xef\xbb\xbf{}",
    "n_comma.json": b"[1,]",
    "n_single.json": b"['a']",
    "n_nan.json": b"[NaN]",
    "n_open.json": b"[" * 100_000,
    "n_open_objects.json": b'[{"":' * 50_000,
    "n_quotes.json": b'"\\"' * 50_000,
    "n_utf8.json": b'["\xff"]',
    "n_zero.json": b"[012]",
    "n_control.json": b'["a\x00b"]',
    "n_after.json": b"{} {}",
    "i_huge.json": b"[1e400]",
    "i_surrogate.json": b'["\\ud800"]',
}
TWICE = {"y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"}
"""Allowed by the grammar, refused here: a file that says two things says nothing."""


def verdict(blob):
    try:
        parse(blob, 600, 1_000_000)
    except InvalidInput as error:
        return error.code
    return ""


def files(shared_data):
    if shared_data is None:
        return OWN
    folder = shared_data / "validation/jsontestsuite"
    return OWN | {path.name: path.read_bytes() for path in sorted(folder.glob("*.json"))}


def test_what_is_json_is_read_and_what_is_not_is_refused(shared_data):
    wrong = {}
    for name, blob in files(shared_data).items():
        code = verdict(blob)
        if name in TWICE:
            assert code == "E-FILE-08"
        elif (name[0] == "y" and code) or (name[0] == "n" and not code):
            wrong[name] = code
    assert wrong == {}


@pytest.mark.parametrize(
    ("blob", "code", "params"),
    [
        (b'{"a": 1,\n "b" 2}', "E-FILE-07", {"line": 2, "column": 6}),
        (b'{"a": 1, "a": 2}', "E-FILE-08", {"key": "a"}),
        (b"\n" + b"[" * 61, "E-FILE-09", {"most": 60, "line": 2, "column": 61}),
        (b'["NaN",\n NaN]', "E-FILE-10", {"line": 2, "column": 2}),
        (b"[1, 1e999]", "E-FILE-10", {"line": 1, "column": 5}),
        (b"[" + b"9" * 5000 + b"]", "E-FILE-10", {"line": 1, "column": 2}),
        (b'["ab\xff"]', "E-FILE-11", {"byte": 5}),
        (b'["\\udc00"]', "E-FILE-12", {}),
        (b"[" + b"[]," * 100 + b"[]]", "E-FILE-84", {"most": 100}),
    ],
)
def test_a_refusal_says_where(blob, code, params):
    with pytest.raises(InvalidInput) as refused:
        parse(blob, 60, 100)
    assert refused.value.code == code
    assert {key: refused.value.params[key] for key in params} == params

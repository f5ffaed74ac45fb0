"""The roots outside the database: written after the seal, caught up and stated as such, whole after a crash (R-66)."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime, timedelta

import pytest

from data.law.anchors import Anchor, AnchorFile, AnchorsBusy, Damage, read_anchors
from data.law.reports import signing_key, write_due_reports
from data.worker import Anchoring
from tests.audit.support import append, tamper


def seal_row(no, age=0):
    return {
        "no": no,
        "sealed_at": datetime.now(UTC) - timedelta(seconds=age),
        "total": no,
        "root": b"r" * 32,
        "hash": bytes([no]) * 32,
    }


@pytest.fixture
def path(tmp_path):
    return tmp_path / "anchors" / "roots.log"


def test_the_file_is_its_owners_alone_and_only_grows(path):
    with AnchorFile(path) as file:
        assert file.newest is None
        assert file.append([seal_row(1), seal_row(2)]) == 0
    first = path.read_bytes()
    with AnchorFile(path) as file:
        assert file.newest == Anchor(2, b"\x02" * 32, late=False)
        file.append([seal_row(3)])
    assert path.read_bytes().startswith(first)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_line_written_long_after_its_seal_says_so(path):
    with AnchorFile(path) as file:
        assert file.append([seal_row(1, age=60), seal_row(2)]) == 1
    assert [anchor.late for anchor in read_anchors(path)] == [True, False]


def test_a_torn_line_stays_to_be_seen_and_the_next_stands_alone(path):
    with AnchorFile(path) as file:
        file.append([seal_row(1), seal_row(2)])
    path.write_bytes(path.read_bytes()[:-20])
    assert list(read_anchors(path))[-1] == Damage(2, torn=True)
    with AnchorFile(path) as file:
        assert file.newest.seal == 1
        file.append([seal_row(2)])
    assert [type(line) for line in read_anchors(path)] == [Anchor, Damage, Anchor]


def test_a_second_writer_is_kept_out(path):
    with AnchorFile(path), pytest.raises(AnchorsBusy):
        AnchorFile(path)
    AnchorFile(path).close()


@pytest.mark.parametrize(
    "line", [b"{}\n", b"x\n", b'{"seal": 1, "hash": "zz", "late": false}\n', b"\xff\xfe\n", b"[]\n", b"\n"]
)
def test_a_line_that_is_no_anchor_is_named(sealed, line):
    sealed.anchors.write_bytes(line + sealed.anchors.read_bytes())
    assert sealed.findings() == [("anchor-damaged", 1, 1)]


def test_a_line_torn_by_a_crash_is_no_finding(sealed):
    append(sealed.owner)
    sealed.seal()
    sealed.anchors.write_bytes(sealed.anchors.read_bytes()[:-9])
    verdict = sealed.check()
    assert verdict.ok
    assert (verdict.anchored, verdict.unanchored) == (4, 1)


def test_a_fresh_seal_may_wait_for_its_anchor(sealed):
    append(sealed.owner)
    sealed.seal(anchored=False)
    verdict = sealed.check()
    assert (verdict.ok, verdict.unanchored) == (True, 1)


def test_an_anchor_taken_out_of_the_middle_is_named(sealed):
    lines = sealed.anchors.read_bytes().splitlines(keepends=True)
    sealed.anchors.write_bytes(b"".join(lines[:1] + lines[2:]))
    assert sealed.findings() == [("anchor-missing", 2, 2)]


@pytest.mark.parametrize("gone", [True, False])
def test_anchors_cut_or_gone_are_named_for_old_seals(sealed, gone):
    tamper(sealed.owner, "UPDATE audit.seal SET sealed_at = sealed_at - interval '1 hour'")
    sealed.anchors.unlink() if gone else sealed.anchors.write_bytes(b"")
    missing = [(first, last) for kind, first, last in sealed.findings() if kind == "anchor-missing"]
    assert [number for first, last in missing for number in range(first, last + 1)] == [1, 2, 3, 4]


def test_what_was_caught_up_is_counted_apart(sealed):
    said = [json.loads(line) for line in sealed.anchors.read_text().splitlines()]
    sealed.anchors.write_text("".join(json.dumps({**line, "late": line["seal"] > 2}) + "\n" for line in said))
    verdict = sealed.check()
    assert (verdict.ok, verdict.late_anchors) == (True, 2)


class TestAnchoring:
    """The worker's hand, against a real audit."""

    @pytest.fixture
    def said(self):
        return []

    @pytest.fixture
    def anchoring(self, sealed, said):
        made = Anchoring(sealed.worker, sealed.anchors, lambda *words: said.append(words))
        yield made
        made.close()

    def test_new_seals_follow(self, sealed, anchoring, said):
        assert anchoring.run() == 0
        append(sealed.owner)
        sealed.seal(anchored=False)
        assert anchoring.run() == 1
        assert (sealed.check().anchored, said) == (5, [])

    def test_missing_anchors_are_caught_up_and_stated(self, sealed, anchoring, said):
        sealed.anchors.unlink()
        tamper(sealed.owner, "UPDATE audit.seal SET sealed_at = sealed_at - interval '1 hour'")
        assert anchoring.run() == 4
        assert said == [("anchor-late", "done", "4 seals up to 4")]
        assert [anchor.late for anchor in read_anchors(sealed.anchors)] == [True] * 4

    @pytest.mark.parametrize(
        "statement",
        ["UPDATE audit.seal SET hash = sha256('x') WHERE no = 4", "DELETE FROM audit.seal WHERE no = 4"],
    )
    def test_a_seal_that_is_not_what_was_anchored_is_stated(self, sealed, anchoring, said, statement):
        tamper(sealed.owner, statement)
        anchoring.run()
        assert said == [("anchor-mismatch", "fail", "seal 4")]

    def test_a_file_taken_away_while_running_is_stated_and_begun_anew(self, sealed, anchoring, said):
        anchoring.run()
        sealed.anchors.rename(sealed.anchors.with_suffix(".away"))
        assert anchoring.run() == 4
        assert said[0] == ("anchor-file-replaced", "fail", "all seals are anchored anew")
        assert sealed.check().anchored == 4

    def test_another_process_of_this_machine_writes_them(self, sealed, anchoring):
        with AnchorFile(sealed.anchors):
            append(sealed.owner)
            sealed.seal(anchored=False)
            assert anchoring.run() == 0
        assert anchoring.run() == 1


class TestReports:
    """The daily signed report."""

    @pytest.fixture
    def written(self, sealed, tmp_path):
        key = signing_key(tmp_path / "secrets")
        tomorrow = datetime.now(UTC) + timedelta(days=1)
        days = write_due_reports(sealed.worker, tmp_path / "reports", key, tomorrow)
        return days, tmp_path / "reports", key, tomorrow

    def test_a_day_that_is_over_is_reported_once(self, sealed, written, tmp_path):
        days, folder, key, tomorrow = written
        assert len(days) == 1
        report = json.loads((folder / f"report-{days[0]}.json").read_text())["report"]
        assert report["leaves"] == [{"kind": "viewing.open", "result": "allow", "leaves": 40}]
        assert report["seal"]["no"] == 4
        assert write_due_reports(sealed.worker, folder, key, tomorrow) == []
        assert stat.S_IMODE((tmp_path / "secrets" / "report_key").stat().st_mode) == 0o600
        verdict = sealed.check(reports=folder)
        assert (verdict.ok, verdict.reports) == (True, 1)

    def test_a_report_that_was_changed_is_named(self, sealed, written):
        days, folder, *_ = written
        path = folder / f"report-{days[0]}.json"
        path.write_text(path.read_text().replace('"leaves": 40', '"leaves": 39'))
        assert sealed.findings(reports=folder) == [("report-mismatch", *[int(f"{days[0]:%Y%m%d}")] * 2)]

    def test_a_rewritten_audit_does_not_fit_its_report(self, sealed, written):
        tamper(sealed.owner, "DELETE FROM audit.leaf WHERE seq > 30")
        tamper(sealed.owner, "DELETE FROM audit.seal WHERE no = 4")
        assert sealed.findings(anchored=False) == []
        assert sealed.findings(anchored=False, reports=written[1])[0][0] == "report-mismatch"

    def test_there_is_no_report_before_the_first_seal(self, worker_db, tmp_path):
        assert (
            write_due_reports(worker_db, tmp_path / "reports", signing_key(tmp_path), datetime.now(UTC)) == []
        )

"""Does the audit still say what was written? Reads every leaf and seal, and the anchors outside the database, and names what was changed.

Belongs here: the judgement. Does not belong here: words for people (data/commands/verify_audit.py), any write.
It trusts nothing that the database computes: hashes, tree and chain are reckoned anew by leaves.py. Memory stays bounded: seals come in
batches, leaves from a server-side cursor; only the ranges of sealed numbers are kept.

Kinds of finding, each with the numbers it concerns:
    row-edited         a leaf does not say what was sealed (or, unsealed yet, what its own hash says)
    row-removed        a seal names the leaf, and it is gone
    row-inserted       a leaf that no seal holds, of a transaction that had ended when its time was sealed; or one dated back
    seal-changed       a seal does not give its own hash, root or count
    seal-removed       a number in the chain of seals is missing
    chain-broken       a seal does not follow from the one before it
    anchor-mismatch    outside the database this seal has another hash: it was written anew
    tail-cut           anchored seals beyond the newest one in the database: the end was cut off
    anchor-missing     a seal that should be anchored is not
    anchor-damaged     a line of the anchor file is no anchor
    report-mismatch    a signed daily report does not fit (`numbers` are year, month and day as one)
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from data.law import leaves as marks
from data.law.anchors import Anchor, Damage, read_anchors
from data.law.audit_rows import now, sealed_rows, seals_after, unsealed_rows
from data.law.leaves import HASH, Leaf, Seal, Snapshot
from data.law.reports import check_reports

ANCHOR_GRACE = 300_000_000  # microseconds until a seal without an anchor is missing one
CLOCK_SLACK = 10_000_000  # microseconds that a clock may be set back without suspicion
KEPT = 1000  # findings; more are only counted


@dataclass(slots=True)
class Finding:
    """One thing that is wrong, for the numbers `first` to `last` (of leaves, of seals, of lines: as the kind says)."""

    kind: str
    first: int
    last: int


@dataclass(slots=True)
class Verdict:
    """What was read and what was found. `ok`: nothing was."""

    leaves: int = 0
    seals: int = 0
    pending: int = 0
    """Leaves that wait for their seal."""
    newest_seal: int | None = None
    anchored: int = 0
    late_anchors: int = 0
    """Anchors written long after their seals by a worker that caught up."""
    unanchored: int = 0
    reports: int = 0
    compared: bool = False
    """Whether an anchor file was read."""
    findings: list[Finding] = field(default_factory=list)
    more: int = 0

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings

    def find(self, kind: str, number: int, last: int | None = None) -> None:
        """Name something; neighbours of one kind are named together."""
        last = number if last is None else last
        newest = self.findings[-1] if self.findings else None
        if newest and newest.kind == kind and newest.last in (number, number - 1):
            newest.last = last
        elif len(self.findings) < KEPT:
            self.findings.append(Finding(kind, number, last))
        else:
            self.more += 1


def verify(
    connection: psycopg.Connection[Any], anchors: Path | None = None, reports: Path | None = None
) -> Verdict:
    """Check the whole audit as it stands at one instant.

    Args:
        connection: as the auditor's role, not in a transaction.
        anchors: the file of roots; one that is not there is empty; None: not compared, and a rewritten or cut end goes unseen.
        reports: the folder of signed daily reports.

    Raises:
        OSError: the anchors or reports cannot be read.
    """
    there = anchors is not None and anchors.exists()
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        connection.execute("SET LOCAL enable_seqscan = off")
        verifier = _Verifier(
            connection, read_anchors(anchors) if anchors and there else (), compared=anchors is not None
        )
        verifier.check_seals()
        verifier.check_unsealed()
        verifier.check_end()
        if reports:
            verifier.verdict.reports = check_reports(connection, reports, verifier.verdict.find)
    return verifier.verdict


class _Sealed:
    """The numbers under seals, as few ranges: sorted, disjoint, [low, high)."""

    def __init__(self) -> None:
        self.lows: list[int] = []
        self.highs: list[int] = []

    def add(self, numbers: range) -> bool:
        """Take them in. False where some were there already: a leaf under two seals."""
        i = bisect.bisect_left(self.highs, numbers.start)
        j = bisect.bisect_right(self.lows, numbers.stop)
        clash = any(self.lows[k] < numbers.stop and numbers.start < self.highs[k] for k in range(i, j))
        low = min(numbers.start, self.lows[i]) if i < j else numbers.start
        high = max(numbers.stop, self.highs[j - 1]) if i < j else numbers.stop
        self.lows[i:j], self.highs[i:j] = [low], [high]
        return not clash

    def gaps(self) -> Iterator[str]:
        """All other numbers, as multiranges of at most a thousand ranges."""
        edges = zip(["", *self.highs], [*self.lows, ""], strict=True)
        while some := list(itertools.islice(edges, 1000)):
            yield "{" + ",".join(f"[{low},{high})" if low != "" else f"(,{high})" for low, high in some) + "}"


class _Verifier:
    def __init__(
        self, connection: psycopg.Connection[Any], anchors: Iterable[Anchor | Damage], *, compared: bool
    ) -> None:
        self.connection = connection
        self.verdict = Verdict(compared=compared)
        self._anchors = iter(anchors)
        self._ahead: Anchor | None = None
        self._sealed = _Sealed()
        self._former: Seal | None = None
        self._complete: Seal | None = None
        self._seen: Snapshot | None = None
        self._unanchored: list[int] = []
        self._now = now(connection)

    def check_seals(self) -> None:
        """The chain, each seal, its anchor and its leaves."""
        self._advance()
        for batch in seals_after(self.connection, 0):
            sound = {seal.no for seal in batch if self._check_seal(seal)}
            rows = itertools.groupby(
                sealed_rows(self.connection, batch[0].no, batch[-1].no), key=lambda pair: pair[0]
            )
            group = next(rows, None)
            for seal in batch:
                found = [leaf for _, leaf in group[1]] if group and group[0] == seal.no else []
                if group and group[0] == seal.no:
                    group = next(rows, None)
                if seal.no in sound:
                    self._check_leaves(seal, found)

    def check_unsealed(self) -> None:
        """What no seal holds: waiting for one, or slipped in."""
        for gap in self._sealed.gaps():
            for leaf in unsealed_rows(self.connection, gap):
                self.verdict.leaves += 1
                if not self._may_wait(leaf):
                    self.verdict.find("row-inserted", leaf.seq)
                elif marks.leaf_hash(leaf) != leaf.hash:
                    self.verdict.find("row-edited", leaf.seq)
                else:
                    self.verdict.pending += 1

    def _may_wait(self, leaf: Leaf) -> bool:
        """Its transaction had not ended at the last complete seal, and exists."""
        if (
            self._seen and self._seen.end > self._now.next_txid
        ):  # the seals come from before a restore: numbers began anew
            return True
        return leaf.txid < self._now.next_txid and not (self._seen and self._seen.shows(leaf.txid))

    def check_end(self) -> None:
        """Anchors beyond the newest seal, and seals that wait too long for theirs."""
        newest = self._former.no if self._former else 0
        while self._ahead:
            if self._ahead.seal > newest:
                self.verdict.find("tail-cut", self._ahead.seal)
            self._advance()
        self.verdict.unanchored = len(self._unanchored)

    def _check_seal(self, seal: Seal) -> bool:
        former, verdict = self._former, self.verdict
        verdict.seals, verdict.newest_seal = verdict.seals + 1, seal.no
        number = (former.no if former else 0) + 1
        if seal.no != number:
            verdict.find("seal-removed", number, seal.no - 1)
        elif (
            seal.prev != (former.hash if former else bytes(HASH))
            or seal.total != (former.total if former else 0) + seal.leaves
        ):
            verdict.find("chain-broken", seal.no)
        counted = _is_counted(seal)
        clashes = [
            numbers for numbers in marks.ranges_of(seal.seqs) if counted and not self._sealed.add(numbers)
        ]
        sound = counted and not clashes and _is_sound(seal)
        if not sound:
            verdict.find("seal-changed", seal.no)
        self._check_anchor(seal)
        self._former = seal
        return sound

    def _check_leaves(self, seal: Seal, found: list[Leaf]) -> None:
        hashes = (seal.leaf_hashes[i : i + HASH] for i in range(0, len(seal.leaf_hashes), HASH))
        missing = dict(zip(marks.numbers_of(seal.seqs), hashes, strict=True))
        for leaf in found:
            self.verdict.leaves += 1
            sealed = missing.pop(leaf.seq)
            if leaf.hash != sealed or marks.leaf_hash(leaf) != sealed:
                self.verdict.find("row-edited", leaf.seq)
            elif not self._is_in_time(leaf, seal):
                self.verdict.find("row-inserted", leaf.seq)
        for number in missing:
            self.verdict.find("row-removed", number)
        if seal.complete:
            self._complete, self._seen = seal, Snapshot.of(seal.snapshot)

    def _is_in_time(self, leaf: Leaf, seal: Seal) -> bool:
        """A leaf dated before the last complete seal was in a transaction that had begun by then and had not ended."""
        former = self._complete
        if former and seal.txid < former.txid:  # restored in between: numbers began anew
            return True
        if leaf.txid >= seal.txid or leaf.at > seal.sealed_at + CLOCK_SLACK:
            return False
        if former is None or leaf.at >= former.sealed_at - CLOCK_SLACK:
            return True
        return leaf.txid < former.txid and not (self._seen and self._seen.shows(leaf.txid))

    def _check_anchor(self, seal: Seal) -> None:
        while self._ahead and self._ahead.seal < seal.no:
            self._advance()  # of a seal that is gone, and named as such
        anchored = False
        while self._ahead and self._ahead.seal == seal.no:
            anchored = True
            if self._ahead.hash != seal.hash:
                self.verdict.find("anchor-mismatch", seal.no)
            self._advance()
        if anchored:
            self.verdict.anchored += 1
            self._miss_anchors()
        elif self.verdict.compared:
            self._unanchored.append(seal.no)
            if seal.sealed_at < self._now.at - ANCHOR_GRACE:
                self._miss_anchors()

    def _miss_anchors(self) -> None:
        """Those passed over so far should have had one."""
        for number in self._unanchored:
            self.verdict.find("anchor-missing", number)
        self._unanchored.clear()

    def _advance(self) -> None:
        """To the next anchor that can be read."""
        for said in self._anchors:
            if isinstance(said, Anchor):
                self.verdict.late_anchors += said.late
                self._ahead = said
                return
            if not said.torn:
                self.verdict.find("anchor-damaged", said.line)
        self._ahead = None


def _is_counted(seal: Seal) -> bool:
    """Whether a seal names as many leaves as it has hashes of leaves."""
    count = sum(len(numbers) for numbers in marks.ranges_of(seal.seqs))
    return count == seal.leaves and count * HASH == len(seal.leaf_hashes)


def _is_sound(seal: Seal) -> bool:
    """Whether a seal gives its own hash, and its leaves its root."""
    try:
        root = marks.merkle_root(seal.leaf_hashes)
        Snapshot.of(seal.snapshot)
    except ValueError:
        return False
    return marks.seal_hash(seal) == seal.hash and root == seal.root

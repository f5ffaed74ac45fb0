"""The audit: what hashing and sealing cost, and how fast a whole audit is verified.

Peer of the writing: the same row into a table of the same columns and key, without hash and seal, inserted bare by a function as acts do it;
beside it a lone INSERT statement. pgbench drives them with eight clients, durable, taking turns, while a sealer seals each second as in
production.
"""

from __future__ import annotations

import contextlib
import re
import subprocess
import threading
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from data import cluster
from data.law import audit
from data.law.anchors import AnchorFile
from data.law.verification import verify
from data.settings import Role
from tests.bench.city import BenchServer
from tests.bench.figures import Figure, ratios, stated
from tests.support.postgres import TestDatabase

CLIENTS, SECONDS, ROUNDS = 8, 1, 31  # short turns: what else the machine does falls on neighbours alike
LEAVES = 200_000
ROW = """'viewing.open', 'allow', NULL, 17, 'li.ming', 4, '10.21.3.44', 12, 7788, 'camera', '41900101001310000001',
         'camera view-live, viewing 1234, jurisdiction 3, authorisation 9'"""
APPEND = f"SELECT audit.append({ROW});"
INSERTED = f"SELECT bare_append({ROW});"
BARE = f"INSERT INTO bare SELECT nextval('bare_seq'), clock_timestamp(), pg_current_xact_id(), {ROW};"
PEER = """
    CREATE SEQUENCE bare_seq;
    CREATE TABLE bare AS SELECT seq, at, txid, kind, result::text, rule, person_id, login, department_id, address, terminal_id, session_id,
        object_type, object_id, detail FROM audit.leaf WITH NO DATA;
    ALTER TABLE bare ADD PRIMARY KEY (seq);
    CREATE FUNCTION bare_append(
        p_kind text, p_result text, p_rule text, p_person int, p_login text, p_department int, p_address inet, p_terminal int,
        p_session bigint, p_object_type text, p_object_id text, p_detail text
    ) RETURNS bigint LANGUAGE plpgsql AS $$
    DECLARE
        v_seq bigint;
    BEGIN
        INSERT INTO bare SELECT nextval('bare_seq'), clock_timestamp(), pg_current_xact_id(), p_kind, p_result, p_rule, p_person, p_login,
            p_department, p_address, p_terminal, p_session, p_object_type, p_object_id, p_detail RETURNING seq INTO v_seq;
        RETURN v_seq;
    END $$;
"""
FILL = f"SELECT count(audit.append({ROW})) FROM generate_series(1, 1000)"


def figures() -> Iterator[Figure]:
    """See the module."""
    server = BenchServer()
    name = server.clone()
    with TemporaryDirectory() as folder:  # anchors of another run would not fit
        database = TestDatabase(name, server.settings(name, Path(folder)))
        try:
            yield from writing(database)
            yield from verifying(database)
        finally:
            database.close()
            server.drop(name)


def writing(database: TestDatabase) -> Iterator[Figure]:
    """Rows a second of both, in turns."""
    with database.connect() as owner:
        owner.execute(PEER)
    rates: dict[str, list[float]] = {APPEND: [], INSERTED: [], BARE: []}
    with sealer(database):
        for turn in range(ROUNDS + 1):
            for statement in list(rates)[:: 1 if turn % 2 else -1]:
                value = rate(database, statement)
                if turn:
                    rates[statement].append(value)
    ours, inserted, bare = rates.values()
    yield stated(
        "audit: hashed and sealed rows against bare inserts",
        ratios(ours, inserted),
        "x",
        f"the same row by a function, {median(inserted):.0f}/s",
        ">= 0.85",
    )
    yield stated("audit: the same against a lone INSERT", ratios(ours, bare), "x", f"{median(bare):.0f}/s")
    yield stated("audit: hashed and sealed rows", ours, "/s")


def rate(database: TestDatabase, statement: str) -> float:
    """What pgbench makes of it."""
    with TemporaryDirectory() as folder:
        script = Path(folder, "script.sql")
        script.write_text(re.sub(r"\s+", " ", statement), encoding="utf-8")
        program = [
            cluster.binaries() / "pgbench",
            "-n",
            "-M",
            "prepared",
            "-c",
            CLIENTS,
            "-j",
            2,
            "-T",
            SECONDS,
            "-f",
            script,
        ]
        done = subprocess.run(
            [*map(str, program), database.settings.dsn(Role.OWNER)],
            capture_output=True,
            text=True,
            check=True,
        )
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    assert found, done.stdout
    return float(found[1])


@contextlib.contextmanager
def sealer(database: TestDatabase) -> Iterator[None]:
    """The worker's hand: seal and anchor about each second."""
    stop, db = threading.Event(), database.open(Role.WORKER)

    def run() -> None:
        with AnchorFile(database.settings.anchor_file) as file:
            while not stop.wait(1.0):
                audit.seal(db)
                anchor(db, file)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
        audit.seal(db)


def anchor(db: object, file: AnchorFile) -> None:
    """All seals that have none yet."""
    newest = file.newest.seal if file.newest else 0
    file.append(db.rows("SELECT * FROM api.seals_after(%(no)s, 100000)", no=newest))  # type: ignore[attr-defined]


def verifying(database: TestDatabase) -> Iterator[Figure]:
    """One pass over an audit of a few hundred thousand leaves; what it keeps in memory."""
    db, sealing = database.open(Role.WORKER), []
    with database.connect() as owner:
        for turn in range(LEAVES // 1000):
            owner.execute(FILL)
            if turn % 4 == 3:
                begun = time.perf_counter()
                audit.seal(db)
                sealing.append(1000 * (time.perf_counter() - begun) / 4)
        owner.execute("VACUUM ANALYZE audit.leaf")
    with AnchorFile(database.settings.anchor_file) as file:
        anchor(db, file)
    yield stated("audit: sealing a thousand leaves", sealing, "ms")
    peak = verification(database, traced=True)[1]
    taken = [verification(database)[0] for _ in range(3)]
    yield stated("audit: leaves verified", taken, "/s")
    yield stated("audit: memory of the verifier", [peak], "MiB", f"{LEAVES} leaves and more", "<= 64")


def verification(database: TestDatabase, *, traced: bool = False) -> tuple[float, float]:
    """Leaves a second, and the most MiB that were held."""
    if traced:
        tracemalloc.start()
    with database.connect(Role.AUDITOR) as auditor:
        begun = time.perf_counter()
        verdict = verify(auditor, database.settings.anchor_file)
        seconds = time.perf_counter() - begun
    assert verdict.ok, verdict.findings
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    return verdict.leaves / seconds, peak

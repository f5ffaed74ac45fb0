"""The decision with register, audit and ticket: 100,000 cameras, 40 departments, 8 clients.

Peer: the very same functions, but the polygon test replaced by a look-up in a table of covered cameras that was computed beforehand.
CPU is that of the server's processes. Durable commits (fsync) as in production.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

from data.settings import Role
from tests.bench.city import BenchCity, bench_city
from tests.bench.figures import Figure, clients, cpu_of, percentile, ratios, stated
from tests.factories import ADDRESS

CLIENTS, CALLS, ROUNDS = 8, 150, 5
OPEN = "SELECT code FROM {schema}.open_viewing(%s, %s::inet, %s, 'camera:view-live', '巡查路口')"

# the peer, made from the functions as they stand: schema api → bench, law.decide → bench.decide, ST_Covers → a look-up
PEER = """
    CREATE SCHEMA bench;
    CREATE TABLE bench.covered AS
        SELECT j.id AS version_id, c.id AS camera_id FROM law.jurisdiction_version j JOIN catalogue.camera c ON ST_Covers(j.geom, c.geom);
    ALTER TABLE bench.covered ADD PRIMARY KEY (version_id, camera_id);
    ANALYZE bench.covered;
    GRANT USAGE ON SCHEMA bench TO PUBLIC;
    GRANT SELECT ON bench.covered TO PUBLIC;
    DO $do$
    DECLARE
        body text;
    BEGIN
        body := pg_get_functiondef('law.decide'::regproc);
        body := replace(body, 'law.decide', 'bench.decide');
        body := regexp_replace(body, 'COALESCE\\(\\s*public\\.ST_Covers\\(.*?c\\.geom\\), false\\)',
            'EXISTS (SELECT FROM bench.covered v WHERE v.version_id = (p).version_id AND v.camera_id = c.id)', 'is');
        EXECUTE body;
        body := replace(pg_get_functiondef('api.open_viewing'::regproc), 'law.decide', 'bench.decide');
        EXECUTE replace(body, 'api.open_viewing', 'bench.open_viewing');
        EXECUTE 'ALTER FUNCTION bench.open_viewing OWNER TO mj_definer';
        EXECUTE 'GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA bench TO PUBLIC';
        IF pg_get_functiondef('bench.decide'::regproc) ~* 'st_covers' THEN
            RAISE EXCEPTION 'the peer still tests polygons';
        END IF;
    END $do$;
"""


def load(city: BenchCity, schema: str, seed: int) -> tuple[list[float], float, float]:
    """One round of all clients: seconds a call, CPU seconds of the server a call, seconds of the round."""
    wires = [city.database.connect(Role.WEB) for _ in range(CLIENTS)]
    pids = [wire.info.backend_pid for wire in wires]
    sql = OPEN.format(schema=schema)
    pick = random.Random(seed)
    work = [
        [(number := pick.randrange(len(city.tokens))) and (city.tokens[number], pick.choice(city.lawful[number])) for _ in range(CALLS)]
        for _ in range(CLIENTS)
    ]

    def one(client: int) -> list[float]:
        times = []
        for pair in work[client]:
            token, camera = pair or (city.tokens[0], city.lawful[0][0])
            begin = time.perf_counter()
            row = wires[client].execute(sql, [token, ADDRESS, camera]).fetchone()  # type: ignore[call-overload]
            times.append(time.perf_counter() - begin)
            assert row["code"] is None, row
        return times

    one(0)[:1]
    before = cpu_of(pids)
    times, seconds = clients(CLIENTS, one)
    used = cpu_of(pids) - before
    for wire in wires:
        wire.close()
    return times, used / len(times), seconds


def figures() -> Iterator[Figure]:
    """See the module."""
    with bench_city() as city:
        with city.database.connect() as owner:
            owner.execute(PEER)
        live, peer, slow, rate = [], [], [], []
        for turn in range(ROUNDS + 1):
            times, cpu, seconds = load(city, "api", turn)
            _, peer_cpu, _ = load(city, "bench", turn)
            if turn:
                live.append(cpu)
                peer.append(peer_cpu)
                slow.append(1000 * percentile(times, 0.99))
                rate.append(len(times) / seconds)
        yield stated("decision: CPU against a precomputed look-up", ratios(live, peer), "x", "same functions, look-up table", "<= 2")
        yield stated("decision: p99 with 8 clients, durable", slow, "ms", "", "<= 25")
        yield stated("decision: CPU a call", [1000 * x for x in live], "ms", f"peer {1000 * min(peer):.3f} ms")
        yield stated("decision: rate with 8 clients", rate, "/s")
        yield from viewport(city)


def viewport(city: BenchCity) -> Iterator[Figure]:
    """The cameras of a viewport with the lawful flag, against the same query without it."""
    box = "ST_MakeEnvelope(112.40, 35.02, 112.56, 35.12, 4326)"
    plain = f"SELECT c.id, c.geom, c.status, NULL::text AS code FROM catalogue.camera c WHERE c.geom && {box}"
    flagged = f"SELECT d.camera_id, d.geom, (d.camera).status, d.code FROM law.decide(%s::law.context, {box}) d WHERE d.geom && {box}"
    with city.database.connect() as owner:
        context = owner.execute(
            "SELECT law.context_of(law.viewer_of(%s, %s::inet, clock_timestamp()), 'camera:view-live', clock_timestamp())::text AS x",
            [city.tokens[0], ADDRESS],
        ).fetchone()["x"]  # type: ignore[index]
        times: tuple[list[float], list[float]] = ([], [])
        for turn in range(31):
            for number, (sql, parameters) in enumerate(((flagged, [context]), (plain, []))):
                begin = time.perf_counter()
                owner.execute(sql, parameters).fetchall()  # type: ignore[call-overload]
                if turn:
                    times[number].append(time.perf_counter() - begin)
    yield stated("viewport: with lawful flag against without", ratios(*times), "x", "the same query", "<= 1.5")

"""The map's server side: the camera blob of the whole city against the plain SELECT, from the cache, and the basemap's tiles.

The plain SELECT brings the same columns of the same cameras to Python as tuples, with no verdict. The blob is what a browser gets:
decided, packed, encoded.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from flask.testing import FlaskClient
from psycopg.rows import tuple_row

from dashboard.app import create_app
from data.catalogue import basemap, cameras
from data.law import people
from data.law.actions import Action
from data.settings import Role
from layers.cameras import encode_cameras
from tests.bench.city import BenchCity, bench_city
from tests.bench.figures import Figure, interleaved, percentile, ratios, stated
from tests.factories import ADDRESS
from tests.support.web import client_of

ROUNDS = 9
PLAIN = """
    SELECT id, owner_id, ST_X(geom), ST_Y(geom), azimuth, hfov, max_view_m, status, camera_type, resource_class FROM catalogue.camera
    WHERE NOT secrecy
"""
# roads and fields over the city, so that a tile of each zoom has something to cut
GROUND = """
    INSERT INTO catalogue.basemap_feature (layer, class, name_zh, name_en, rank, min_zoom, geom)
    SELECT 'road', (ARRAY['motorway', 'primary', 'secondary', 'residential'])[1 + i %% 4], '道路' || i, 'Road ' || i, 1 + i %% 4,
           (ARRAY[0, 9, 10, 13])[1 + i %% 4],
           ST_Transform(ST_SetSRID(ST_MakeLine(ARRAY(SELECT ST_MakePoint(112.05 + 0.7 * (k / 40.0), 34.92 + 0.33 * (i / 4000.0) + 0.002 * sin(k + i))
               FROM generate_series(i %% 30, i %% 30 + 10) k)), 4326), 3857)
    FROM generate_series(1, 4000) i
    UNION ALL
    SELECT 'landuse', 'farmland', NULL, NULL, 9, 10, ST_Transform(ST_Buffer(ST_SetSRID(ST_MakePoint(112.05 + 0.7 * random(), 34.92 + 0.33 * random()),
           4326)::geography, 400)::geometry, 3857)
    FROM generate_series(1, 6000)
"""
BARE = """
    SELECT ST_AsMVT(t, 'ground', 4096, 'geom') FROM (
        SELECT f.layer, f.class, f.name_zh, f.name_en, f.rank, ST_AsMVTGeom(f.geom, ST_TileEnvelope(%s, %s, %s), 4096, 64) AS geom
        FROM catalogue.basemap_feature f WHERE f.geom && ST_TileEnvelope(%s, %s, %s, margin => 0.015625) AND f.min_zoom <= %s + 1
    ) t
"""
TILES = [(10, 831, 405), (11, 1663, 810), (12, 3327, 1621), (13, 6654, 3243), (14, 13309, 6487), (15, 26618, 12975)]


def figures() -> Iterator[Figure]:
    """See the module."""
    with bench_city() as city:
        yield from blob(city)
        yield from cached(city)
        yield from tiles(city)


def blob(city: BenchCity) -> Iterator[Figure]:
    """The whole city's blob against the plain SELECT."""
    web, owner = city.database.open(Role.WEB), city.database.connect()
    viewer = people.viewer_of(web, city.tokens[0], ADDRESS, Action.PAGE_MAP)
    with owner, owner.cursor(row_factory=tuple_row) as cursor:
        taken = interleaved(
            ROUNDS,
            blob=lambda: encode_cameras(cameras.wire(web, viewer)[0]),
            plain=lambda: cursor.execute(PLAIN).fetchall(),
        )
    against = f"plain SELECT {1000 * min(taken['plain']):.0f} ms"
    yield stated("map: camera blob of 100,000 against the plain SELECT", ratios(taken["blob"], taken["plain"]), "x", against, "<= 2")
    yield stated("map: camera blob of 100,000", [1000 * second for second in taken["blob"]], "ms", against)


def browser_of(city: BenchCity) -> FlaskClient:
    """The application, asked as a browser would, by the first department's dispatcher."""
    app = create_app(city.database.settings, city.database.open(Role.WEB))
    return client_of(app.server, mj_session=city.tokens[0])


def cached(city: BenchCity) -> Iterator[Figure]:
    """The blob's request when nothing changed since it was made: session, version and answer."""
    client = browser_of(city)
    assert client.get("/map/cameras.bin").status_code == 200
    taken = interleaved(60, blob=lambda: client.get("/map/cameras.bin"), version=lambda: client.get("/map/version"))
    yield stated("map: camera blob from the cache, whole request", [1000 * x for x in taken["blob"]], "ms", "", "<= 10")
    yield stated("map: version, whole request", [1000 * x for x in taken["version"]], "ms")


def tiles(city: BenchCity) -> Iterator[Figure]:
    """A basemap tile against the bare ST_AsMVT query of the same features."""
    with city.database.connect() as owner:
        owner.execute(GROUND.replace("%%", "%"))
        owner.execute("ANALYZE catalogue.basemap_feature")
        web = city.database.open(Role.WEB)
        ours, bare = [], []
        for turn in range(2 * ROUNDS + 1):
            taken: tuple[list[float], list[float]] = ([], [])
            for z, x, y in TILES * 3:
                begin = time.perf_counter()
                tile = basemap.tile(web, z, x, y)
                middle = time.perf_counter()
                owner.execute(BARE, [z, x, y, z, x, y, z]).fetchone()
                end = time.perf_counter()
                assert tile
                taken[0].append(middle - begin)
                taken[1].append(end - middle)
            if turn:
                ours.append(percentile(taken[0], 0.5))
                bare.append(percentile(taken[1], 0.5))
    against = f"bare {1000 * sorted(bare)[len(bare) // 2]:.1f} ms"
    yield stated("map: basemap tile, p50 against the bare ST_AsMVT", ratios(ours, bare), "x", against, "<= 1.2")

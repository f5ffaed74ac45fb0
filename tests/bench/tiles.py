"""Camera tiles with the lawful flag against PyPI's tipg on the same data, which knows no flag: requests a second.

One web process each, eight clients that keep their connections, the same tiles in the same order: zooms 11 to 15 over the city, every
camera of the tile. Ours asks the database at each request who asks and whether anything changed; tipg asks it for the rows.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import math
import os
import random
import socket
import subprocess
import time
from collections.abc import Iterator
from urllib.parse import quote

from data.settings import ROOT
from tests.bench.city import BenchCity, bench_city
from tests.bench.figures import Figure, clients, ratios, stated

CLIENTS, CALLS, ROUNDS = 8, 40, 3
PEER = ROOT / "var" / "venv-bench" / "bin" / "python"
PROPERTIES = "id,azimuth,hfov,max_view_m,status,camera_type,resource_class,owner_id"


def figures() -> Iterator[Figure]:
    """See the module."""
    for count, departments, goal in ((100_000, 4, ">= 6"), (1_000_000, 2, ">= 10")):
        with bench_city(count, departments) as city, ours(city) as (our_port, headers), tipg(city) as peer_port:
            rates: dict[str, list[float]] = {"ours": [], "tipg": []}
            for turn in range(ROUNDS + 1):
                for name, port, path, more in (
                    ("ours", our_port, "/map/cameras/{}/{}/{}.bin", headers),
                    ("tipg", peer_port, "/collections/catalogue.camera/tiles/WebMercatorQuad/{}/{}/{}?properties=" + PROPERTIES, {}),
                ):
                    rate = load(port, path, more, turn)
                    if turn:
                        rates[name].append(rate)
        name = f"tiles: requests/s against tipg, {count:,} cameras"
        yield stated(name, ratios(rates["ours"], rates["tipg"]), "x", f"tipg {max(rates['tipg']):.1f}/s", goal)
        yield stated(f"tiles: requests/s, {count:,} cameras", rates["ours"], "/s")


def some_tile(pick: random.Random) -> tuple[int, int, int]:
    """A tile of the city."""
    z = pick.randrange(11, 16)
    lon, lat = pick.uniform(112.06, 112.74), pick.uniform(34.93, 35.24)
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return z, int((lon + 180) / 360 * 2**z), int(y * 2**z)


def load(port: int, path: str, headers: dict[str, str], seed: int) -> float:
    """Requests a second of all clients; each tile holds something."""

    def one(client: int) -> list[float]:
        pick = random.Random(1000 * seed + client)
        wire = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        sizes = []
        for _ in range(CALLS):
            wire.request("GET", path.format(*some_tile(pick)), headers=headers)
            answer = wire.getresponse()
            sizes.append(float(len(answer.read())))
            assert answer.status == 200, answer.status
        wire.close()
        return sizes

    sizes, seconds = clients(CLIENTS, one)
    assert sum(sizes) / len(sizes) > 100
    return len(sizes) / seconds


@contextlib.contextmanager
def running(command: list[str], environment: dict[str, str], port: int) -> Iterator[None]:
    """A server process, from its first answer until it is stopped."""
    with subprocess.Popen(command, env={**os.environ, **environment}, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            until = time.monotonic() + 60
            while True:
                assert process.poll() is None, command
                assert time.monotonic() < until, "no answer"
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
            yield
        finally:
            process.terminate()


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextlib.contextmanager
def ours(city: BenchCity) -> Iterator[tuple[int, dict[str, str]]]:
    """The web process as the Procfile runs it."""
    port = free_port()
    settings = city.database.settings
    environment = {
        "DATABASE_URL": str(settings.database_url),
        "MINGJIE_VAR": str(settings.var_dir),
        "MINGJIE_SECRET_KEY": settings.secret_key.decode(),
        "MINGJIE_PORT": str(port),
    }
    command = ["gunicorn", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--workers", "1", "--threads", "16", "dashboard.wsgi:server"]
    with running(command, environment, port):
        yield port, {"Cookie": f"mj_session={city.tokens[0]}"}


@contextlib.contextmanager
def tipg(city: BenchCity) -> Iterator[int]:
    """tipg with every camera in its tiles and no margin, so that both send the same cameras."""
    port = free_port()
    place = dict(part.split("=", 1) for part in str(city.database.settings.database_url).split())
    environment = {
        "DATABASE_URL": f"postgresql://{place['user']}@{quote(place['host'], safe='')}:{place.get('port', '5432')}/{place['dbname']}",
        "TIPG_DB_SCHEMAS": json.dumps(["catalogue"]),
        "TIPG_MAX_FEATURES_PER_TILE": "1000000",
        "TIPG_TILE_BUFFER": "0",
        "TIPG_CACHE_DISABLE": "true",
    }
    with running([str(PEER), "-m", "uvicorn", "tipg.main:app", "--port", str(port), "--log-level", "warning"], environment, port):
        yield port

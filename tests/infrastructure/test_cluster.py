"""The private cluster: made whole, never root's, found again after a kill, nobody else's business."""

from __future__ import annotations

import os
import signal
import stat
from pathlib import Path

import psycopg
import pytest

from data import cluster
from tests.support import clusters


@pytest.fixture
def place():
    """A place of the test's own."""
    with clusters.temporary_place() as found:
        yield found


def pid_of(place):
    return int((place.data / "postmaster.pid").read_text().split()[0])


def test_a_cluster_is_made_started_once_and_stopped(place):
    assert cluster.start(place) is True
    assert cluster.start(place) is False
    assert Path("/proc", str(pid_of(place))).stat().st_uid != 0
    assert stat.S_IMODE(place.data.stat().st_mode) == 0o700
    assert stat.S_IMODE(place.sockets.stat().st_mode) == 0o700
    assert place.data.parent.stat().st_uid == os.geteuid()
    with psycopg.connect(place.dsn()) as connection:
        shown = {name: connection.execute(f"SHOW {name}").fetchone()[0] for name in ("listen_addresses", "log_parameter_max_length", "data_checksums")}
    assert shown == {"listen_addresses": "", "log_parameter_max_length": "0", "data_checksums": "on"}
    cluster.stop(place)
    assert not cluster.ready(place)


def test_a_killed_server_is_found_again_with_what_was_committed(place):
    cluster.start(place)
    with psycopg.connect(place.dsn(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (a int)")
        os.kill(pid_of(place), signal.SIGKILL)
    assert cluster.start(place) is True
    with psycopg.connect(place.dsn()) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_a_stale_pid_file_that_names_a_living_process_does_not_stop_the_start(place):
    cluster.start(place)
    lines = (place.data / "postmaster.pid").read_text().split("\n")
    cluster.stop(place)
    (place.data / "postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:]]))
    (place.sockets / ".s.PGSQL.5432").touch()
    assert cluster.start(place) is True


def test_an_interrupted_initdb_is_begun_again(place):
    left = place.data.with_name("pg.new")
    left.mkdir(parents=True)
    (left / "PG_VERSION").write_text("half")
    assert cluster.start(place) is True
    assert not left.exists()


def test_a_full_disk_is_said_in_clear_words(place, monkeypatch):
    monkeypatch.setattr(cluster, "LEAST_DISK", 1 << 60)
    with pytest.raises(cluster.ClusterError, match="disk is full"):
        cluster.start(place)


def test_a_socket_directory_of_somebody_else_is_refused(place, monkeypatch):
    place.sockets.mkdir(parents=True)
    elsewhere = place.data.parent / "elsewhere"
    elsewhere.mkdir()
    place.sockets.rmdir()
    place.sockets.symlink_to(elsewhere)
    with pytest.raises(cluster.ClusterError, match="somebody else"):
        cluster.start(place)


def test_a_long_path_gets_a_short_socket():
    place = cluster.Place.of(Path("/srv") / ("x" * 120), "pg")
    assert len(str(place.sockets / ".s.PGSQL.5432.lock")) <= cluster.LONGEST_SOCKET
    assert place != cluster.Place.of(Path("/srv") / ("y" * 120), "pg")


def test_root_keeps_its_cluster_out_of_a_home_that_postgres_cannot_enter(tmp_path, monkeypatch):
    home = tmp_path / "private"
    home.mkdir(mode=0o700)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert cluster.Place.of(home / "mingjie" / "var", "pg").data.parent.parent == Path("/var/lib/mingjie")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert cluster.Place.of(home / "mingjie" / "var", "pg").data == home / "mingjie" / "var" / "pg"

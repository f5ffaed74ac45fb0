"""script/server as a person at the terminal meets it: it starts, says what is wrong, survives kill -9, stops everything."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import urllib.request
from pathlib import Path

import pytest

from data import cluster
from data.settings import ROOT
from tests.support import clusters

PATIENCE = 120


def free_ports():
    """A port whose successor is free too: the web process's and the gateway's."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def start(var, port, *arguments):
    """script/server with one gateway worker and nothing of the tests' environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MINGJIE_") and name != "DATABASE_URL"}
    return subprocess.Popen(
        [ROOT / "script" / "server", "--no-demo", "--port", str(port), "--var", str(var), *arguments],
        env={**kept, "MINGJIE_FEEDS_WORKERS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def until_ready(server):
    """What it said until it was ready."""
    said = []
    for line in server.stdout:
        said.append(line)
        if "is ready" in line:
            return "".join(said)
    raise AssertionError("".join(said))


def marked(var):
    """The processes of this installation, by the mark in their environment."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"MINGJIE_INSTALLATION={var}".encode() in entry.read_bytes().split(b"\0"):
                found.append(entry.parent.name)
        except OSError:  # gone meanwhile
            continue
    return found


@pytest.fixture
def place():
    with clusters.temporary_place() as found:
        yield found


def test_it_starts_recovers_from_a_kill_and_stops_everything(place):
    var, port = place.data.parent, free_ports()
    first = start(var, port)
    until_ready(first)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/healthz", timeout=5) as answer:
        assert answer.status == 200

    again, _ = start(var, port).communicate(timeout=PATIENCE)
    assert "already runs" in again
    assert str(port) in again

    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    first.stdout.close()
    assert marked(var)
    os.kill(int((place.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)

    second = start(var, port)
    assert "left by the last run" in until_ready(second)
    os.kill(second.pid, signal.SIGINT)
    said, _ = second.communicate(timeout=PATIENCE)
    assert second.returncode == 0
    assert "all stopped" in said
    assert marked(var) == []
    assert not cluster.ready(place)


def test_a_taken_port_is_named_with_the_way_out(place):
    port = free_ports()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        server = start(place.data.parent, port)
        said, _ = server.communicate(timeout=PATIENCE)
    assert server.returncode == 1
    assert f"端口 {port} 已被占用" in said
    assert "--port" in said
    assert "Traceback" not in said
    assert not place.data.exists()


@pytest.mark.parametrize("arguments", [["--port", "none"], ["--port"], ["--prot", "8050"]])
def test_wrong_arguments_show_the_usage(arguments):
    result = subprocess.run([ROOT / "script" / "server", *arguments], capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert "Usage: script/server" in result.stderr


def test_a_wrong_setting_is_named(place):
    kept = {**os.environ, "MINGJIE_LANGUAGE": "xx", "MINGJIE_VAR": str(place.data.parent)}
    result = subprocess.run([ROOT / "script" / "server", "--no-demo"], env=kept, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "MINGJIE_LANGUAGE" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_python_that_is_too_old_is_said_before_anything_is_touched(tmp_path):
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\ncase "$*" in *version_info*) exit 1;; esac\necho Python 3.9.2\n')
    old.chmod(0o755)
    checkout = tmp_path / "checkout"
    (checkout / "script").mkdir(parents=True)
    (checkout / "script" / "setup").write_text((ROOT / "script" / "setup").read_text().replace("/usr/bin/python3;", "python3;"))
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("bash", "dirname", "mkdir", "flock", "sed", "stat"):
        (tools / name).symlink_to(Path("/usr/bin", name))
    result = subprocess.run(
        ["/bin/bash", checkout / "script" / "setup"], env={"PATH": f"{tmp_path}:{tools}"}, capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert "Python is too old" in result.stderr
    assert "3.9.2" in result.stderr

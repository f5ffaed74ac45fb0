"""What script/server does once everything is installed: check, recover, start the Procfile, stop it all again.

Belongs here: processes, ports and words for the person at the terminal. Does not belong here: installing (script/setup).

A child carries MINGJIE_INSTALLATION=<var directory> in its environment: after a `kill -9` of this supervisor the next one finds what
it left by that mark, and by nothing weaker such as a port or a number that may be somebody else's by now.
"""

from __future__ import annotations

import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from honcho.environ import parse_procfile  # noqa: E402
from honcho.manager import Manager  # noqa: E402
from pydantic import ValidationError  # noqa: E402

from data import cluster, migrate  # noqa: E402
from data.settings import Settings  # noqa: E402

MARK = "MINGJIE_INSTALLATION"
DEMONSTRATION_ONLY = {"cameras"}
PATIENCE = 600.0  # s until the processes answer


class CannotStart(RuntimeError):
    """Why, in words."""


def main() -> int:
    """Run Mingjie until it is told to stop; the exit code is 0 after Ctrl-C."""
    signal.signal(signal.SIGHUP, interrupt)
    signal.signal(signal.SIGTERM, interrupt)
    try:
        settings = with_demonstration_port(Settings.load())
        with only_one(settings), database(settings):
            return run(settings)
    except KeyboardInterrupt:
        return 0
    except ValidationError as error:
        names = [str(item["loc"][0]) for item in error.errors()]
        names = [name if name.isupper() else f"MINGJIE_{name.upper()}" for name in names]
        problem = "; ".join(f"{name}: {item['msg']}" for name, item in zip(names, error.errors(), strict=True))
        print(f"\n✗ 设置有误 a setting is wrong: {problem}", file=sys.stderr)
    except OSError as error:
        words = {28: "磁盘已满 the disk is full", 13: "没有权限 no permission"}.get(error.errno or 0, "系统错误 system error")
        print(f"\n✗ {words}: {error}", file=sys.stderr)
    except (CannotStart, cluster.ClusterError, migrate.MigrationError) as error:
        print(f"\n✗ {error}", file=sys.stderr)
    return 1


def with_demonstration_port(settings: Settings) -> Settings:
    """The port of the demonstration's cameras stays the same, for the addresses in the catalogue name it.

    It is the one chosen by hand, else the one kept from the first start, else the first free one from the default on.
    """
    if not settings.demo or "MINGJIE_DEMO_RTSP_PORT" in os.environ:
        return settings
    kept = settings.var_dir / "demo" / "rtsp_port"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        ports = range(settings.demo_rtsp_port, settings.demo_rtsp_port + 100)
        kept.write_text(str(next(port for port in ports if refusal("127.0.0.1", port) is None)))
    os.environ["MINGJIE_DEMO_RTSP_PORT"] = kept.read_text().strip()
    return Settings.load()


def interrupt(_number: int, _frame: object) -> None:
    """A closed terminal or a polite kill is Ctrl-C."""
    raise KeyboardInterrupt


@contextmanager
def only_one(settings: Settings) -> Iterator[None]:
    """One supervisor an installation; what a killed one left behind is ended first."""
    path = settings.var_dir / "run" / "server.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # not inherited: it dies with this process alone
        except (BlockingIOError, PermissionError):
            file.seek(0)
            raise CannotStart(f"明界已在此目录运行 Mingjie already runs in {settings.var_dir} ({file.read().strip()})") from None
        file.truncate(0)
        file.write(f"pid {os.getpid()}, {settings.public_url}\n")
        file.flush()
        end_orphans(settings)
        check_ports(settings)
        yield


def end_orphans(settings: Settings) -> None:
    """End the children of a supervisor that was killed: politely, then not."""
    for number, seconds in ((signal.SIGTERM, 5), (signal.SIGKILL, 5)):
        orphans = marked(settings)
        if not orphans:
            return
        print(f"· 清理上次运行遗留的进程 ending processes left by the last run: {len(orphans)}")
        for process in orphans:
            with suppress(ProcessLookupError):
                os.kill(process, number)
        deadline = time.monotonic() + seconds
        while marked(settings) and time.monotonic() < deadline:
            time.sleep(0.05)


def marked(settings: Settings) -> list[int]:
    """The processes that carry this installation's mark, without this one and its parents."""
    mark = f"{MARK}={settings.var_dir}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with suppress(OSError):
                if mark in (entry / "environ").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
    return found


def check_ports(settings: Settings) -> None:
    """Raise CannotStart for the first port that somebody listens on."""
    wanted = [("MINGJIE_PORT (--port)", settings.host, settings.port)]
    wanted += [("MINGJIE_FEEDS_PORT", settings.feeds_host, settings.feeds_port + i) for i in range(settings.feeds_workers)]
    if settings.demo:
        wanted.append(("MINGJIE_DEMO_RTSP_PORT", "127.0.0.1", settings.demo_rtsp_port))
    for name, host, port in wanted:
        error = refusal(host, port)
        if isinstance(error, PermissionError):
            raise CannotStart(f"无权使用端口 no right to use port {port}; choose one above 1023 with {name}")
        if error is not None:
            raise CannotStart(
                f"端口 {port} 已被占用，请用 {name} 另选。\n  Port {port} on {host} is taken ({error.strerror}); choose another with {name}."
            )


def refusal(host: str, port: int) -> OSError | None:
    """Why nothing can listen there, or None."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error
    return None


@contextmanager
def database(settings: Settings) -> Iterator[None]:
    """The private cluster, running for as long as we do; a given database is only used."""
    if settings.database_url is not None:
        yield
        return
    print("· 启动数据库 starting the database")
    cluster.start(settings.cluster)
    try:
        migrate.create_database(settings.cluster.dsn(), "mingjie")
        yield
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        cluster.stop(settings.cluster)
        print("· 已全部停止 all stopped")


def run(settings: Settings) -> int:
    """Release step and demonstration first, then everything else of the Procfile until one ends or Ctrl-C."""
    environment = child_environment(settings)
    processes = dict(parse_procfile((ROOT / "Procfile").read_text(encoding="utf-8")).processes)
    step(processes.pop("release"), environment)
    if settings.demo:
        step("python -m data.cli seed-demo", environment)
    manager = Manager()
    for name, command in processes.items():
        if settings.demo or name not in DEMONSTRATION_ONLY:
            manager.add_process(name, f"exec {command}", env=environment, cwd=str(ROOT))
    ended = threading.Event()
    threading.Thread(target=announce, args=(settings, ended), daemon=True).start()
    manager.loop()
    ended.set()
    stopped_by_hand = manager.returncode in (128 + signal.SIGINT, 128 + signal.SIGTERM)
    end_orphans(settings)
    return 0 if stopped_by_hand else int(manager.returncode or 1)


def child_environment(settings: Settings) -> dict[str, str]:
    """The children's environment: our settings, our interpreter first, our mark."""
    environment = settings.environment()
    environment["PATH"] = f"{Path(sys.executable).parent}:{environment.get('PATH', '/usr/bin:/bin')}"
    return {**environment, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT), MARK: str(settings.var_dir)}


def step(command: str, environment: dict[str, str]) -> None:
    """Run a step that must succeed before anything is shown."""
    result = subprocess.run(["/bin/sh", "-c", command], check=False, env=environment, cwd=ROOT)
    if result.returncode != 0:
        raise CannotStart(f"此步失败 this step failed ({result.returncode}): {command}")


def announce(settings: Settings, ended: threading.Event) -> None:
    """Say where to go once both the web process and the gateway answer; a slow machine is waited for while its processes live."""
    doors = [(settings.host, settings.port), (settings.feeds_host, settings.feeds_port)]
    deadline = time.monotonic() + PATIENCE
    while doors and time.monotonic() < deadline and not ended.wait(0.1):
        doors = [door for door in doors if not answers(*door)]
    if not doors:
        print(f"\n  明界已就绪  Mingjie is ready:  {settings.public_url}\n", flush=True)


def answers(host: str, port: int) -> bool:
    """Whether an HTTP server answers there, whatever it says."""
    with suppress(OSError, http.client.HTTPException):
        wire = http.client.HTTPConnection(host, port, timeout=5)
        wire.request("GET", "/api/healthz")
        wire.getresponse().close()
        wire.close()
        return True
    return False


if __name__ == "__main__":
    sys.exit(main())

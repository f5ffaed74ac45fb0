"""The private PostgreSQL cluster of an installation: where it stands, made, started, stopped, recovered.

Belongs here: what happens before one can connect. Does not belong here: roles and tables (migrate.py), packages (script/setup).
PostgreSQL never runs as root: started by root it runs as the owner of its directory, at first the system's `postgres` user.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psycopg

PORT = 5432  # only the name of the socket: the cluster listens on no network address
SUPERUSER = "mingjie"
SERVICE_ROLES = ("mj_web", "mj_feeds", "mj_worker", "mj_auditor")
SYSTEM_USER = "postgres"
LONGEST_SOCKET = 107  # bytes of a Unix socket's path on Linux
LEAST_DISK = 300 << 20  # bytes


class ClusterError(RuntimeError):
    """The cluster cannot be made or started; the text says why and what helps."""


@dataclass(frozen=True)
class Place:
    """The directories of one cluster.

    Attributes:
        data: PostgreSQL's data directory.
        sockets: the directory of its Unix socket.
        log: the server's log file.
    """

    data: Path
    sockets: Path
    log: Path

    @classmethod
    def of(cls, var_dir: Path, name: str) -> Self:
        """The place of cluster `name` of the installation `var_dir`.

        Root's PostgreSQL runs as another user: where that user cannot walk into `var_dir` (a private home), the cluster
        stands in /var/lib/mingjie/<hash of the path>. A socket path that is too long moves to a short directory.
        """
        base = var_dir.resolve()
        key = hashlib.sha256(os.fsencode(base / name)).hexdigest()[:12]
        if os.geteuid() == 0 and not _walkable(base):
            base = Path("/var/lib/mingjie") / key
        sockets = base / "run" / name
        if len(os.fsencode(sockets / f".s.PGSQL.{PORT}.lock")) > LONGEST_SOCKET:
            sockets = Path("/tmp") / f"mingjie-{os.geteuid()}-{key}"  # noqa: S108 - 0700 and its owner is checked
        return cls(data=base / name, sockets=sockets, log=base / "log" / f"{name}.log")

    def dsn(self, database: str = "postgres", user: str = SUPERUSER) -> str:
        """How to connect to `database` as `user`."""
        return psycopg.conninfo.make_conninfo(host=str(self.sockets), port=PORT, dbname=database, user=user)


def _walkable(path: Path) -> bool:
    """Whether every user may walk down to `path`, as far as it exists."""
    return all(step.stat().st_mode & 0o001 for step in [path, *path.parents] if step.exists())


def binaries() -> Path:
    """The directory of PostgreSQL's programs: the newest version installed that has PostGIS.

    Raises:
        ClusterError: none is installed.
    """
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[4]))
    for postgres in reversed(found):
        if (Path("/usr/share/postgresql") / postgres.parts[4] / "extension" / "postgis.control").exists():
            return postgres.parent
    raise ClusterError("没有安装带 PostGIS 的 PostgreSQL，请运行 script/setup。PostgreSQL with PostGIS is not installed; script/setup installs it.")


def owner_of(place: Place) -> pwd.struct_passwd:
    """The OS user PostgreSQL runs as.

    Raises:
        ClusterError: there is no such user, or the directory belongs to somebody else.
    """
    if place.data.exists():
        owner = pwd.getpwuid(place.data.stat().st_uid)
        if os.geteuid() not in (0, owner.pw_uid):
            raise ClusterError(f"{place.data} 属于用户 {owner.pw_name}。It belongs to {owner.pw_name}; start Mingjie as that user or choose another --var.")
        return owner
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        raise ClusterError(f"没有用户 {SYSTEM_USER}，而 PostgreSQL 不能以 root 运行。PostgreSQL must not run as root and there is no user {SYSTEM_USER}.") from None


def ready(place: Place, seconds: float = 3.0) -> bool:
    """Whether the server answers. Only a connection tells: `pg_ctl status` trusts a file that a crash leaves behind."""
    try:
        with psycopg.connect(place.dsn(), connect_timeout=max(2, int(seconds))) as connection:
            connection.execute("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


def start(place: Place, options: dict[str, str] | None = None) -> bool:
    """Make the cluster where there is none and start it where it does not run.

    Args:
        place: where.
        options: settings of postgresql.conf beside our own.

    Returns:
        Whether this call started it.

    Raises:
        ClusterError: with the reason and the end of the server's log.
    """
    if ready(place):
        return False
    owner = owner_of(place)
    _prepare(place, owner)
    if not (place.data / "PG_VERSION").exists():
        _create(place, owner)
    _configure(place, owner, options or {})
    _recover(place)
    result = _run(owner, "pg_ctl", "start", "-D", place.data, "-l", place.log, "-w", "-t", "60", "-s")
    if result.returncode != 0 or not ready(place):
        tail = "\n".join(place.log.read_text(errors="replace").splitlines()[-12:]) if place.log.exists() else ""
        raise ClusterError(f"PostgreSQL 未能启动 did not start.\n{result.stderr.strip()}\n{tail}".strip())
    return True


def stop(place: Place) -> None:
    """Stop the server; open connections are ended, what is committed is kept."""
    if (place.data / "postmaster.pid").exists():
        _run(owner_of(place), "pg_ctl", "stop", "-D", place.data, "-m", "fast", "-w", "-t", "60", "-s")


def _run(owner: pwd.struct_passwd, program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs as `owner`, away from the terminal's signals."""
    other = os.geteuid() != owner.pw_uid
    return subprocess.run(
        [str(binaries() / program), *map(str, arguments)],
        check=False,
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "HOME": owner.pw_dir, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        user=owner.pw_uid if other else None,
        group=owner.pw_gid if other else None,
        extra_groups=[] if other else None,
    )


def _prepare(place: Place, owner: pwd.struct_passwd) -> None:
    """Directories, space, and nothing of ours in a place where another could have put it.

    Raises:
        ClusterError: no space, or a directory that belongs to somebody else.
    """
    place.data.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    for directory in (place.log.parent, place.sockets):
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        if directory.is_symlink() or directory.stat().st_uid not in (os.geteuid(), owner.pw_uid):
            raise ClusterError(f"{directory} 属于他人，请移除。It belongs to somebody else; remove it.")
        os.chown(directory, owner.pw_uid, owner.pw_gid)
        directory.chmod(0o700)
    free = shutil.disk_usage(place.data.parent).free
    if free < LEAST_DISK:
        raise ClusterError(f"磁盘已满 the disk is full: {free >> 20} MiB free at {place.data.parent}, {LEAST_DISK >> 20} MiB needed")


def _create(place: Place, owner: pwd.struct_passwd) -> None:
    """Initdb beside the final place, then rename: what stands under the final name is whole."""
    fresh = place.data.with_name(place.data.name + ".new")
    if fresh.exists():
        shutil.rmtree(fresh)
    fresh.mkdir(mode=0o700)
    os.chown(fresh, owner.pw_uid, owner.pw_gid)
    arguments = ("-U", SUPERUSER, "-A", "peer", "-E", "UTF8", "--locale=C.UTF-8", "--data-checksums", "--no-instructions")
    result = _run(owner, "initdb", "-D", fresh, *arguments)
    if result.returncode != 0:
        raise ClusterError(f"数据库未能建立 the cluster could not be made: {result.stderr.strip()}")
    with (fresh / "postgresql.conf").open("a") as conf:
        conf.write("\ninclude = 'mingjie.conf'\n")
    fresh.rename(place.data)


def _configure(place: Place, owner: pwd.struct_passwd, options: dict[str, str]) -> None:
    """Write what is ours: who may come in, and settings that keep parameters out of the log."""
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(place.sockets),
        "unix_socket_permissions": "0700",
        "port": str(PORT),
        "max_connections": "200",
        "shared_buffers": "256MB",
        "jit": "off",
        "random_page_cost": "1.1",  # the working set is in memory: at 4 a look at a few cameras hashes every authorised one
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
        "idle_in_transaction_session_timeout": "30s",
        **options,
    }
    me = pwd.getpwuid(os.geteuid()).pw_name
    conf = "".join(f"{name} = '{value}'\n" for name, value in settings.items())
    ident = "".join(f"mingjie {me} {role}\n" for role in (SUPERUSER, *SERVICE_ROLES))
    for name, text in (("mingjie.conf", conf), ("pg_ident.conf", ident), ("pg_hba.conf", "local all all peer map=mingjie\n")):
        path = place.data / name
        path.write_text(text)
        path.chmod(0o600)
        os.chown(path, owner.pw_uid, owner.pw_gid)


def _recover(place: Place) -> None:
    """Clear what a killed server left: its last children, its pid file, its sockets."""
    for process in _processes_in(place.data):
        os.kill(process, signal.SIGQUIT)
    deadline = time.monotonic() + 10
    while _processes_in(place.data) and time.monotonic() < deadline:
        time.sleep(0.05)
    for left in (place.data / "postmaster.pid", *place.sockets.glob(".s.PGSQL.*")):
        left.unlink(missing_ok=True)


def _processes_in(data: Path) -> list[int]:
    """The PostgreSQL processes whose working directory is this cluster: it is theirs for life."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and (entry / "cwd").readlink() == data:
                found.append(int(entry.name))
        except OSError:  # gone meanwhile, or not ours to look at
            continue
    return found

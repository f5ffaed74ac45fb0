"""DATABASE_URL: a server elsewhere, over the network, with passwords; prepared by a superuser or by a role with CREATEROLE."""

from __future__ import annotations

import os

import psycopg
import pytest

from data import cluster, migrate
from data.db import Database
from data.errors import Unavailable
from data.settings import Role, Settings
from tests.support import clusters

SERVICES = (Role.WEB, Role.FEEDS, Role.WORKER, Role.AUDITOR)
EXTENSIONS = ("postgis", "btree_gist", "pgcrypto", "pg_trgm")


@pytest.fixture(scope="module")
def address():
    """A loopback address of this process's own on which a server asks for passwords: postgresql://%s@address:port/."""
    host = f"127.{os.getpid() >> 16 & 127 | 1}.{os.getpid() >> 8 & 255}.{os.getpid() & 255 or 1}"
    with clusters.temporary_place() as place:
        cluster.start(place, {"listen_addresses": host})
        with (place.data / "pg_hba.conf").open("a") as file:
            file.write("host all all 127.0.0.0/8 scram-sha-256\n")
        with psycopg.connect(place.dsn(), autocommit=True) as connection:
            connection.execute("SELECT pg_reload_conf()")
            connection.execute("CREATE ROLE boss SUPERUSER LOGIN PASSWORD 'one'")
            connection.execute("CREATE ROLE clerk CREATEROLE LOGIN PASSWORD 'two'")
            connection.execute("CREATE DATABASE city OWNER boss")
            connection.execute("CREATE DATABASE town OWNER clerk")
        with psycopg.connect(place.dsn("town"), autocommit=True) as connection:
            for extension in EXTENSIONS:
                connection.execute(f"CREATE EXTENSION {extension}")
        yield f"postgresql://%s@{host}:{cluster.PORT}/"


@pytest.mark.parametrize(("who", "name"), [("boss:one", "city"), ("clerk:two", "town")])
def test_a_given_database_is_prepared_and_served(address, tmp_path, who, name):
    settings = Settings.load(var_dir=tmp_path, database_url=address % who + name)
    assert migrate.migrate(settings)
    assert migrate.migrate(settings) == []
    for role in SERVICES:
        database = Database(settings, role)
        assert database.row("SELECT current_user AS who") == {"who": role.value}
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            database.row("SELECT * FROM secret.camera_source")
        database.close()


def test_a_service_with_another_secret_does_not_get_in(address, tmp_path):
    url = address % "boss:one" + "city"
    migrate.migrate(Settings.load(var_dir=tmp_path / "a", database_url=url))
    other = Database(Settings.load(var_dir=tmp_path / "b", database_url=url), Role.WEB)
    with pytest.raises(Unavailable):
        other.row("SELECT 1 AS one")
    other.close()

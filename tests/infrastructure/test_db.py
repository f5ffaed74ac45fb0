"""The database as the domain sees it: rights narrow, transactions hold together, an unreachable one says so."""

from __future__ import annotations

import threading

import psycopg
import pytest

from data.db import Database
from data.errors import Unavailable
from data.settings import Role


def test_a_session_narrows_its_rights_and_gets_them_back(db):
    before = db.row("SELECT current_user AS who")
    with db.as_role("mj_web") as web:
        assert web.row("SELECT current_user AS who") == {"who": "mj_web"}
    with pytest.raises(psycopg.errors.InsufficientPrivilege), db.as_role("mj_web") as web:
        web.rows("CREATE TEMPORARY TABLE trap (a int)")
    assert db.row("SELECT current_user AS who") == before


def test_a_transaction_commits_together_or_not_at_all(database):
    owner = database.open(Role.OWNER)
    owner.rows("CREATE TABLE public.note (a int)")
    with pytest.raises(psycopg.errors.DivisionByZero), owner.transaction() as inner:
        inner.rows("INSERT INTO public.note VALUES (1), (1 / (SELECT count(*) FROM public.note))")
    assert owner.rows("SELECT a FROM public.note") == []


def test_listening_hears_what_is_told(database):
    owner, stop = database.open(Role.OWNER), threading.Event()
    heard = owner.listen("mj_rights", stop=stop)
    teller = threading.Thread(target=tell_until, args=(owner, stop))
    teller.start()
    assert next(heard).payload == "{}"
    stop.set()
    teller.join()
    heard.close()


def tell_until(owner, stop):
    while not stop.wait(0.05):
        owner.rows("SELECT pg_notify('mj_rights', '{}')")


def test_an_unreachable_database_is_unavailable_and_keeps_its_address_to_itself(tmp_path):
    with pytest.raises(Unavailable) as caught:
        Database(f"host={tmp_path} password=hidden", Role.WEB).row("SELECT 1")
    assert "hidden" not in str(caught.value)
    assert str(tmp_path) not in str(caught.value)


def test_the_pool_recovers_when_its_connections_were_cut(database):
    web = database.open(Role.WEB)
    web.row("SELECT 1 AS one")
    with database.connect() as owner:
        owner.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'mj_web'")
    with pytest.raises(Unavailable):
        web.row("SELECT 1 AS one")
    assert web.row("SELECT 1 AS one") == {"one": 1}

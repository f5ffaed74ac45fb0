import psycopg, pytest
from data.settings import Role
from data.errors import Unavailable
from data.db import Database
def test_db(db):
    assert db.row("SELECT public.postgis_version() AS v, %(a)s AS a", a=1)["a"] == 1
    with db.as_role("mj_web") as web:
        assert web.row("SELECT current_user AS u")["u"] == "mj_web"
    assert db.row("SELECT current_user AS u")["u"] == "mingjie"
    with pytest.raises(psycopg.errors.InsufficientPrivilege), db.as_role("mj_web") as web:
        web.rows("CREATE TEMPORARY TABLE x (a int)")
    assert db.row("SELECT current_user AS u")["u"] == "mingjie"
def test_database(database):
    d = database.open(Role.WEB)
    assert d.row("SELECT current_user AS u")["u"] == "mj_web"
    with d.transaction() as t: assert t.rows("SELECT 1 AS a") == [{"a":1}]
def test_unav(tmp_path):
    with pytest.raises(Unavailable): Database(f"host={tmp_path}", Role.WEB).row("SELECT 1")

"""`script/mingjie import-cameras`: arguments, exit codes, the printed report; as the role that prepares the database."""

from __future__ import annotations

import argparse
import json

import pytest

from data.commands import import_cameras as command
from data.db import Connected
from data.errors import InvalidInput
from data.settings import Role
from tests.catalogue.conftest import code, furnish, row, sheet


@pytest.fixture
def desk(database, tmp_path, capsys):
    """Runs the command as typed; gives the exit code and what was printed."""
    with database.connect() as connection:
        furnish(Connected(connection))

    def run(text, *arguments):
        path = tmp_path / "list.csv"
        path.write_text(text, encoding="utf-8")
        parser = argparse.ArgumentParser()
        command.add_parser(parser.add_subparsers())
        status = command.run(parser.parse_args(["import-cameras", str(path), *arguments]), database.settings)
        out, err = capsys.readouterr()
        return status, out + err

    run.names = lambda: [camera["name"] for camera in database.open(Role.OWNER).rows("SELECT name FROM catalogue.camera ORDER BY gb_code")]
    return run


def test_a_good_list_is_written_and_kept(desk):
    status, said = desk(sheet([row(1), row(2)]), "--crs", "wgs84")
    assert status == 0
    assert "已写入 2 个点位" in said
    assert desk.names() == ["测试路口1", "测试路口2"]


def test_a_refused_list_writes_nothing_and_ends_with_1(desk):
    status, said = desk(sheet([row(1), row(2, 点位编号=code(2)[:19])]), "--crs", "wgs84")
    assert status == 1
    assert "第 3 行 row 3 「点位编号」" in said
    assert "编码第20位错误" in said
    assert desk.names() == []


def test_without_a_system_the_command_says_so_and_ends_with_2(desk):
    status, said = desk(sheet([row(1)]))
    assert status == 2
    assert "未说明坐标系" in said
    assert "no coordinate system" in said
    assert desk.names() == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--crs", "mars"], "不认识的坐标系 mars"), (["--crs", "wgs84", "--map", "没有=name"], "没有列 没有"), (["--crs", "wgs84", "--map", "x"], "column=field"),
        (["--crs", "wgs84", "--encoding", "klingon"], "klingon"), (["--crs", "wgs84", "--default", "nofield=1"], "没有字段 nofield"),
        (["--crs", "wgs84", "--value", "status=1"], "field:text=value"), (["--crs", "wgs84", "--default", "x"], "field=value"), (["--crs", "wgs84", "--default", "备注=x"], "没有字段 备注"),
    ],
)  # fmt: skip
def test_a_request_that_makes_no_sense_ends_with_2(desk, arguments, words):
    status, said = desk(sheet([row(1)]), *arguments)
    assert status == 2
    assert words in said


def test_every_option_reaches_the_import(desk, tmp_path):
    report = tmp_path / "report.json"
    listed = "标题;lng;lat;国\n" + "长" * 60 + ";112.6;35.08;DE\n"
    arguments = ["--crs", "cgcs2000", "--map", "标题=name", "--map", "国=-", "--default", "摄像头类型=球机", "--default", "status=x", "--value", "设备状态:x=故障",
                 "--encoding", "utf-8", "--assign-codes", "--shorten-names", "--accept-crs", "--report", str(report)]  # fmt: skip
    dry, said = desk(listed, *arguments, "--dry-run")
    assert dry == 0
    assert "试运行" in said
    assert desk.names() == []
    done, _ = desk(listed, *arguments)
    assert done == 0
    written = json.loads(report.read_text(encoding="utf-8"))
    assert (written["written"], written["crs"], written["codes"], written["accepted"]) == (1, "cgcs2000", [code(1), code(1)], True)
    assert desk.names() == ["长" * 49 + "…"]


def test_a_report_that_cannot_be_written_is_told(desk, tmp_path):
    status, said = desk(sheet([row(1)]), "--crs", "wgs84", "--report", str(tmp_path))
    assert status == 0
    assert "无法写出报告文件" in said


def test_a_missing_city_is_told(database, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(sheet([row(1)]), encoding="utf-8")
    from data.catalogue.importing import Options, import_cameras

    with pytest.raises(InvalidInput) as refused:
        import_cameras(database.open(Role.OWNER), bytes(32), path, Options(crs="wgs84"))
    assert refused.value.code == "city-missing"


def test_a_user_without_a_name_is_recorded_by_number(desk, database, monkeypatch):
    def nameless():
        raise KeyError("getpwuid(): uid not found")

    monkeypatch.setattr(command.getpass, "getuser", nameless)
    assert desk(sheet([row(1)]), "--crs", "wgs84")[0] == 0
    leaf = database.open(Role.OWNER).row("SELECT detail FROM audit.leaf WHERE kind = 'catalogue.import'")
    assert json.loads(leaf["detail"])["operator"].startswith("uid ")


def test_two_imports_at_once_assign_no_code_twice(desk, database, tmp_path):
    from concurrent.futures import ThreadPoolExecutor

    from data.catalogue.importing import Options, import_cameras

    def load(batch):
        path = tmp_path / f"{batch}.json"
        path.write_text(json.dumps([{"name": f"{batch}-{n}", "lon": 112.51 + n / 1000, "lat": 35.05} for n in range(60)]), encoding="utf-8")
        options = Options(crs="wgs84", assign_codes=True, defaults={"camera_type": "3"})
        return import_cameras(database.open(Role.OWNER), bytes(32), path, options).written

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(load, "abcd")) == [60] * 4
    assert len(set(desk.names())) == 240


@pytest.mark.parametrize("role", [Role.WEB, Role.FEEDS, Role.WORKER, Role.AUDITOR])
def test_no_service_may_import(town, role):
    import psycopg

    from data.catalogue.importing import Options, import_cameras

    path = town.file(sheet([row(1)]))
    with pytest.raises(psycopg.errors.InsufficientPrivilege), town.db.as_role(role) as narrow:
        import_cameras(narrow, bytes(32), path, Options(crs="wgs84"))

"""Addresses and credentials of an import (Articles 26, 27): in the vault and nowhere else.

The attack closed here: reading a camera's address or password from the dossier, the audit, the report, the operator's terminal or
an error, instead of going through a look that is decided and registered.
"""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from data.catalogue.addresses import blotted, without_login
from data.commands import import_cameras as command
from data.vault import open_source
from tests.catalogue.conftest import KEY, row, sheet

SECRETS = ["geheim_User", "Pa55_Wort!x", "10.77.66.55", "C0-FF-EE-C0-FF-EE", "c0:ff:ee", "47554", "/geheim/haupt", "/geheim/neben", "NvrWort99", "fe80::77"]


def secret_row(serial, **cells):
    return row(
        serial,
        用户名="geheim_User", 密码="Pa55_Wort!x", IP地址="10.77.66.55", MAC地址="c0:ff:ee:c0:ff:ee", 端口="47554", IPv6地址="fe80::77",
        rtsp地址="rtsp://geheim_User:Pa55_Wort!x@10.77.66.55:47554/geheim/haupt", 子码流="rtsp://10.77.66.55/geheim/neben",
        NVR密码="NvrWort99", 联系方式="13800138000", 备注="账号：geheim_User 密码:Pa55_Wort!x 见 http://10.77.66.55/geheim/haupt", 巡查说明="设备 10.77.66.55 (C0-FF-EE-C0-FF-EE)",
    ) | cells  # fmt: skip


def leaks(text):
    return [secret for secret in SECRETS if secret.casefold() in text.casefold()]


def test_a_dump_of_every_table_shows_no_secret(town):
    report = town.load(sheet([secret_row(n) for n in range(1, 6)]))
    assert report.written == report.sealed == 5
    assert leaks(town.everything()) == []
    held = town.db.row("SELECT camera_id, cipher FROM secret.camera_source ORDER BY camera_id")
    source = open_source(KEY, held["camera_id"], held["cipher"])
    assert (source.user, source.password, source.ip, source.port) == ("geheim_User", "Pa55_Wort!x", "10.77.66.55", 47554)


def test_the_report_shows_no_secret_when_the_list_is_good(town):
    report = town.load(sheet([secret_row(n) for n in range(1, 6)]))
    assert leaks(report.as_text()) == []
    assert leaks(json.dumps(report.as_json(), ensure_ascii=False)) == []
    assert "（加密保存）" in report.as_text()
    assert "NVR密码 → 未保存" in report.as_text()


@pytest.mark.parametrize(
    "cells",
    [
        {"IP地址": "10.77.66.55.1"}, {"MAC地址": "c0:ff:ee"}, {"端口": "47554x"}, {"rtsp地址": "geheim_User:Pa55_Wort!x@10.77.66.55"},
        {"密码": "Pa55_Wort!x\x01"}, {"用户名": "geheim_User" * 30}, {"rtsp地址": "ftp://geheim_User:Pa55_Wort!x@10.77.66.55/geheim/haupt"},
        {"密码": "Pa55_Wort!x" * 500}, {"联系方式": "geheim_User"}, {"点位名称": "rtsp://geheim_User:Pa55_Wort!x@10.77.66.55/" + "x" * 50},
    ],
)  # fmt: skip
def test_a_refused_value_is_not_shown_where_it_is_a_secret(town, cells):
    report = town.load(sheet([secret_row(1), secret_row(2, **cells)]))
    assert not report.accepted
    assert leaks(report.as_text()) == []
    assert leaks(json.dumps(report.as_json(), ensure_ascii=False)) == []
    assert leaks(town.everything()) == []


def test_nothing_is_printed_or_logged(town, capfd, caplog, monkeypatch):
    caplog.set_level(0)
    town.load(sheet([secret_row(1)]))
    town.load(sheet([secret_row(2, 端口="x47554")]))
    out, err = capfd.readouterr()
    assert leaks(out + err + caplog.text) == []


def test_the_preview_of_columns_names_them_and_shows_no_cell(town):
    report = town.load(sheet([secret_row(1)]), dry_run=True)
    columns = {column["column"]: column["en"] for column in report.as_json()["columns"]}
    assert columns["密码"] == "password (sealed)"
    assert columns["NVR密码"] == "not kept: it is named like an address or a credential"
    assert leaks(json.dumps(report.as_json(), ensure_ascii=False)) == []


def test_what_is_blotted_out_of_the_dossier_is_told(town):
    report = town.load(sheet([secret_row(1)]))
    assert [found.column for found in report.findings.kept if found.code == "text-blotted"] == ["备注", "巡查说明"]
    dossier = town.cameras()[0]["dossier"]
    assert "［已隐去］" in dossier["notes"]
    assert dossier["巡查说明"] == "设备 ［已隐去］ (［已隐去］)"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("密码:abc123 在门后", "［已隐去］ 在门后"), ("password = hunter2; ok", "［已隐去］; ok"), ("口令为 abc，见图", "［已隐去］，见图"), ("见 https://x.example/a 页", "见 ［已隐去］ 页"),
        ("10.0.0.1:554", "［已隐去］"), ("a0-b1-c2-d3-e4-f5", "［已隐去］"), ("a0b1.c2d3.e4f5", "［已隐去］"), ("2001:db8:0:0:0:0:0:1", "［已隐去］"),
        ("密码 S3cr3t-Zz9!q rtsp://x/y", "［已隐去］ ［已隐去］"), ("口令 X", "［已隐去］"), ("密码S3cr3t见图", "［已隐去］见图"), ("user admin pass X", "［已隐去］ ［已隐去］"), ("pwd Xy", "［已隐去］"),
        ("用户名/密码 admin/S3cr3t 路口", "［已隐去］ 路口"), ("密码为：X99", "［已隐去］"), ("pass1234 东", "［已隐去］ 东"), ("密码 Ｓ３ｃｒ３ｔ", "［已隐去］"), ("pwd:a,b;c 东", "［已隐去］ 东"),
    ],
)  # fmt: skip
def test_addresses_and_credentials_in_texts_are_blotted(text, kept):
    assert blotted(text) == kept


@pytest.mark.parametrize("text", ["济源市黄河大道 12 号", "版本 1.2.3", "08:30:00 - 17:30:00", "2026-11-22", "比例 1:500", "高 3.5 m", "密码箱旁", "K12+300", "口令处", "用户名单", "账号管理中心", "bypass road 3", "underpass 2 north", "passenger terminal 4", "Khyber Pass Rd", "user manual", "Schaffhauser Kantonalbank", "为民路（东）"])
def test_a_harmless_text_stays_as_it_is(text):
    assert blotted(text) == text


@pytest.mark.parametrize(
    ("address", "plain", "user", "password"),
    [
        ("rtsp://a:b@10.0.0.1:554/x", "rtsp://10.0.0.1:554/x", "a", "b"), ("rtsp://a:p%40s@h/x", "rtsp://h/x", "a", "p@s"), ("rtsp://a:p@s@h/x?y=1", "rtsp://h/x?y=1", "a", "p@s"),
        ("rtsp://a:p/w@h/x", "rtsp://h/x", "a", "p/w"), ("rtsp://a@h/x", "rtsp://h/x", "a", None), ("rtsp://h:554/stream@1", "rtsp://h:554/stream@1", None, None), ("rtsp://h/x", "rtsp://h/x", None, None),
    ],
)  # fmt: skip
def test_a_stream_address_gives_up_its_login(address, plain, user, password):
    assert without_login(address) == (plain, user, password)


def test_the_columns_win_over_the_login_in_the_address(town):
    town.load(sheet([row(1, rtsp地址="rtsp://old:oldword@10.0.0.1/x", 用户名="new", 密码="newword")]))
    held = town.db.row("SELECT camera_id, cipher FROM secret.camera_source")
    source = open_source(KEY, held["camera_id"], held["cipher"])
    assert (source.url, source.user, source.password) == ("rtsp://10.0.0.1/x", "new", "newword")


def test_the_command_prints_no_secret(database, tmp_path, capsys):
    from tests.catalogue.conftest import furnish

    with database.connect() as connection:
        from data.db import Connected

        furnish(Connected(connection))
    listed = tmp_path / "list.csv"
    listed.write_text(sheet([secret_row(1), secret_row(2, 端口="x47554")]), encoding="utf-8")
    import argparse

    parser = argparse.ArgumentParser()
    command.add_parser(parser.add_subparsers())
    args = parser.parse_args(["import-cameras", str(listed), "--crs", "wgs84", "--report", str(tmp_path / "report.json")])
    assert command.run(args, database.settings) == 1
    out, err = capsys.readouterr()
    assert "端口" in out
    assert leaks(out + err + (tmp_path / "report.json").read_text(encoding="utf-8")) == []


PASSWORD = "S3cr3t-Zz9!q"
KEPT_TEXTS = {"备注": "dossier", "巡查说明": "dossier", "安装地址": "dossier", "杆号": "pole_no", "联系人": "contact_name", "位置类型": "location_type", "功能类型": "function_type",
              "补光": "light", "分辨率": "resolution", "编码格式": "codec", "接入网络": "network"}  # fmt: skip


@pytest.mark.parametrize("column", KEPT_TEXTS)
@pytest.mark.parametrize("text", [f"密码 {PASSWORD} rtsp://10.9.8.7/x", f"东{PASSWORD.upper()}西", "杆 10.9.8.7", "用 operator7 登录", "http://a:b@c/d 见"])
def test_a_repeated_secret_is_blotted_out_of_every_kept_text_and_told_by_column(town, column, text):
    report = town.load(sheet([row(1, 口令=PASSWORD, 用户名="operator7", IP地址="10.9.8.7", **{column: text})]))
    assert report.accepted, report.as_text()
    assert [found.column for found in report.findings.kept if found.code == "text-blotted"] == [column]
    assert "［已隐去］" in str(town.cameras()[0][KEPT_TEXTS[column]])
    for secret in (PASSWORD, PASSWORD.upper(), "10.9.8.7", "operator7", "a:b@c"):
        assert secret not in town.everything() + report.as_text()


@pytest.mark.parametrize("name", [f"路口 {PASSWORD}", f"{PASSWORD.lower()}路口", "东门 10.9.8.7", "rtsp://u:w@h/x", "东门 密码：x1", "东门 password: y", "cam9.example.test 东", "Ｓ3cr3t-Zz9!q"])
def test_a_name_that_tells_the_way_in_refuses_the_row(town, name):
    report = town.load(sheet([row(1), row(2, 点位名称=name, 口令=PASSWORD, IP地址="10.9.8.7", rtsp地址="rtsp://cam9.example.test/1")]))
    assert [(found.row, found.column, found.value) for found in report.findings.kept if found.code == "name-secret"] == [(3, "点位名称", "")]
    assert town.cameras() == []
    assert name not in report.as_text() + town.everything()
    assert "请改名" in report.as_text()
    assert "rename it" in report.as_text()


@pytest.mark.parametrize("name", ["密码箱厂东门", "Administration gate", "Khyber Pass Rd / 5TH ST", "用户名单公示栏", "1234号路口", "A @ B: north", "10.5 km 处"])
def test_an_ordinary_name_is_kept(town, name):
    report = town.load(sheet([row(1, 点位名称=name, 口令="123", 用户名="admin", IP地址="10.9.8.7")]))
    assert report.accepted, report.as_text()
    assert town.cameras()[0]["name"] == name


def test_a_user_in_a_name_is_blotted_out_and_told(town):
    report = town.load(sheet([row(1, 点位名称="东门 operator7", 用户名="operator7")]))
    assert town.cameras()[0]["name"] == "东门 ［已隐去］"
    assert [found.column for found in report.findings.kept if found.code == "text-blotted"] == ["点位名称"]


def test_a_password_that_is_not_kept_at_all_stays_out_of_the_remarks_too(town):
    report = town.load(sheet([row(1, NVR密码="NvrWort99", 备注="录像机 NvrWort99", 旧口令="Old+Wort", 巡查说明="Old+Wort 已换")]), maps=[("旧口令", "-")])
    assert report.accepted
    assert "Wort" not in town.everything() + report.as_text()


COLUMNS = [*KEPT_TEXTS, "点位名称", "点位编号", "摄像头类型", "视频资源类别", "设备状态", "管理单位", "联系方式", "经度", "行政区划编码", "方位角", "坐标系", "录像保存天数", "云台", "MAC地址"]
CONTEXTS = ["{}", "密码 {}", "口令{}", "见{}处", "user admin pass {}", "rtsp://a:{}@h/x", "({})", "备注：{}。", "x {} y", '"{}"', "{0}/{0}", "Ａ（{}）" + "长" * 30]
WORDS = st.text("abcXYZ059 !#%&'()+-./:;<=>?@[]^_{|}~\"\\，。！Ａ密口令东济", max_size=12).map(lambda text: f"Qz{text}7x")
ADDRESSES = st.ip_addresses(v=4).map(str) | st.ip_addresses(v=6).map(str).filter(lambda text: len(text) > 9)
PLACED = st.lists(st.tuples(st.sampled_from(["口令", "用户名", "IP地址"]), st.sampled_from(COLUMNS), st.sampled_from(CONTEXTS)), min_size=1, max_size=3, unique_by=lambda one: one[1])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(password=WORDS, user=WORDS, address=ADDRESSES, placed=PLACED, only_in_address=st.booleans())
@example(password="Qz7x", user="Qz!7x", address="10.9.8.7", placed=[("口令", "备注", "密码 {}"), ("用户名", "点位名称", "x {} y")], only_in_address=True)
def test_no_secret_is_found_outside_the_vault_wherever_a_list_repeats_it(town, password, user, address, placed, only_in_address):
    town.db.rows("DELETE FROM catalogue.camera")
    secrets = {"口令": password, "用户名": user, "IP地址": address}
    cells = {"rtsp地址": f"rtsp://{quote(user, safe='')}:{quote(password, safe='')}@10.9.8.1/x", "IP地址": address} if only_in_address else secrets
    report = town.load(sheet([row(1), row(2, **cells | {column: context.format(secrets[which]) for which, column, context in placed})]))
    stored = [str(value) for camera in town.cameras() for value in (*camera.values(), *camera["dossier"].values())]
    said = "\n".join([*stored, town.everything(), report.as_text(), json.dumps(report.as_json(), ensure_ascii=False), *(leaf["detail"] for leaf in town.leaves())])
    for secret in {*secrets.values(), " ".join(password.split()), " ".join(user.split())}:
        assert secret not in said

"""Importing (R-01, R-02): all of a list or nothing; every reason by row and column; one leaf for each import."""

from __future__ import annotations

import json

import pytest

from data.catalogue.importing import Options
from data.catalogue.mapping import parse_pairs
from data.errors import InvalidInput
from data.vault import open_source
from tests.catalogue.conftest import FROM_WGS84, KEY, beside, code, geojson, row, sheet, streets


def told(report, level="refused"):
    return [(found.row, found.column, found.code) for found in report.findings.in_order() if found.level == level]


def test_a_good_list_is_written_whole(town):
    report = town.load(sheet([row(n) for n in range(1, 501)]))
    cameras = town.cameras()
    assert (report.accepted, report.written, len(cameras)) == (True, 500, 500)
    first = cameras[0]
    assert (first["gb_code"], first["name"], first["camera_type"], first["resource_class"]) == (code(1), "测试路口1", 1, 1)
    assert (first["status"], first["ptz"], first["src_crs"], first["township_code"]) == ("online", True, "wgs84", "419001001")
    assert (first["lon"], first["lat"]) == (112.511, 35.011)
    units = {row["code"]: row["id"] for row in town.db.rows("SELECT id, code FROM law.department")}
    assert (first["owner_id"], first["built_by"], first["maintained_by"]) == (units["t-police"], units["t-police"], units["t-works"])


def test_one_19_digit_code_among_500_and_nothing_is_written(town):
    rows = [row(n) for n in range(1, 501)]
    rows[336]["点位编号"] = code(337)[:19]
    report = town.load(sheet(rows))
    assert told(report) == [(338, "点位编号", "code-length")]
    assert "编码第20位错误" in report.as_text()
    assert "row 338" in report.as_text()
    assert (report.written, town.cameras()) == (0, [])
    assert town.db.rows("SELECT * FROM secret.camera_source") == []


def test_every_wrong_cell_is_told_not_only_the_first(town):
    bad = row(2, 设备状态="挂了", 经度="35.1", 纬度="112.6", 点位名称="", 摄像头类型="照相机")
    report = town.load(sheet([row(1), bad, row(1)]))
    assert sorted(told(report)) == [
        (3, "摄像头类型", "value-unknown"), (3, "点位名称", "cell-empty"), (3, "经度、纬度", "coord-swapped"), (3, "设备状态", "value-unknown"),
        (4, "点位编号", "code-twice"),
    ]  # fmt: skip
    text = report.as_text()
    for zh, en in (("颠倒", "swapped"), ("不在可选值之内", "not one of"), ("第 2 行重复", "row 2"), ("未写入任何数据", "nothing was written")):
        assert zh in text
        assert en in text


def test_without_a_coordinate_system_nothing_is_read(town):
    for crs in ("", "  "):
        with pytest.raises(InvalidInput) as refused:
            town.load(sheet([row(1)]), crs=crs)
        assert refused.value.code == "crs-missing"
    assert town.cameras() == []


@pytest.mark.parametrize(("crs", "header"), [("gcj02", "经度 纬度"), ("bd09", "经度 纬度"), ("cgcs2000", "经度 纬度"), ("EPSG:4547", "X Y")])
def test_each_system_brings_the_camera_to_the_same_spot(town, crs, header):
    x, y = FROM_WGS84[crs](112.6, 35.08)
    cells = {name: text for name, text in row(1).items() if name not in {"经度", "纬度"}}
    report = town.load(sheet([cells | dict(zip(header.split(), (f"{x:.9f}", f"{y:.9f}"), strict=True))]), crs=crs)
    assert report.accepted, report.as_text()
    camera = town.cameras()[0]
    assert camera["src_crs"] == crs
    assert (camera["lon"], camera["lat"]) == pytest.approx((112.6, 35.08), abs=2e-9)


def test_a_code_of_the_catalogue_is_refused(town):
    town.load(sheet([row(1), row(2)]))
    report = town.load(sheet([row(3), row(2)]))
    assert told(report) == [(3, "点位编号", "code-there")]
    assert len(town.cameras()) == 2


def test_a_list_without_codes_is_refused_unless_codes_are_asked_for(town):
    listed = [{"name": f"cam {n}", "lon": 112.51 + n / 1000, "lat": 35.05} for n in range(20)]
    options = {"defaults": {"camera_type": "固定枪机"}}
    refused = town.load(json.dumps(listed), **options)
    assert told(refused) == [(None, "gb_code", "codes-missing")]
    assert "--assign-codes" in refused.as_text()
    taken = town.load(sheet([row(2)]))
    assert taken.accepted
    report = town.load(json.dumps(listed), assign_codes=True, **options)
    assert (report.assigned, report.codes) == (20, (code(1), code(21)))
    assert f"{code(1)} – {code(21)}" in report.as_text()
    assert [camera["gb_code"] for camera in town.cameras()] == [code(n) for n in range(1, 22)]


def test_a_list_imported_again_gets_no_second_codes(town):
    listed = json.dumps([{"name": f"cam {n}", "lon": 112.51 + n / 1000, "lat": 35.05} for n in range(3)])
    options = {"assign_codes": True, "defaults": {"camera_type": "3"}}
    assert town.load(listed, **options).accepted
    again = town.load(listed, **options)
    assert [found[2] for found in told(again)] == ["camera-there"] * 3
    assert len(town.cameras()) == 3


def test_rows_without_a_code_are_refused_one_by_one(town):
    report = town.load(sheet([row(1), row(2, 点位编号="")]))
    assert told(report) == [(3, "点位编号", "code-missing")]
    report = town.load(sheet([row(1), row(2, 点位编号="")]), assign_codes=True)
    assert [camera["gb_code"] for camera in town.cameras()] == [code(1), code(2)]
    assert report.assigned == 1


def test_a_unit_that_is_not_registered_is_refused_and_may_be_named_by_the_operator(town):
    rows = [row(1, 维护单位="某某通信公司")]
    assert told(town.load(sheet(rows))) == [(2, "维护单位", "unit-unknown")]
    report = town.load(sheet(rows), values={("maintained_by", "某某通信公司"): "t-works"})
    assert report.accepted


def test_what_a_list_does_not_say_is_filled_in_and_told(town):
    report = town.load(geojson([(112.6, 35.08, {"name": "甲", "camera_type": "球机", "gb_code": code(1)})]))
    camera = town.cameras()[0]
    assert (camera["resource_class"], camera["status"]) == (9, "online")
    bureau = town.db.row("SELECT id FROM law.department WHERE code = 't-bureau'")["id"]
    assert (camera["owner_id"], camera["built_by"], camera["maintained_by"]) == (bureau, bureau, bureau)
    assert sorted(found.params["field"] for found in report.findings.kept if found.code == "fallback-used") == ["owner", "resource_class", "status"]


def test_headings_fill_direction_azimuth_and_field_of_view(town):
    values = ["NW", "-140", "90;160;270", "190-100", "", "全向"]
    report = town.load(sheet([row(n, 方位角=value) for n, value in enumerate(values, start=1)]))
    assert report.accepted
    found = [(camera["direction"], camera["azimuth"], camera["azimuths"], camera["hfov"]) for camera in town.cameras()]
    assert found == [(8, 315, None, None), (7, 220, None, None), (1, 90, [90, 160, 270], None), (8, 325, None, 270), (None, None, None, None), (None, None, None, 360)]


@pytest.mark.parametrize(("values", "azimuths"), [(["1", "8", "西北"], [90, 315, 315]), (["1", "8", "200"], [1, 8, 200])])
def test_a_column_of_directions_is_codes_only_when_all_of_it_is(town, values, azimuths):
    town.load(sheet([row(n, 监视方位=value) for n, value in enumerate(values, start=1)]))
    assert [camera["azimuth"] for camera in town.cameras()] == azimuths


def test_odd_rows_are_warned_of_and_written(town):
    report = town.load(sheet([row(1, 录像保存天数="29", 行政区域="41900199", 云台="否"), row(2, 点位名称="测试路口1", 经度="112.511000", 纬度="35.011000", 云台="是", 行政区域="419001", 录像保存天数="30")]))
    assert report.written == 2
    assert sorted(code for _, _, code in told(report, "warning")) == ["civil-differs", "point-twice", "ptz-odd", "retention-short"]


def test_unknown_columns_are_named_and_kept_in_the_dossier(town):
    report = town.load(sheet([row(1, 巡查网格="沁园-07", 设备厂商="某厂")]))
    assert town.cameras()[0]["dossier"] == {"巡查网格": "沁园-07", "device_vendor": "某厂"}
    assert "巡查网格 → 未识别，存入档案 / unknown, kept in the dossier" in report.as_text()


def test_a_dry_run_says_the_same_and_writes_nothing(town):
    report = town.load(sheet([row(1)]), dry_run=True)
    assert (report.accepted, report.written, town.cameras(), town.leaves()) == (True, 0, [], [])
    assert "试运行" in report.as_text()
    refused = town.load(sheet([row(1, 设备状态="?")]), dry_run=True)
    assert not refused.accepted
    assert town.leaves() == []


def test_each_import_leaves_one_leaf_with_counts_and_the_files_digest(town):
    import hashlib

    data = sheet([row(1), row(2)])
    town.load(data, name="清单.csv", operator="wang")
    town.load(sheet([row(3, 设备状态="?")]))
    done, failed = town.leaves()
    assert (done["result"], done["object_type"], done["object_id"]) == ("done", "catalogue", hashlib.sha256(data.encode()).hexdigest())
    detail = json.loads(done["detail"])
    assert (detail["file"], detail["rows"], detail["written"], detail["refused"], detail["operator"]) == ("清单.csv", 2, 2, 0, "wang")
    assert (failed["result"], json.loads(failed["detail"])["written"]) == ("fail", 0)


def test_a_row_that_names_another_system_is_refused(town):
    rows = [row(1, 坐标系="WGS-84"), row(2, 坐标系="GCJ02"), row(3, 坐标系="自定义")]
    assert told(town.load(sheet(rows))) == [(3, "坐标系", "crs-row")]


def test_a_refusal_of_the_database_itself_is_told_and_undoes_all(town, monkeypatch):
    from data.catalogue import holdings

    monkeypatch.setattr(holdings, "codes_held", lambda db, codes: set())
    town.load(sheet([row(1)]))
    report = town.load(sheet([row(2), row(1)]))
    refused = [found for found in report.findings.kept if found.level == "refused"]
    assert [(found.code, found.params["constraint"]) for found in refused] == [("database-refused", "camera_gb_code_key")]
    assert [camera["gb_code"] for camera in town.cameras()] == [code(1)]


def test_the_doubt_about_a_system_refuses_the_list_unless_the_operator_insists(town):
    lines = streets()
    for line in lines:
        town.db.rows(
            "INSERT INTO catalogue.basemap_feature (layer, class, geom) VALUES ('road', 'street', ST_Transform(ST_GeomFromText(%(wkt)s, 4326), 3857))",
            wkt=line.wkt,
        )
    x, y = FROM_WGS84["gcj02"](*beside(lines, 40, 1))
    listed = sheet([row(n, 经度=f"{x[n - 1]:.7f}", 纬度=f"{y[n - 1]:.7f}") for n in range(1, 41)])
    wrong = town.load(listed, crs="wgs84")
    assert told(wrong) == [(None, "", "crs-doubtful")]
    assert "gcj02" in wrong.as_text()
    assert town.cameras() == []
    right = town.load(listed, crs="gcj02")
    assert told(right) + told(right, "warning") == []
    town.db.rows("TRUNCATE catalogue.camera CASCADE")
    insisted = town.load(listed, crs="wgs84", accept_crs=True)
    assert (insisted.written, told(insisted, "warning")) == (40, [(None, "", "crs-doubtful")])
    assert json.loads(town.leaves()[-1]["detail"])["crs_insisted_against"] == "gcj02"


def test_sources_are_sealed_for_their_own_camera(town):
    rows = [row(n, rtsp地址=f"rtsp://op{n}:S3cr%40t{n}@10.0.0.{n}:8554/main", 子码流=f"rtsp://10.0.0.{n}/sub", MAC地址=f"a0:b1:c2:d3:e4:0{n}") for n in (1, 2)]
    report = town.load(sheet(rows))
    assert report.sealed == 2
    for camera in town.cameras():
        n = int(camera["name"][-1])
        held = town.db.row("SELECT cipher FROM secret.camera_source WHERE camera_id = %(id)s", id=camera["id"])
        source = open_source(KEY, camera["id"], held["cipher"])
        assert (source.url, source.sub_url) == (f"rtsp://10.0.0.{n}:8554/main", f"rtsp://10.0.0.{n}/sub")
        assert (source.user, source.password, source.mac) == (f"op{n}", f"S3cr@t{n}", f"A0-B1-C2-D3-E4-0{n}")


def test_maps_and_defaults_reach_the_import(town):
    listed = json.dumps([{"标题": "甲", "lng": 112.6, "lat": 35.08, "no": code(7)}])
    options = Options(crs="wgs84", maps=parse_pairs(["标题=name", "no=gb_code"]), defaults={"camera_type": "球机", "pole_no": "P{row}"})
    report = town.load(listed, maps=options.maps, defaults=options.defaults)
    assert report.accepted
    assert (town.cameras()[0]["name"], town.cameras()[0]["pole_no"]) == ("甲", "P1")


def test_a_list_from_far_away_is_not_said_to_stand_a_hundred_metres_from_a_road(town):
    town.db.rows(
        "INSERT INTO catalogue.basemap_feature (layer, class, geom) "
        "VALUES ('road', 'primary', ST_Transform(ST_GeomFromText('LINESTRING(112.5 35.0, 112.7 35.1)', 4326), 3857))"
    )
    said = town.load(sheet([row(n, 经度=f"{-60 - n / 100:.4f}", 纬度=f"{-30 - n / 100:.4f}") for n in range(1, 13)])).as_text()
    assert "median distance" not in said
    assert "距道路超过 100 m" in said
    assert "farther from roads than the 100 m that are measured" in said

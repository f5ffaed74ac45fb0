"""Lists that others published, moved into the city, and the dossier's own 57 columns in GBK (issue: real input).

Where the shared folder is missing, small lists of the same shapes made here are imported instead: both ways must pass.
"""

from __future__ import annotations

import csv
import io
import json

import numpy as np
import pytest

from data.catalogue.mapping import parse_pairs
from data.vault import open_source
from tests.catalogue.conftest import FROM_WGS84, KEY, code, sheet

TOWARDS = (112.45, 35.0, 112.7, 35.15)
FOREIGN = {"assign_codes": True, "shorten_names": True, "defaults": {"camera_type": "固定枪机"}}


def moved(places):
    """Longitudes and latitudes squeezed into the city, keeping which lies east and north of which."""
    xy = np.array(places, dtype=float)
    low, high = xy.min(axis=0), xy.max(axis=0)
    west, south, east, north = TOWARDS
    return np.round((xy - low) / (high - low) * [east - west, north - south] + [west, south], 7).tolist()


def move(records, lon, lat):
    for record, (x, y) in zip(records, moved([(record[lon], record[lat]) for record in records]), strict=True):
        record[lon], record[lat] = x, y
    return records


def shared_text(shared_data, name, sample):
    return sample if shared_data is None else (shared_data / "cameras" / name).read_text(encoding="utf-8")


NYC = json.dumps({"generated_at": 1, "count": 3, "cameras": [
    {"id": f"u-{n}", "name": name, "lat": 40.5 + n / 10, "lng": -74.2 + n / 9, "is_online": n != 2}
    for n, name in enumerate(["A @ B", "C & D", "E" * 60])]})  # fmt: skip
AUSTIN = sheet([
    {"Camera ID": n, "Location Name": f"{n}TH ST / X", "Camera Status": "DESIRED", "Council District": "1, 9", "Location": f"(30.{n}, -97.{n})",
     "IP Comm Status": state, "Longitude": -97.9 + n / 10, "Latitude": 30.1 + n / 10, "Published Screenshots": "", "Screenshot Address": f"https://camera.invalid/CCTV{n}.jpg"}
    for n, state in enumerate(["ONLINE", "OFFLINE", "NO COMMUNICATION"], start=1)])  # fmt: skip
TAIWAN = json.dumps({"type": "FeatureCollection", "features": [
    {"type": "Feature", "geometry": {"type": "Point", "coordinates": [120 + n / 3, 22 + n / 2]},
     "properties": {"bearing": bearing, "city": "新竹縣", "description": f"台68線竹東匝道口{n}", "id": f"0{n}", "type": "fixed", "speed_limit": 50}}
    for n, bearing in enumerate([180.0, None, 355.0])]}, ensure_ascii=False)  # fmt: skip
SWISS = json.dumps([
    {"type": "node", "id": n, "lat": 46 + n / 10, "lon": 7 + n / 9, "tags": {"man_made": "surveillance", "camera:direction": turn, "camera:type": kind, **more}}
    for n, (turn, kind, more) in enumerate([("NW", "dome", {}), ("-140", "fixed", {"name": "Bärn"}), ("90;160;270", "webcam", {"contact:webcam": "www.camera.invalid"}),
                                            ("190-100", "panning", {"website": "http://example.invalid"}), ("180, 270", "fixed", {"owner": "SBB"})])])  # fmt: skip


def test_new_yorks_list_is_imported(town, shared_data):
    listed = json.loads(shared_text(shared_data, "nyc_cameras.json", NYC))
    move(listed["cameras"], "lng", "lat")
    report = town.load(json.dumps(listed), **FOREIGN)
    assert report.accepted, report.as_text()
    cameras = {camera["dossier"]["original_device_code"]: camera for camera in town.cameras()}
    assert len(cameras) == report.assigned == len(listed["cameras"])
    for given in listed["cameras"]:
        camera = cameras[given["id"]]
        assert (camera["lon"], camera["lat"]) == (given["lng"], given["lat"])
        assert camera["status"] == ("online" if given["is_online"] else "offline")
        assert camera["dossier"].get("full_name", camera["name"]) == " ".join(given["name"].split())
        assert len(camera["name"]) <= 50


def test_new_yorks_long_names_refuse_the_list_unless_they_may_be_cut(town, shared_data):
    listed = json.loads(shared_text(shared_data, "nyc_cameras.json", NYC))
    move(listed["cameras"], "lng", "lat")
    report = town.load(json.dumps(listed), **{**FOREIGN, "shorten_names": False})
    long = [at for at, camera in enumerate(listed["cameras"], start=1) if len(camera["name"]) > 50]
    assert [found.row for found in report.findings.in_order() if found.code == "text-long"] == long
    assert town.cameras() == []


def test_austins_list_is_imported_and_its_picture_addresses_sealed(town, shared_data):
    rows = list(csv.DictReader(io.StringIO(shared_text(shared_data, "austin_traffic_cameras.csv", AUSTIN))))
    move(rows, "Longitude", "Latitude")
    report = town.load(sheet(rows), maps=parse_pairs(["IP Comm Status=status"]), **FOREIGN)
    assert report.accepted, report.as_text()
    assert report.written == report.sealed == len(rows)
    assert "camera.invalid" not in town.everything() + report.as_text()
    states = {"ONLINE": "online", "OFFLINE": "offline", "NO COMMUNICATION": "offline"}
    by_code = {row["Camera ID"]: row for row in rows}
    for camera in town.cameras():
        given = by_code[camera["dossier"]["original_device_code"]]
        assert camera["status"] == states[given["IP Comm Status"]]
        assert camera["dossier"]["Camera Status"] == given["Camera Status"]
        held = town.db.row("SELECT cipher FROM secret.camera_source WHERE camera_id = %(id)s", id=camera["id"])
        assert open_source(KEY, camera["id"], held["cipher"]).url == given["Screenshot Address"]


def test_austins_own_status_words_are_refused_until_the_operator_says_what_they_mean(town, shared_data):
    rows = list(csv.DictReader(io.StringIO(shared_text(shared_data, "austin_traffic_cameras.csv", AUSTIN))))
    move(rows, "Longitude", "Latitude")
    wrong = town.load(sheet(rows), **FOREIGN)
    desired = sum(row["Camera Status"] == "DESIRED" for row in rows)
    assert wrong.findings.counts["refused", "value-unknown"] == desired > 0
    right = town.load(sheet(rows), values={("status", "DESIRED"): "停用"}, **FOREIGN)
    assert right.accepted
    assert sum(camera["status"] == "disabled" for camera in town.cameras()) == desired


def test_taiwans_list_is_imported_from_gcj02_too(town, shared_data):
    listed = json.loads(shared_text(shared_data, "tw_speed_cameras.geojson", TAIWAN))
    places = moved([feature["geometry"]["coordinates"] for feature in listed["features"]])
    for feature, place in zip(listed["features"], places, strict=True):
        feature["geometry"]["coordinates"] = [float(part) for part in FROM_WGS84["gcj02"](*place)]
    report = town.load(json.dumps(listed, ensure_ascii=False), crs="gcj02", maps=parse_pairs(["description=name"]), **FOREIGN)
    assert report.accepted, report.as_text()
    cameras = {camera["dossier"]["original_device_code"]: camera for camera in town.cameras()}
    for feature, place in zip(listed["features"], places, strict=True):
        camera, given = cameras[feature["properties"]["id"]], feature["properties"]
        assert (camera["lon"], camera["lat"]) == pytest.approx(place, abs=1e-12)
        assert camera["azimuth"] == given["bearing"]
        assert camera["dossier"]["type"] == given["type"]
        assert camera["dossier"]["city"] == given["city"]


def test_the_swiss_map_of_surveillance_is_refused_with_reasons_then_imported(town, shared_data):
    listed = move(json.loads(shared_text(shared_data, "switzerland_osm_surveillance.json", SWISS)), "lon", "lat")
    maps = parse_pairs(["name=name", "id=name", "id=original_device_code"])
    first = town.load(json.dumps(listed), maps=maps, **FOREIGN)
    kinds = {element["tags"].get("camera:type", "fixed") for element in listed} - {"fixed", "dome", "panning"}
    assert {found.value for found in first.findings.kept if found.code == "value-unknown"} == kinds
    assert [found.column for found in first.findings.kept if found.code == "unit-unknown"] == ["owner"]
    assert {found.column for found in first.findings.kept if found.code == "url-wrong"} == {"contact:webcam"}
    assert town.cameras() == []
    values = {("camera_type", kind): "固定枪机" for kind in kinds}
    second = town.load(json.dumps(listed), maps=[*maps, ("owner", "dossier"), ("contact:webcam", "-")], values=values, **FOREIGN)
    assert second.accepted, second.as_text()
    assert "http" not in town.everything()
    assert "http" not in second.as_text()
    cameras = {camera["dossier"]["original_device_code"]: camera for camera in town.cameras()}
    assert len(cameras) == len(listed)
    turns = {"NW": 315, "-140": 220, "90;160;270": 90, "190-100": 325, "180, 270": 180}
    seen = [element for element in listed if element["tags"].get("camera:direction") in turns]
    assert len({element["tags"]["camera:direction"] for element in seen}) == len(turns)
    for element in seen:
        assert cameras[f"node/{element['id']}"]["azimuth"] == turns[element["tags"]["camera:direction"]]


ONEFILE = {
    "设备编码": "", "原设备编码": "OLD-1", "设备名称": "沁园路与黄河大道口", "行政区划编码": "419001", "监控点位类型": "1", "拾音器": "无", "父设备": "NVR-1",
    "建设单位/设备归属": "测试公安局", "建设单位/平台归属代码": "C1", "管理单位": "测试公安局", "摄像机所属部门（警种）": "交警", "管理员姓名": "张三",
    "管理员联系电话": "0391-6633001", "承建单位": "某集成商", "维护单位": "测试维护公司", "设备厂商": "某厂", "设备型号": "X1", "摄像机类型": "球机", "接入方式": "专线",
    "摄像机功能类型": "车辆卡口", "视频编码格式": "H.265", "图像分辨率": "1080P", "摄像机补光属性": "红外", "后端结构化": "否", "镜头类型": "变焦", "安装类型": "立杆",
    "高度类型": "中", "所属辖区公安机关": "沁园所", "安装地址": "沁园路 8 号", "周边标志": "学校", "经度": "112.6", "纬度": "35.08", "摄像机安装位置室内外": "1",
    "摄像机监控方位": "8", "立杆编号": "G-07", "摄像机实景图片": "p1.jpg", "联网属性": "0", "接入网络": "视频专网", "IPv4地址": "10.9.8.7", "IPv6地址": "",
    "设备MAC地址": "A0-B1-C2-D3-E4-F5", "访问端口": "554", "关联编码器": "", "设备用户名": "admin", "设备口令": "口令Ab12", "通道号": "1", "连接协议": "GB/T 28181",
    "启用时间": "2021-05-01", "报废时间": "", "设备状态": "正常", "巡检状态": "正常", "录像保存天数": "30", "存储设备编码": "S1", "存储通道号": "1", "存储类型": "NVR",
    "备注": "路口东北角", "采集区域类型": "道路",
}  # fmt: skip


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8", "utf-8-sig"])
def test_the_dossiers_57_columns_are_imported_from_the_bureaus_encoding(town, shared_data, encoding):
    header = list(ONEFILE)
    if shared_data is not None:
        schema = (shared_data / "schema" / "camera_onefile_columns_zh.csv").read_text(encoding="utf-8")
        header = [row["label_zh"] for row in csv.DictReader(io.StringIO(schema))]
    assert len(header) == 57
    rows = [{label: ONEFILE[label] for label in header} | {"设备编码": code(n), "设备名称": f"沁园路口{n}"} for n in range(1, 21)]
    report = town.load(sheet(rows).encode(encoding))
    assert report.accepted, report.as_text()
    assert report.table.stated["encoding"] == {"gbk": "gb18030"}.get(encoding, encoding)
    assert report.findings.count("warning") == 0
    camera = town.cameras()[0]
    assert (camera["contact_name"], camera["contact_phone"], camera["direction"], camera["azimuth"]) == ("张三", "0391-6633001", 8, 315)
    assert (camera["codec"], camera["network"], camera["pole_no"], camera["retention_days"], camera["indoor"]) == ("H.265", "视频专网", "G-07", 30, False)
    expected = {key: ONEFILE[label] for label, key in (("原设备编码", "original_device_code"), ("备注", "notes"), ("启用时间", "enabled_time"), ("连接协议", "connection_protocol"))}
    assert expected.items() <= camera["dossier"].items()
    held = town.db.row("SELECT cipher FROM secret.camera_source WHERE camera_id = %(id)s", id=camera["id"])
    source = open_source(KEY, camera["id"], held["cipher"])
    assert (source.ip, source.mac, source.port, source.user, source.password) == ("10.9.8.7", "A0-B1-C2-D3-E4-F5", 554, "admin", "口令Ab12")
    assert "口令Ab12" not in town.everything()
    assert "10.9.8.7" not in town.everything()

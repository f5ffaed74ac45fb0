"""Which column means which field: the dossier's Chinese labels, others' words, the operator's --map. Nothing is dropped silently."""

from __future__ import annotations

import csv
import io

import pytest

from data.catalogue import labels
from data.catalogue.mapping import map_columns, parse_pairs
from data.errors import InvalidInput

EXPECTED = {
    "设备编码": "gb_code", "设备名称": "name", "行政区划编码": "civil_code", "监控点位类型": "resource_class",
    "建设单位/设备归属": "built_by", "管理单位": "owner", "管理员姓名": "contact_name", "管理员联系电话": "contact_phone",
    "维护单位": "maintained_by", "摄像机类型": "camera_type", "摄像机功能类型": "function_type", "视频编码格式": "codec",
    "图像分辨率": "resolution", "摄像机补光属性": "light", "经度": "longitude", "纬度": "latitude",
    "摄像机安装位置室内外": "indoor", "摄像机监控方位": "direction", "立杆编号": "pole_no", "接入网络": "network",
    "IPv4地址": "ip", "IPv6地址": "ip", "设备MAC地址": "mac", "访问端口": "port", "设备用户名": "user", "设备口令": "password",
    "设备状态": "status", "录像保存天数": "retention_days",
}  # fmt: skip
OTHERS = [
    "原设备编码", "拾音器", "父设备", "建设单位/平台归属代码", "摄像机所属部门（警种）", "承建单位", "设备厂商", "设备型号", "接入方式", "后端结构化",
    "镜头类型", "安装类型", "高度类型", "所属辖区公安机关", "安装地址", "周边标志", "摄像机实景图片", "联网属性", "关联编码器", "通道号", "连接协议",
    "启用时间", "报废时间", "巡检状态", "存储设备编码", "存储通道号", "存储类型", "备注", "采集区域类型",
]  # fmt: skip


def onefile_labels(shared_data):
    if shared_data is None:
        return [*EXPECTED, *OTHERS]
    text = (shared_data / "schema" / "camera_onefile_columns_zh.csv").read_text(encoding="utf-8")
    return [row["label_zh"] for row in csv.DictReader(io.StringIO(text))]


def test_all_57_labels_of_the_dossier_are_known(shared_data):
    header = onefile_labels(shared_data)
    mapping = map_columns(header)
    assert len(header) == 57
    assert mapping.unknown == ()
    assert mapping.withheld == ()
    found = {header[at]: field for field, columns in mapping.fields.items() for at in columns}
    assert found == EXPECTED
    assert len(mapping.dossier) == len(OTHERS)
    assert all(key.isascii() for key in mapping.dossier.values())


def test_all_labels_of_the_requirement_are_known():
    asked = (
        "点位编号 视频资源类别 位置名称 点位名称 摄像头类型 建设单位 维护单位 联系人 联系方式 行政区域 经度 纬度 坐标系 监视方位 水平视场角 可视距离 云台 "
        "安装位置 位置类型 功能类型 补光 分辨率 端口 口令 密码 用户名 IP地址 保密属性 录像保存天数 管理单位 所属部门 安装时间 启用时间 报废时间 杆号 实景图片 备案号"
    )
    assert [label for label in asked.split() if not labels.is_known(label)] == []


@pytest.mark.parametrize("label", [" 设备编码 ", "设备编码*", "*设备编码（必填）", "\ufeff设备编码", "Device_Code", "device-code", "DEVICE CODE"])
def test_width_case_blanks_and_stars_do_not_matter(label):
    assert map_columns([label]).fields == {"gb_code": (0,)}


def test_no_word_stands_for_two_fields():
    tables = (labels.COLUMNS, labels.SECRETS, labels.DOSSIER)
    words = [word for table in tables for field, given in table.items() for word in {labels.folded(text) for text in (*given, field)}]
    assert sorted({word for word in words if words.count(word) > 1}) == []


def test_an_unknown_column_stays_in_the_dossier_under_its_own_name():
    mapping = map_columns(["点位名称", "巡查网格", "", "巡查网格"])
    assert mapping.dossier == {1: "巡查网格", 2: "column 3", 3: "巡查网格 (2)"}
    assert mapping.unknown == (1, 2, 3)


@pytest.mark.parametrize(
    "label",
    ["NVR密码", "平台口令", "sip password", "WEB登录用户名", "国标视频流地址", "内网IP地址", "http端口", "api key", "snapshot_url", "平台账号", "存储IPv6"],
)
def test_a_column_named_like_a_secret_is_withheld(label):
    mapping = map_columns(["点位名称", label])
    assert mapping.withheld == (1,)
    assert mapping.dossier == {}
    assert 1 in mapping.secret_columns


@pytest.mark.parametrize("label", ["安装地址", "周边标志", "IP Comm Status", "airport", "transport", "描述", "opening_hours"])
def test_a_harmless_column_is_not_taken_for_a_secret(label):
    assert map_columns(["点位名称", label]).withheld == ()


def test_the_operators_word_goes_before_the_label():
    header = ["名称", "别名", "状态", "IP Comm Status"]
    mapping = map_columns(header, parse_pairs(["别名=name", "IP Comm Status=设备状态"]))
    assert mapping.fields == {"name": (1,), "status": (3,)}
    assert set(mapping.dossier) == {0, 2}


def test_several_columns_may_serve_one_field_in_order():
    mapping = map_columns(["id", "name"], parse_pairs(["name=name", "id=name", "id=original_device_code"]))
    assert mapping.fields["name"] == (1, 0)
    assert mapping.dossier == {0: "original_device_code"}


def test_a_column_may_be_left_out_or_kept_in_the_dossier():
    mapping = map_columns(["name", "note", "owner"], parse_pairs(["note=-", "owner=dossier"]))
    assert (mapping.ignored, mapping.dossier, mapping.fields) == ((1,), {2: "owner"}, {"name": (0,)})


def test_a_secret_column_may_be_named_by_the_operator_and_is_then_sealed():
    mapping = map_columns(["name", "NVR密码"], parse_pairs(["NVR密码=password"]))
    assert mapping.fields["password"] == (1,)
    assert mapping.withheld == ()


@pytest.mark.parametrize(
    ("pairs", "code"),
    [(["没有=name"], "map-column-unknown"), (["name=没有"], "map-field-unknown"), (["name"], "map-form"), (["=name"], "map-form"), (["name="], "map-form")],
)
def test_a_map_that_fits_nothing_is_refused(pairs, code):
    with pytest.raises(InvalidInput) as refused:
        map_columns(["name"], parse_pairs(pairs))
    assert refused.value.code == code


def test_a_column_with_an_equals_sign_can_be_mapped():
    assert map_columns(["a=b"], parse_pairs(["a=b=name"])).fields == {"name": (0,)}


def test_two_columns_of_one_name_cannot_both_be_the_place():
    with pytest.raises(InvalidInput) as refused:
        map_columns(["经度", "纬度", "经度"])
    assert refused.value.code == "map-ambiguous"
    assert map_columns(["经度", "纬度", "经度"], parse_pairs(["经度=longitude"])).fields["longitude"] == (0,)


def test_the_stronger_word_is_the_place_and_the_weaker_stays_in_the_dossier():
    mapping = map_columns(["@longitude", "@latitude", "Longitude", "Latitude"])
    assert mapping.fields == {"longitude": (0,), "latitude": (1,)}
    assert set(mapping.dossier) == {2, 3}


@pytest.mark.parametrize(("plane", "place"), [(False, (2, 3)), (True, (0, 1))])
def test_x_and_y_are_the_place_in_a_plane_and_degrees_otherwise(plane, place):
    mapping = map_columns(["X", "Y", "经度", "纬度"], plane=plane)
    assert (mapping.fields["longitude"], mapping.fields["latitude"]) == ((place[0],), (place[1],))
    assert len(mapping.dossier) == 2

"""What a cell may say (R-01), field by field; what is wrong is told by a code and never guessed away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.catalogue import cells, codes
from data.catalogue.cells import BadCell
from data.catalogue.fields import Units, readers
from data.catalogue.sentences import sentence

GOOD = "41900100001320000001"
FIXED = {0, 1, 2, 3, 4, 5, 10, 11}
READERS = readers(Units({"公安局": 2}))


def refusal(read, text):
    with pytest.raises(BadCell) as bad:
        read(text)
    return bad.value


def code_refusal(text):
    bad = refusal(lambda given: codes.read_code(given, "419001"), text)
    return sentence(bad.code, bad.params)[0]


@pytest.mark.parametrize("text", [GOOD, f" {GOOD} ", f"'{GOOD}", f'="{GOOD}"', GOOD.translate({48 + n: 0xFF10 + n for n in range(10)}), "4190 0100 0013 2000 0001", "41900199991319999999"])
def test_a_right_code_is_read_through_spreadsheet_habits(text):
    assert len(codes.read_code(text, "419001")) == 20


@pytest.mark.parametrize(
    ("text", "position"),
    [
        (GOOD[:19], 20), (GOOD[:1], 2), (GOOD + "1", 21), ("5" + GOOD[1:], 1), ("41900200001320000001", 6),
        ("4190010000A320000001", 11), ("41900100002320000001", 11), ("41900100001420000001", 12), ("41900100001330000001", 13),
        ("4190010000132000000X", 20), ("41900100001320000 0", 19), ("4190010000132٠000001", 14), ("4190010000132-000001", 14),
    ],
)  # fmt: skip
def test_the_first_wrong_digit_is_named(text, position):
    assert code_refusal(text).startswith(f"编码第{position}位错误")


@given(st.integers(0, 19), st.sampled_from("0123456789"))
def test_a_code_with_one_other_digit_is_refused_exactly_at_that_digit_or_is_right(position, digit):
    changed = GOOD[:position] + digit + GOOD[position + 1 :]
    if (position in FIXED and digit != GOOD[position]) or (position == 12 and digit not in "12"):
        assert code_refusal(changed).startswith(f"编码第{position + 1}位错误")
    else:
        assert codes.read_code(changed, "419001") == changed


@given(st.integers(0, 19))
def test_a_19_digit_code_is_refused_at_its_first_wrong_digit(lost):
    bad = GOOD[:lost] + GOOD[lost + 1 :]
    first = next((at for at in range(19) if (at in FIXED and bad[at] != GOOD[at]) or (at == 12 and bad[at] not in "12")), 19)
    assert code_refusal(bad).startswith(f"编码第{first + 1}位错误")


@pytest.mark.parametrize("text", ["4.19001E+19", "4.190010000132e+19", "4,19001E+19"])
def test_a_code_that_became_a_number_is_told_as_such(text):
    assert "表格软件" in code_refusal(text)


def test_free_codes_are_right_codes_that_nobody_has():
    taken = {"41900100001320000001", "41900100001320000003"}
    free = codes.free_codes("419001", taken)
    given_out = [next(free) for _ in range(3)]
    assert given_out == ["41900100001320000002", "41900100001320000004", "41900100001320000005"]
    assert all(codes.read_code(code, "419001") == code for code in given_out)


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("status", "正常", "online"), ("status", "离线", "offline"), ("status", "故障", "fault"), ("status", "维修", "repair"),
        ("status", "停用", "disabled"), ("status", "报废", "retired"), ("status", "ONLINE", "online"), ("status", "No Communication", "offline"),
        ("status", "TURNED_ON", "online"), ("status", "true", "online"), ("status", "False", "offline"),
        ("resource_class", "一类", 1), ("resource_class", "二类视频监控点", 2), ("resource_class", "三类", 3), ("resource_class", "其他", 9), ("resource_class", "9", 9),
        ("camera_type", "球机", 1), ("camera_type", "半球", 2), ("camera_type", "固定枪机", 3), ("camera_type", "枪机", 3), ("camera_type", "遥控枪机", 4),
        ("camera_type", "遥控半球", 5), ("camera_type", "多目全景", 6), ("camera_type", "多目分割", 7), ("camera_type", "７", 7), ("camera_type", "Bullet", 3),
        ("hfov", "90°", 90), ("hfov", "360", 360), ("max_view_m", "80米", 80), ("height_m", "3.5 m", 3.5), ("tilt", "-15", -15),
        ("retention_days", "30天", 30), ("retention_days", "0", 0), ("ptz", "是", True), ("ptz", "0", False), ("indoor", "1", False),
        ("indoor", "室内", True), ("secrecy", "1", True), ("secrecy", "不涉密", False), ("connected", "未接入", False),
        ("contact_phone", "13800138000", "13800138000"), ("contact_phone", "0391-6633001", "0391-6633001"), ("contact_phone", "+86 138 0013 8000", "+8613800138000"),
        ("contact_phone", "0391-6633001/13800138000", "0391-6633001 / 13800138000"), ("contact_phone", "6633001", "6633001"), ("contact_phone", "12345", "12345"),
        ("contact_phone", "+41 31 313 02 22", "+41313130222"),
        ("mac", "a0:b1:c2:d3:e4:f5", "A0-B1-C2-D3-E4-F5"), ("mac", "A0B1.C2D3.E4F5", "A0-B1-C2-D3-E4-F5"),
        ("ip", "10.1.2.3", "10.1.2.3"), ("ip", "FE80::1", "fe80::1"), ("port", "554", 554),
        ("url", "rtsp://admin:p@10.1.2.3:554/a?b=1", "rtsp://admin:p@10.1.2.3:554/a?b=1"),
        ("civil_code", "419001", "419001"), ("civil_code", "419001001000", "419001"), ("name", "a\n b", "a b"), ("owner", " 公安局", 2),
    ],
)  # fmt: skip
def test_a_right_value_is_read(field, text, value):
    read = READERS[field](text)
    assert read == value
    assert type(read) is type(value) or isinstance(read, float)


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("status", "DESIRED", "value-unknown"), ("status", "2", "value-unknown"), ("resource_class", "4", "value-unknown"), ("camera_type", "0", "value-unknown"),
        ("camera_type", "webcam", "value-unknown"), ("camera_type", "dome;fixed", "value-unknown"), ("ptz", "maybe", "value-unknown"),
        ("hfov", "0", "number-range"), ("hfov", "361", "number-range"), ("hfov", "wide", "number-wrong"), ("hfov", "nan", "number-wrong"),
        ("hfov", "1e3", "number-wrong"), ("hfov", "0.0001", "number-range"), ("max_view_m", "-5", "number-range"), ("max_view_m", "inf", "number-wrong"),
        ("retention_days", "29.5", "number-range"), ("retention_days", "-1", "number-range"), ("retention_days", "99999", "number-range"),
        ("contact_phone", "138", "phone-wrong"), ("contact_phone", "12800138000", "phone-wrong"), ("contact_phone", "电话", "phone-wrong"), ("contact_phone", "/", "phone-wrong"),
        ("mac", "A0-B1-C2-D3-E4", "mac-wrong"), ("mac", "G0-B1-C2-D3-E4-F5", "mac-wrong"), ("ip", "10.1.2.256", "ip-wrong"), ("ip", "10.1.2.3:554", "ip-wrong"),
        ("port", "0", "number-range"), ("port", "65536", "number-range"), ("port", "554.5", "number-range"),
        ("url", "10.1.2.3/stream", "url-wrong"), ("url", "javascript:alert(1)", "url-wrong"), ("url", "file:///etc/passwd", "url-wrong"), ("url", "rtsp://", "url-wrong"),
        ("civil_code", "4190", "civil-wrong"), ("civil_code", "济源", "civil-wrong"), ("name", "x" * 51, "text-long"), ("name", "a\x00b", "text-control"),
        ("name", "a\x1bb", "text-control"), ("name", "\ud800", "text-control"), ("owner", "没有这个单位", "unit-unknown"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_with_its_reason(field, text, code):
    assert refusal(READERS[field], text).code == code


@pytest.mark.parametrize(
    ("text", "codes_meant", "headings", "sweep"),
    [
        ("1", True, (90.0,), None), ("8", True, (315.0,), None), ("8", False, (8.0,), None), ("NW", True, (315.0,), None), ("south", True, (180.0,), None),
        ("西北", True, (315.0,), None), ("朝东", True, (90.0,), None), ("南向", True, (180.0,), None), ("北西", True, (315.0,), None), ("-140", False, (220.0,), None),
        ("90;160;270", False, (90.0, 160.0, 270.0), None), ("180, 270", False, (180.0, 270.0), None), ("190-100", False, (325.0,), 270.0),
        ("350-10", False, (0.0,), 20.0), ("360", False, (0.0,), None), ("-0.001", False, (0.0,), None), ("全向", True, (), 360.0), ("45°", True, (45.0,), None),
    ],
)  # fmt: skip
def test_a_heading_is_read_in_every_way_it_is_written(text, codes_meant, headings, sweep):
    assert cells.heading(text, codes=codes_meant) == (headings, sweep)


@pytest.mark.parametrize("text", ["up", "400", "-361", ";", "1-2-3", "北偏", "90;x", "361-10"])
def test_a_heading_that_is_none_is_refused(text):
    assert refusal(lambda given: cells.heading(given, codes=True), text).code == "direction-wrong"


@given(st.floats(-360, 360))
def test_every_heading_fits_the_column(value):
    (azimuth,), _ = cells.heading(f"{value:f}", codes=False)
    assert 0 <= azimuth < 360
    assert (azimuth - value) % 360 < 0.006 or (value - azimuth) % 360 < 0.006


@given(st.floats(0, 359.99))
def test_the_direction_code_is_the_nearest_of_eight(azimuth):
    gap = abs((azimuth - cells.SECTOR_HEADINGS[cells.sector_of(azimuth)] + 180) % 360 - 180)
    assert gap <= 22.5 + 1e-9


@pytest.mark.parametrize(("code", "word"), list(enumerate(["东", "西", "南", "北", "东南", "东北", "西南", "西北"], start=1)))
def test_the_direction_codes_are_those_of_the_standard(code, word):
    assert cells.heading(str(code), codes=True) == cells.heading(word, codes=True)
    assert cells.sector_of(cells.SECTOR_HEADINGS[code]) == code

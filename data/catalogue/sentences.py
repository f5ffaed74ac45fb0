"""The sentences of an import, each in Chinese and in English.

Belongs here: words only. `{name}` is filled from a finding's parameters. A test holds that every code that is raised stands here
and that both languages name the same parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    # the file
    "file-missing": ("找不到文件 {name}", "there is no file {name}"),
    "file-unopened": ("无法打开文件 {name}：{why}", "the file {name} cannot be opened: {why}"),
    "file-too-big": ("文件超过 {most} MB", "the file is larger than {most} MB"),
    "file-empty": ("文件是空的", "the file is empty"),
    "file-format": ("不是可导入的格式（CSV、XLSX、GeoJSON、JSON）", "not a format that can be imported (CSV, XLSX, GeoJSON, JSON)"),
    "file-no-rows": ("文件中没有数据行", "there is no row of data in the file"),
    "file-too-many-rows": ("超过 {most} 行，请拆分", "more than {most} rows; split the list"),
    "file-too-many-columns": ("超过 {most} 列", "more than {most} columns"),
    "file-encoding-unknown": ("不认识的文字编码 {encoding}", "the encoding {encoding} is not known"),
    "file-encoding-wrong": ("第 {line} 行不符合编码 {encoding}", "line {line} is not {encoding}"),
    "file-encoding-unrecognised": ("无法判断文字编码，请用 --encoding 说明", "the encoding cannot be told; state it by --encoding"),
    "file-csv": ("第 {line} 行附近分隔或引号有误：{why}", "delimiters or quotes are broken near line {line}: {why}"),
    "file-xlsx": ("工作簿已损坏（{why}）", "the workbook is broken ({why})"),
    "file-archive": ("工作簿解压后过大，已拒绝", "the workbook unpacks to too much and is refused"),
    "file-xml-doctype": ("工作簿含文档类型声明，已拒绝", "the workbook declares a document type and is refused"),
    "file-no-sheet": ("没有工作表 {sheet}；有：{sheets}", "there is no worksheet {sheet}; there are: {sheets}"),
    "file-json": ("第 {line} 行第 {column} 个字符处不是 JSON", "not JSON at line {line}, character {column}"),
    "file-json-deep": ("JSON 嵌套过深", "the JSON is nested too deeply"),
    "file-json-number": ("JSON 中有无法表示的数字", "the JSON holds a number that cannot be represented"),
    "file-json-no-list": ("JSON 中没有点位列表", "there is no list of cameras in the JSON"),
    # what was asked
    "crs-missing": (
        "未说明坐标系，拒绝导入；请用 --crs wgs84|gcj02|bd09|cgcs2000|EPSG:n",
        "no coordinate system was stated, so nothing is imported; use --crs wgs84|gcj02|bd09|cgcs2000|EPSG:n",
    ),
    "crs-unknown": ("不认识的坐标系 {declared}", "the coordinate system {declared} is not known"),
    "crs-not-horizontal": ("{declared} 不是平面或经纬度坐标系", "{declared} is not a system of longitude and latitude or of a plane"),
    "crs-inexact": (
        "{declared} 没有可靠的到 WGS-84 的转换参数，误差可达百米，拒绝导入",
        "there is no sound way from {declared} to WGS-84; it could be 100 m off, so nothing is imported",
    ),
    "map-form": ("应写成 {form}", "write it as {form}"),
    "map-column-unknown": ("没有列 {wanted}；有：{known}", "there is no column {wanted}; there are: {known}"),
    "map-field-unknown": ("没有字段 {wanted}；有：{known}", "there is no field {wanted}; there are: {known}"),
    "map-ambiguous": (
        "多列都可作 {wanted}：{columns}；请用 --map 指定一列",
        "several columns could be the {wanted}: {columns}; choose one by --map",
    ),
    "city-missing": ("目录中没有市域范围，无法核对位置", "the catalogue has no city outline to check places against"),
    # the list as a whole
    "column-missing": (
        "缺少 {field} 列；可用 --map 列名={field} 或 --default {field}=值",
        "there is no column for {field}; use --map column={field} or --default {field}=value",
    ),
    "codes-missing": (
        "列表没有点位编号列；请用 --map 列名=gb_code，或用 --assign-codes 分配编号",
        "the list has no column of camera codes; use --map column=gb_code, or --assign-codes to have codes assigned",
    ),
    "codes-exhausted": ("可分配的编码已用完", "there are no free codes left to assign"),
    "crs-doubtful": (
        "声明为 {declared}，但坐标更像 {likelier}；核实后改用 --crs {likelier}，或加 --accept-crs 坚持声明",
        "declared {declared}, but the places fit {likelier} better; check, then use --crs {likelier}, or insist by --accept-crs",
    ),
    "report-unwritten": ("无法写出报告文件：{why}", "the report file cannot be written: {why}"),
    "database-refused": ("数据库拒绝了这批数据（约束 {constraint}）", "the database refused the list (constraint {constraint})"),
    # a row
    "row-width": ("单元格多于表头的 {columns} 列", "the row has more cells than the {columns} columns of the header"),
    "cell-empty": ("{field} 不能为空", "{field} must not be empty"),
    "text-long": ("长 {length} 个字符，最多 {most} 个", "{length} characters long, {most} at most"),
    "text-control": ("含有控制字符", "holds control characters"),
    "text-blotted": ("含有地址、用户名或口令，保存时已隐去", "held an address, a user or a password; it was blotted out of what is kept"),
    "name-secret": (
        "名称含有口令、本行设备地址或带账号的网址，而名称人人可见；请改名后再导入",
        "the name holds a password, the address of the row's own device or an address with a login, and everybody sees names; rename it",
    ),
    "name-cut": ("名称长 {length} 个字符，已截短，全名存入档案", "the name has {length} characters and was cut; the dossier has all of it"),
    "value-unknown": ("不在可选值之内：{allowed}", "not one of: {allowed}"),
    "number-wrong": ("不是数字", "not a number"),
    "number-range": ("应在 {low} 与 {high} 之间", "must lie between {low} and {high}"),
    "phone-wrong": ("电话号码格式不正确", "not a telephone number"),
    "mac-wrong": ("MAC 地址格式不正确", "not a MAC address"),
    "ip-wrong": ("IP 地址格式不正确", "not an IP address"),
    "url-wrong": ("视频地址格式不正确", "not a stream address"),
    "civil-wrong": ("行政区划编码应为 6 至 8 位数字", "an administrative code has 6 to 8 digits"),
    "direction-wrong": (
        "方位应为 1–8、0–359 度或方位词（如 西北、NW）",
        "a direction is 1–8, 0–359 degrees, or a word such as NW or south-east",
    ),
    "unit-unknown": (
        "系统中没有这个单位；请先登记单位，或用 --value 字段:原文=单位编码 指明",
        "no such department; register it first, or say which one by --value field:text=department-code",
    ),
    "code-missing": ("缺少点位编号；可用 --assign-codes 分配", "the camera code is missing; --assign-codes assigns one"),
    "code-digit": ("编码第{n}位错误：不是数字", "digit {n} of the code is wrong: not a digit"),
    "code-centre": ("编码第{n}位错误：中心编码应以 {city} 开头", "digit {n} of the code is wrong: the centre begins with {city}"),
    "code-type": ("编码第{n}位错误：类型编码应为 131 或 132", "digit {n} of the code is wrong: the type is 131 or 132"),
    "code-length": ("编码第{n}位错误：应为 20 位，实为 {length} 位", "digit {n} of the code is wrong: 20 digits are needed, {length} are there"),
    "code-lossy": (
        "编码被表格软件改成了数字，末几位已丢失；请将该列设为文本后重新填写",
        "a spreadsheet turned the code into a number and lost its last digits; make the column text and fill it in again",
    ),
    "code-twice": ("编码与第 {first} 行重复", "the code is that of row {first}"),
    "code-there": ("目录中已有此编码", "the catalogue already has this code"),
    "camera-there": (
        "目录中已有同名同位置的点位 {held}；已导入过的列表不再分配新编号",
        "the catalogue already has a camera of this name at this place, {held}; a list imported before gets no new codes",
    ),
    "camera-alike": ("目录中已有同名同位置的点位 {held}", "the catalogue already has a camera of this name at this place, {held}"),
    "point-twice": ("与第 {first} 行同名同位置", "same name and place as row {first}"),
    "crs-row": ("本行写明的坐标系与声明的 {declared} 不同", "the row names another coordinate system than the declared {declared}"),
    "coord-missing": ("缺少经度或纬度", "longitude or latitude is missing"),
    "coord-number": ("经纬度不是数字", "the coordinates are not numbers"),
    "coord-zero": ("坐标为 0, 0", "the coordinates are 0, 0"),
    "coord-swapped": ("经度与纬度（或东、北坐标）颠倒", "longitude and latitude (or easting and northing) are swapped"),
    "coord-metres": ("是以米为单位的平面坐标，不是度；请用 --crs EPSG:n", "these are metres of a plane, not degrees; use --crs EPSG:n"),
    "coord-degrees": ("是以度为单位的经纬度，不是所声明的平面坐标", "these are degrees, not the declared plane's coordinates"),
    "coord-range": ("超出经纬度的范围", "beyond the range of longitude and latitude"),
    "coord-outside": ("不在市域范围内", "outside the city"),
    "coord-outside-by": ("在市域范围外约 {km} 公里", "about {km} km outside the city"),
    "coord-geometry": ("几何类型是 {geometry}，点位应为 Point", "the geometry is {geometry}; a camera is a Point"),
    "ptz-odd": ("云台与摄像头类型不一致", "pan-tilt and the camera type do not agree"),
    "retention-short": ("录像保存 {days} 天，少于 30 天", "recordings are kept {days} days, less than 30"),
    "civil-differs": ("行政区划 {civil} 与编码前几位不同", "the administrative code {civil} differs from the first digits of the camera code"),
    "fallback-used": ("{rows} 行没有 {field}，按 {recorded} 记录", "{rows} rows say nothing of {field}; recorded as {recorded}"),
    "township-none": ("{rows} 个点位不在任何乡镇街道范围内", "{rows} cameras lie in no township's outline"),
}


def sentence(code: str, params: Mapping[str, object]) -> tuple[str, str]:
    """Chinese and English of a code; an unknown code is its own text."""
    zh, en = SENTENCES.get(code, (code, code))
    safe = {key: _one_line(str(value)) for key, value in params.items()}
    return zh.format_map(safe), en.format_map(safe)


def _one_line(text: str) -> str:
    plain = "".join(char if char.isprintable() else "�" for char in text)
    return plain if len(plain) <= 600 else plain[:600] + "…"  # noqa: PLR2004 - a list of columns may be long

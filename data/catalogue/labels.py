"""The words by which camera lists name their columns, and the catalogue field each one means.

Belongs here: the table, and how a label is brought to the form in which it is looked up. Does not belong here: what is done
with a column (mapping.py), what a value may be (cells.py). The Chinese labels are those of the dossier 一机一档 (Article 4);
traditional Chinese, Korean and English ones serve lists from elsewhere. The first word of a field is the strongest.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "gb_code": ("点位编号", "设备编码", "国标编码", "国标编号", "点位编码", "設備編碼", "gb_code", "device_code", "gb code", "gbid"),
    "name": (
        "点位名称", "位置名称", "设备名称", "摄像机名称", "名称", "監視器名稱", "設備名稱", "名稱", "name", "camera name", "cameraname",
        "location name", "device name", "point name",
    ),
    "longitude": ("@longitude", "经度", "經度", "경도", "longitude", "lon", "lng", "long", "longitude_4326", "wgs84_lon"),
    "latitude": ("@latitude", "纬度", "緯度", "위도", "latitude", "lat", "latitude_4326", "wgs84_lat"),
    "easting": ("东坐标", "横坐标", "easting", "x", "x坐标", "x coordinate", "coord_x"),
    "northing": ("北坐标", "纵坐标", "northing", "y", "y坐标", "y coordinate", "coord_y"),
    "geometry": ("@geometry",),
    "src_crs": ("坐标系", "坐标系统", "坐标系类型", "coordinate system", "crs", "coordinate"),
    "resource_class": ("视频资源类别", "监控点位类型", "资源类别", "点位类别", "resource_class", "resource class", "monitor_point_type"),
    "camera_type": ("摄像头类型", "摄像机类型", "相机类型", "camera_type", "camera type", "camera:type"),
    "status": ("设备状态", "状态", "在线状态", "運作狀態", "status", "device_status", "device status", "camera status", "is_online", "online"),
    "owner": ("管理单位", "所属部门", "管理部门", "权属单位", "관리기관명", "management_unit", "owner", "managing unit"),
    "built_by": ("建设单位", "建设单位/设备归属", "construction_unit", "built_by", "built by", "builder"),
    "maintained_by": ("维护单位", "运维单位", "maintain_unit", "maintained_by", "maintained by", "maintainer"),
    "contact_name": ("联系人", "管理员姓名", "admin_name", "contact_name", "contact name", "contact"),
    "contact_phone": (
        "联系方式", "联系电话", "管理员联系电话", "관리기관전화번호", "admin_contact", "contact_phone", "contact phone", "phone", "contact:phone",
    ),
    "civil_code": ("行政区划编码", "行政区域", "行政区划代码", "division_code", "civil_code"),
    "direction": ("监视方位", "摄像机监控方位", "监控方位", "monitoring_direction", "direction"),
    "azimuth": ("方位角", "촬영방면정보", "azimuth", "bearing", "heading", "camera:direction"),
    "hfov": ("水平视场角", "视场角", "hfov", "fov", "horizontal fov"),
    "max_view_m": ("可视距离", "最大可视距离", "max_view_m", "view distance"),
    "height_m": ("安装高度", "离地高度", "架设高度", "height_m", "height", "camera:height"),
    "tilt": ("俯仰角", "tilt"),
    "ptz": ("云台", "是否云台", "ptz"),
    "indoor": ("安装位置", "摄像机安装位置室内外", "室内外", "installation_location", "indoor"),
    "location_type": ("位置类型", "摄像机位置类型", "location_type", "location type", "surveillance:zone"),
    "function_type": ("功能类型", "摄像机功能类型", "설치목적구분", "camera_function_type", "function_type"),
    "light": ("补光", "补光属性", "摄像机补光属性", "camera_light_property", "light"),
    "resolution": ("分辨率", "图像分辨率", "카메라화소수", "image_resolution", "resolution"),
    "codec": ("视频编码格式", "编码格式", "video_encoding_format", "codec"),
    "network": ("接入网络", "access_network", "network"),
    "secrecy": ("保密属性", "是否涉密", "secrecy"),
    "connected": ("是否接入", "接入状态", "connected"),
    "retention_days": ("录像保存天数", "保存天数", "보관일수", "recording_retention_days", "retention_days", "retention days"),
    "pole_no": ("杆号", "立杆编号", "pole_number", "pole_no"),
}
"""Fields of catalogue.camera."""

SECRETS: Final[dict[str, tuple[str, ...]]] = {
    "url": (
        "rtsp", "rtsp地址", "视频流地址", "主码流地址", "主码流", "流地址", "取流地址", "视频地址", "播放地址", "rtsp_url", "url", "stream",
        "stream_url", "stream url", "source_url", "video url", "camera url", "imageurl", "image url", "screenshot address",
        "contact:webcam", "website:webcam",
    ),
    "sub_url": ("子码流地址", "子码流", "辅码流地址", "sub_url", "sub url", "sub stream", "substream", "substream_url"),
    "user": ("用户名", "设备用户名", "登录名", "账号", "帐号", "登录账号", "user", "username", "device_username", "login", "account"),
    "password": ("口令", "密码", "设备口令", "设备密码", "登录密码", "password", "passwd", "pwd", "device_password", "pass"),
    "ip": (
        "ipv4地址", "ip地址", "ip", "ipv4", "设备ip", "设备ip地址", "摄像机ip", "ip_address", "ip address", "ipv4_address", "ipv6地址", "ipv6",
        "ipv6_address", "host",
    ),
    "mac": ("设备mac地址", "mac地址", "mac", "mac_address", "mac address"),
    "port": ("访问端口", "端口", "端口号", "设备端口", "rtsp端口", "port", "access_port"),
}
"""Fields of data.vault.Source: sealed, and shown nowhere."""

DOSSIER: Final[dict[str, tuple[str, ...]]] = {
    "original_device_code": ("原设备编码", "original_device_code", "id", "camera id", "cameraid", "camera_id"),
    "pickup": ("拾音器",),
    "parent_device": ("父设备",),
    "construction_unit_code": ("建设单位/平台归属代码",),
    "camera_dept": ("摄像机所属部门(警种)",),
    "contractor": ("承建单位",),
    "device_vendor": ("设备厂商", "camera manufacturer", "manufacturer"),
    "device_model": ("设备型号",),
    "access_method": ("接入方式",),
    "backend_structure": ("后端结构化",),
    "lens_type": ("镜头类型",),
    "installation_type": ("安装类型",),
    "height_type": ("高度类型",),
    "jurisdiction_police": ("所属辖区公安机关",),
    "installation_address": ("安装地址", "소재지도로명주소"),
    "surrounding_landmark": ("周边标志",),
    "scene_picture": ("摄像机实景图片", "实景图片"),
    "networking_property": ("联网属性",),
    "associated_encoder": ("关联编码器",),
    "channel_number": ("通道号",),
    "connection_protocol": ("连接协议",),
    "enabled_time": ("启用时间",),
    "installed_time": ("安装时间",),
    "scrapped_time": ("报废时间",),
    "filing_number": ("备案号",),
    "inspection_status": ("巡检状态",),
    "storage_device_code": ("存储设备编码",),
    "storage_channel_number": ("存储通道号",),
    "storage_type": ("存储类型",),
    "collection_area_type": ("采集区域类型",),
    "notes": ("备注", "備註", "비고", "notes", "note"),
}
"""What the dossier keeps under a name of its own."""

SECRET_LIKE = re.compile(
    r"密码|密碼|口令|密钥|用户名|账号|帐号|passw|passwd|pwd|secret|token|credential|username|user_?id|login|api[\s_-]?key"
    r"|rtsp|rtmp|码流|流地址|stream|ip\s?(地址|addr)|ipv[46]|\bip$|mac\s?(地址|addr)|\bmac$|端口|\bport$|ur[il]$|网址|webcam",
    re.IGNORECASE,
)
"""A column that is not known, but whose name speaks of an address or a credential: it is withheld from the dossier."""


def folded(label: str) -> str:
    """The form in which labels are compared: width, case, blanks, stars and remarks such as （必填） do not matter."""
    plain = unicodedata.normalize("NFKC", label).casefold()
    plain = re.sub(r"\((必填|选填|必须|可选|required|optional)\)", "", plain)
    return re.sub(r"[\s_*\-\ufeff\"']+", "", plain)


def _looked_up() -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for table in (COLUMNS, SECRETS, DOSSIER):
        for field, words in table.items():
            for rank, word in enumerate((*words, field)):
                found.setdefault(folded(word), (field, rank))
    return found


MEANING: Final = _looked_up()
"""Folded label → (field, rank of the word: 0 is the strongest)."""


def is_known(label: str) -> bool:
    """Whether a cell is a label of this table; the readers look for the header row with it."""
    return folded(label) in MEANING

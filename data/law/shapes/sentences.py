"""The sentences of reading and checking shapes, in Chinese; English stands in the translation catalogue.

Belongs here: words only. `{name}` is filled from a problem's detail or an error's parameters.
E-FILE: the file; E-GEOM: the geometry, 31 and on: what a repair would do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SENTENCES: Final[dict[str, str]] = {
    # the file as a whole
    "E-FILE-01": "文件是空的",
    "E-FILE-02": "文件超过 {most} MB",
    "E-FILE-03": "不是可导入的格式（GeoJSON、Shapefile 压缩包、GeoPackage、KML、KMZ）",
    "E-FILE-04": "读取超过 {seconds} 秒，已停止，未保存任何内容",
    "E-FILE-05": "读取所需内存过多，已停止，未保存任何内容",
    "E-FILE-06": "文件已损坏，读取中止，未保存任何内容",
    # JSON
    "E-FILE-07": "第 {line} 行第 {column} 个字符处不是 JSON",
    "E-FILE-08": "JSON 中同一对象的键“{key}”出现两次",
    "E-FILE-09": "嵌套超过 {most} 层（第 {line} 行第 {column} 个字符）",
    "E-FILE-10": "第 {line} 行第 {column} 个字符处的数字无法表示（NaN、无穷大或过大）",
    "E-FILE-11": "第 {byte} 个字节起不是 UTF-8 编码",
    "E-FILE-12": "文字中有不成对的代理字符",
    # GeoJSON
    "E-FILE-14": "文件是 GeoJSON 对象的数组，不是标准的 FeatureCollection",
    "E-FILE-17": "{path} 至少要有 2 个坐标",
    "E-FILE-20": "{path} 缺少成员 {member}",
    "E-FILE-21": "{path} 应为 JSON 的 {kind}",
    "E-FILE-22": "{path} 的类型“{found}”不存在",
    "E-FILE-23": "{path} 的坐标有 {count} 个数，应为 2 或 3 个",
    "E-FILE-24": "{path} 的坐标不是数字",
    "E-FILE-25": "{path} 的 bbox 有误，应为 4 或 6 个数字",
    "E-FILE-26": "{path} 带有其他类型对象的成员 {member}",
    "E-FILE-27": "{path} 是几何集合中的几何集合",
    "E-FILE-28": "{path} 的几何集合只有一个成员或全为同类，应改用单一类型",
    # coordinate system
    "E-FILE-30": "文件写明的坐标系是 {said}，按您指定的 {stated} 读取",
    "E-FILE-31": "文件没有写明坐标系，请指定后再导入",
    "E-FILE-32": "不认识的坐标系 {declared}",
    "E-FILE-33": "{declared} 不是平面或经纬度坐标系",
    "E-FILE-34": "{declared} 没有可靠的到 WGS-84 的转换参数，误差可达百米，不予导入",
    # archives
    "E-FILE-40": "压缩包已损坏",
    "E-FILE-41": "压缩包中的“{member}”指向文件夹之外，已拒绝",
    "E-FILE-42": "压缩包中的文件超过 {most} 个",
    "E-FILE-43": "压缩包解压后超过 {most} MB，已拒绝",
    "E-FILE-44": "压缩包有密码，无法读取",
    "E-FILE-45": "压缩包中没有可导入的图形文件",
    "E-FILE-46": "压缩包中的“{member}”是链接，已拒绝",
    "E-FILE-47": "压缩包中有两个“{member}”",
    # shapefile
    "E-FILE-50": "Shapefile 在第 {record} 个图形处损坏",
    "E-FILE-51": "属性表（DBF）已损坏",
    "E-FILE-52": "属性表没有写明文字编码，按 {encoding} 推断，请核对文字",
    "E-FILE-53": "没有属性表（DBF），图形没有名称",
    "E-FILE-54": "图形 {shapes} 个，属性表 {rows} 行，数目不一致",
    "E-FILE-55": "属性表中有 {count} 处文字不符合编码 {encoding}",
    "E-FILE-56": "不认识的文字编码 {encoding}",
    # GeoPackage
    "E-FILE-60": "GeoPackage 已损坏",
    "E-FILE-61": "GeoPackage 中没有矢量图层",
    "E-FILE-62": "第 {feature} 个要素的几何数据已损坏",
    # KML
    "E-FILE-70": "XML 含文档类型或实体声明，已拒绝",
    "E-FILE-71": "第 {line} 行第 {column} 个字符处不是 XML",
    "E-FILE-72": "XML 的文字编码 {encoding} 有误或不支持",
    "E-FILE-73": "文件引用外部数据 {count} 处，未读取",
    # how much
    "E-FILE-80": "超过 {most} 个要素，请拆分",
    "E-FILE-81": "超过 {most} 个顶点，请简化或拆分",
    "E-FILE-82": "超过 {most} 个图层",
    "E-FILE-84": "内容超过 {most} 个对象，请拆分",
    "E-FILE-85": "正在读取其他文件，请稍后再试",
    "E-FILE-83": "没有这个图层或要素：{wanted}",
    # the geometry
    "E-GEOM-01": "边界自相交",
    "E-GEOM-02": "边界在此处碰到自身",
    "E-GEOM-03": "边界没有闭合，首尾相距 {metres} 米",
    "E-GEOM-04": "边界环只有 {count} 个不同的顶点，至少要 3 个",
    "E-GEOM-05": "有 {count} 个重复的顶点",
    "E-GEOM-06": "碎片：面积 {area} 平方米，平均宽 {width} 米",
    "E-GEOM-07": "图形的两部分互相重叠 {area} 平方米",
    "E-GEOM-08": "孔洞在外边界之外",
    "E-GEOM-09": "孔洞互相嵌套或重叠",
    "E-GEOM-10": "内部被边界切断，不相连通",
    "E-GEOM-11": "超出市域范围 {area} 平方米",
    "E-GEOM-12": "没有图形",
    "E-GEOM-13": "几何类型是 {kind}，应为面（Polygon 或 MultiPolygon）",
    "E-GEOM-14": "坐标 {x}, {y} 超出范围",
    "E-GEOM-15": "第 {vertex} 个顶点的坐标不是有限的数",
    "E-GEOM-16": "有 {count} 个顶点，最多 {most} 个",
    "E-GEOM-17": "面积为零",
    "E-GEOM-18": "环的方向与标准相反（外环应为逆时针，孔洞应为顺时针）",
    "E-GEOM-19": "坐标小数多于 {digits} 位，超出实际精度",
    "E-GEOM-20": "经度与纬度可能颠倒",
    "E-GEOM-21": "同一条边界重复出现",
    "E-GEOM-22": "要素 {first} 与要素 {second} 重叠 {area} 平方米",
    "E-GEOM-23": "坐标中的高程不使用",
    "E-GEOM-24": "含有曲线（{kind}），请先转换为折线",
    "E-GEOM-25": "碎缝：面积 {area} 平方米，平均宽 {width} 米",
    "E-GEOM-26": "同类问题还有 {count} 处，未逐一列出",
    "E-GEOM-27": "图形的一部分落在另一部分之内",
    "E-GEOM-28": "边界交叉太多，未计算面积",
    "E-GEOM-29": "图形无效：{why}",
    # what a repair would do
    "E-GEOM-31": "闭合 {count} 个边界环",
    "E-GEOM-32": "去掉 {count} 个不成面的边界环",
    "E-GEOM-33": "去掉 {count} 个重复的顶点",
    "E-GEOM-34": "在相交处断开边界，重新组成有效的面",
    "E-GEOM-35": "去掉 {count} 处残留的线或点",
    "E-GEOM-36": "去掉 {count} 处碎片或碎缝，共 {area} 平方米",
    "E-GEOM-37": "去掉 {count} 个无效的顶点",
    "E-GEOM-38": "边界交叉太多，无法自动修复，请重新绘制",
}  # fmt: skip


def sentence(code: str, params: Mapping[str, object]) -> str:
    """The Chinese of a code, filled; on one line and not without end, whatever the file says of itself."""
    safe = {key: one_line(str(value)) for key, value in params.items()}
    return SENTENCES[code].format_map(safe)


def one_line(text: str) -> str:
    """Text from a file as it may be shown: no control characters, at most 200 characters."""
    plain = "".join(char if char.isprintable() else "�" for char in text[:200])
    return plain if len(text) <= 200 else plain + "…"  # noqa: PLR2004 - as said

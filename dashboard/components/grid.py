"""The table of the house: AG Grid, read only, in the language of the page, coloured by our tokens (assets/grid.css)."""

from __future__ import annotations

from typing import Any

import dash_ag_grid as dag

from dashboard.i18n import _


def grid(identifier: str, columns: list[dict[str, Any]], **options: object) -> dag.AgGrid:
    """A grid with the given columns; `options` go to AG Grid."""
    return dag.AgGrid(
        id=identifier,
        columnDefs=columns,
        rowData=[],
        columnSize=None,
        defaultColDef={"sortable": True, "resizable": True, "filter": True, "minWidth": 90},
        getRowId="params.data.key",
        className="mj-grid",
        dashGridOptions={
            "rowHeight": 40,
            "headerHeight": 40,
            "animateRows": False,
            "enableCellTextSelection": True,
            "tooltipShowDelay": 400,
            "localeText": words(),
            **options,
        },
        style={"height": "100%", "width": "100%"},
    )


def column(field: str, title: str, width: int, **options: object) -> dict[str, Any]:
    """One text column; the full text stands in a tooltip."""
    return {"field": field, "headerName": title, "width": width, "tooltipField": field, **options}


def words() -> dict[str, str]:
    """AG Grid's own words, those that can come up here."""
    return {
        "noRowsToShow": _("没有记录"),
        "loadingOoo": _("正在读取"),
        "filterOoo": _("筛选…"),
        "contains": _("包含"),
        "notContains": _("不包含"),
        "equals": _("等于"),
        "notEqual": _("不等于"),
        "startsWith": _("开头是"),
        "endsWith": _("结尾是"),
        "blank": _("为空"),
        "notBlank": _("不为空"),
        "andCondition": _("且"),
        "orCondition": _("或"),
        "ariaLabelColumnFilter": _("列筛选"),
        "ariaFilterMenuOpen": _("打开筛选"),
        "ariaFilterInput": _("筛选输入"),
        "ariaFilterValue": _("筛选值"),
        "ariaLabelFilteringOperator": _("筛选方式"),
    }

"""The standard scene for the tests of the law, and two verbs: judge (the decision alone) and open_look (through the web role)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.factories import ADDRESS, City
from tests.law.course import Course
from tests.support.postgres import Session

LIVE = "camera:view-live"


@pytest.fixture
def city(db: Session) -> City:
    """Two departments side by side, everything lawful."""
    return City.build(db)


@pytest.fixture
def judge(db: Session) -> Callable[..., str | None]:
    """The verdict's code for a token and a camera, None when lawful, as the single check and the map read it."""

    def verdict(token: str, camera: str, action: str = LIVE, at: str | None = None) -> str | None:
        row = db.row(
            """SELECT d.code FROM catalogue.camera c,
                   coalesce(%(at)s::timestamptz, clock_timestamp()) now,
                   law.context_of(law.viewer_of(%(token)s, %(address)s::inet, clock_timestamp()), %(action)s, now) x,
                   law.decide(x, NULL) d
               WHERE c.gb_code = %(camera)s AND d.camera_id = c.id""",
            token=token,
            address=ADDRESS,
            action=action,
            camera=camera,
            at=at,
        )
        assert row is not None
        code: str | None = row["code"]
        return code

    return verdict


@pytest.fixture
def open_look(db: Session) -> Callable[..., dict[str, Any]]:
    """Opens a look as the web role; gives the answer's row."""

    def opened(
        token: str, camera: str, action: str = LIVE, purpose: str = "巡查路口", address: str = ADDRESS
    ) -> dict[str, Any]:
        with db.as_role("mj_web") as web:
            row = web.row(
                "SELECT * FROM api.open_viewing(%(t)s, %(a)s::inet, %(c)s, %(x)s, %(p)s)",
                t=token,
                a=address,
                c=camera,
                x=action,
                p=purpose,
            )
        assert row is not None
        return row

    return opened


@pytest.fixture
def course(db: Session, city: City) -> Course:
    """The offices of the scene, speaking through the web role."""

    class Web:
        """Each statement as the web role."""

        def rows(self, sql: Any, /, **params: object) -> list[dict[str, Any]]:
            with db.as_role("mj_web") as web:
                return web.rows(sql, **params)

        def row(self, sql: Any, /, **params: object) -> dict[str, Any] | None:
            with db.as_role("mj_web") as web:
                return web.row(sql, **params)

    return Course(db, Web(), city)  # type: ignore[arg-type]

"""No sequence of acts yields a look that the law would refuse at that instant (Articles 7, 22, 25; hypothesis).

A model in Python knows what stands; the database is asked through the web and feeds roles only. Both must agree on each opening,
each redemption and each re-check, and no row of the register may be open that law.decide refuses.
"""

from __future__ import annotations

from typing import Any

import psycopg
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from psycopg.rows import dict_row

from tests.factories import ADDRESS, EAST, WEST, City, past_the_guards
from tests.support import postgres
from tests.support.postgres import Session

# what can fall and rise again: name → (statement that takes it away, statement that gives it back)
STANDING: dict[str, tuple[str, str]] = {
    "letter": ("UPDATE law.letter SET revoked_at = now()", "UPDATE law.letter SET revoked_at = NULL"),
    "account": ("UPDATE law.account SET status = 'disabled'", "UPDATE law.account SET status = 'active'"),
    "terminal": ("UPDATE law.terminal SET revoked_at = now()", "UPDATE law.terminal SET revoked_at = NULL"),
    "role": (
        "DELETE FROM law.person_role WHERE role = 'dispatcher'",
        "INSERT INTO law.person_role VALUES (%(person)s, 'dispatcher')",
    ),
    "unit": (
        "UPDATE law.department SET suspended_at = now(), suspended_reason = 'x'",
        "UPDATE law.department SET suspended_at = NULL, suspended_reason = NULL",
    ),
    "authorisation": (
        "UPDATE law.authorisation SET status = 'suspended'",
        "UPDATE law.authorisation SET status = 'approved'",
    ),
    "permission": (
        "UPDATE law.authorisation_permission SET permission = 'ptz'",
        "UPDATE law.authorisation_permission SET permission = 'live'",
    ),
    "version": (
        "UPDATE law.jurisdiction_version SET status = 'suspended'",
        "UPDATE law.jurisdiction_version SET status = 'in_force'",
    ),
    "block": (
        "UPDATE catalogue.camera SET blocked_reason = 'x'",
        "UPDATE catalogue.camera SET blocked_reason = NULL",
    ),
    "secrecy": (
        "UPDATE catalogue.camera SET secrecy = true WHERE gb_code <> %(secret)s",
        "UPDATE catalogue.camera SET secrecy = false WHERE gb_code <> %(secret)s",
    ),
    "use": (
        "UPDATE catalogue.camera SET status = 'disabled'",
        "UPDATE catalogue.camera SET status = 'offline'",
    ),
}


class Acts(RuleBasedStateMachine):
    """The model: what stands, which side the jurisdiction is on, which looks are open."""

    server: postgres.Server
    database: str
    looks = Bundle("looks")

    @initialize()
    def build(self) -> None:
        self.connection = psycopg.connect(self.server.dsn(self.database), row_factory=dict_row)
        self.db = Session(self.connection)
        self.city = City.build(self.db)
        self.standing = dict.fromkeys(STANDING, True)
        self.side = "west"
        self.redeemed: set[int] = set()
        self.ended: set[int] = set()

    def teardown(self) -> None:
        if hasattr(self, "connection"):
            self.connection.rollback()
            self.connection.close()

    def lawful(self, camera: str) -> bool:
        return all(self.standing.values()) and camera == getattr(self.city, f"{self.side}_camera")

    @rule(name=st.sampled_from(sorted(STANDING)), up=st.booleans())
    def change(self, name: str, up: bool) -> None:
        if self.standing[name] != up:
            statement = STANDING[name][up]
            self.db.rows(statement, person=self.city.dispatcher, secret=self.city.secret_camera)  # type: ignore[arg-type]
            self.standing[name] = up

    @rule(side=st.sampled_from(["west", "east"]))
    def move(self, side: str) -> None:
        wkt = WEST if side == "west" else EAST
        past_the_guards(
            self.db,
            "UPDATE law.jurisdiction_version SET geom = ST_GeomFromText(%(w)s, 4326) WHERE id = %(v)s",
            w=wkt,
            v=self.city.version,
        )
        self.side = side

    @rule(target=looks, camera=st.sampled_from(["west_camera", "east_camera", "secret_camera"]))
    def open(self, camera: str) -> Any:
        code = getattr(self.city, camera)
        with self.db.as_role("mj_web") as web:
            answer = web.row(
                "SELECT * FROM api.open_viewing(%(t)s, %(a)s::inet, %(c)s, 'camera:view-live', '巡查')",
                t=self.city.token,
                a=ADDRESS,
                c=code,
            )
        assert answer is not None
        assert (answer["code"] is None) == self.lawful(code), (answer["code"], self.standing, self.side)
        return (answer["viewing_id"], answer["ticket"], code) if answer["code"] is None else multiple()

    @rule(look=looks)
    def redeem(self, look: tuple[int, str, str]) -> None:
        viewing, ticket, camera = look
        with self.db.as_role("mj_feeds") as feeds:
            answer = feeds.row("SELECT * FROM api.redeem(%(t)s, %(a)s::inet, 'node-1')", t=ticket, a=ADDRESS)
        assert answer is not None
        fresh = viewing not in self.redeemed and viewing not in self.ended
        assert (answer["code"] is None) == (fresh and self.lawful(camera))
        self.redeemed.add(viewing)
        if fresh and answer["code"] is not None:
            self.ended.add(viewing)

    @rule(look=looks)
    def recheck(self, look: tuple[int, str, str]) -> None:
        viewing, _, camera = look
        with self.db.as_role("mj_feeds") as feeds:
            answer = feeds.row("SELECT code FROM api.recheck('node-1', %(i)s)", i=[viewing])
            assert answer is not None
            assert (answer["code"] is None) == (viewing not in self.ended and self.lawful(camera))
            if answer["code"] is not None:
                feeds.rows(
                    "SELECT api.close_viewing('node-1', %(i)s, 'revoked', %(c)s)", i=viewing, c=answer["code"]
                )
                self.ended.add(viewing)

    @rule(look=looks)
    def close(self, look: tuple[int, str, str]) -> None:
        with self.db.as_role("mj_web") as web:
            web.row(
                "SELECT ended FROM api.end_viewing(%(t)s, %(a)s::inet, %(i)s)",
                t=self.city.token,
                a=ADDRESS,
                i=look[0],
            )
            answer = web.row(
                "SELECT code FROM api.viewer(%(t)s, %(a)s::inet, 'viewing:close', false)",
                t=self.city.token,
                a=ADDRESS,
            )
        assert answer is not None
        self.ended.add(look[0])

    @invariant()
    def register_is_the_model(self) -> None:
        if hasattr(self, "db"):
            ended = {
                row["id"] for row in self.db.rows("SELECT id FROM law.viewing WHERE ended_at IS NOT NULL")
            }
            assert ended == self.ended


def test_no_sequence_of_acts_yields_a_look_that_the_law_refuses(
    server: postgres.Server, session_database: str
) -> None:
    Acts.server, Acts.database = server, session_database
    run_state_machine_as_test(
        Acts,
        settings=settings(
            max_examples=25, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )

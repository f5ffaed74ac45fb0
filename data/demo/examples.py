"""How each rule of refusal can be shown in the demonstration city: who, from where, at which camera.

Belongs here: finding one person and camera for each code, by asking the decision itself. The README and tests use it.
Does not belong here: any rule; the answer is law.decide's.
"""

from __future__ import annotations

from typing import NamedTuple

from data.db import Queries
from data.law.actions import Action

ALLOWED = "allowed"
HERE, ELSEWHERE = "127.0.0.1", "192.0.2.77"
PURPOSE = "日常巡查"
# Who shows what best: the first of these for whom the rule bites.
_PREFERRED: dict[str, tuple[str, ...]] = {
    ALLOWED: ("police-dispatcher",), "E-AUTH-01": ("police-dispatcher",), "E-AUTH-02": ("transport-dispatcher",),
    "E-AUTH-03": ("forestry-dispatcher",), "E-AUTH-05": ("culture-dispatcher",), "E-AUTH-06": ("water-dispatcher",),
    "E-JUR-01": ("water-dispatcher",), "E-JUR-02": ("health-dispatcher",), "E-CAM-01": ("police-dispatcher",),
    "E-CAM-02": ("police-dispatcher",), "E-CAM-03": ("police-dispatcher",), "E-LET-01": ("emergency-dispatcher",),
    "E-UNIT-01": ("agriculture-dispatcher",), "E-ROLE-01": ("bureau-auditor", "police-admin"),
}


class Example(NamedTuple):
    """An attempt and the person who makes it: at `camera` (20 digits, None where the sign-in already fails), from `address`."""

    login: str
    camera: str | None
    camera_name: str | None
    action: str = Action.VIEW_LIVE.value
    address: str = HERE
    purpose: str = PURPOSE


def verdicts(db: Queries, login: str) -> dict[str, tuple[str, str]]:
    """What the decision says to `login` at this machine about live pictures: code → an online camera's digits and name.

    `db` is the owner's. A lawful camera stands under `ALLOWED`. The same decision as everywhere, asked without a session.
    """
    rows = db.rows(
        """WITH asker AS (
               SELECT (1, p.id, p.name, a.login, p.staff_no, p.department_id, law.terminal_at(p.id, %(address)s::inet), %(address)s::inet,
                       'platform', clock_timestamp() + interval '1 hour', NULL)::law.viewer AS viewer
               FROM law.account a JOIN law.person p ON p.id = a.person_id WHERE a.login = %(login)s
           ), asked AS MATERIALIZED (SELECT law.context_of(viewer, %(action)s, clock_timestamp()) AS context FROM asker)
           SELECT DISTINCT ON (1) coalesce(d.code, %(allowed)s) AS code, c.gb_code::text AS camera, c.name
           FROM asked, law.decide(asked.context, NULL) d JOIN catalogue.camera c ON c.id = d.camera_id
           ORDER BY 1, c.status <> 'online', c.ptz DESC, c.gb_code""",
        login=login, address=HERE, action=Action.VIEW_LIVE.value, allowed=ALLOWED)
    return {row["code"]: (row["camera"], row["name"]) for row in rows}


def examples(db: Queries) -> dict[str, Example]:
    """Rule code → an attempt that it refuses in the demonstration; `ALLOWED` → one that is lawful. `db` is the owner's."""
    told: dict[str, dict[str, tuple[str, str]]] = {}
    found: dict[str, Example] = {}
    for code, logins in _PREFERRED.items():
        for login in logins:
            if login not in told:
                told[login] = verdicts(db, login)
            if code in told[login]:
                found[code] = Example(login, *told[login][code])
                break
    lawful = found[ALLOWED]
    return found | {
        "E-PURP-01": lawful._replace(purpose=""),
        "E-TERM-01": Example(lawful.login, None, None, address=ELSEWHERE),
        "E-ACC-01": Example("transport-former", None, None),
    }

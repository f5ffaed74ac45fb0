"""The demonstration's people for the sign-in page. Reached only where `settings.demo` is on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dashboard.i18n import _, localised
from dashboard.shell import role_name

if TYPE_CHECKING:
    from data.settings import Settings

ORDER = (
    "dispatcher", "department_admin", "department_head", "reviewer", "bureau_head", "bureau_admin",
    "duty_officer", "leader", "system_admin", "security_admin", "auditor", "maintainer",
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    """One of the demonstration's people; in the language of the page. `note` is the role of who does not watch."""

    login: str
    password: str
    name: str
    department: str
    role: str
    note: str


@dataclass(frozen=True)
class Group:
    """People who stand together on the page."""

    title: str
    people: tuple[Person, ...]


def load(settings: Settings) -> list[Person]:
    """What the demonstration wrote to `var/demo/accounts.json`, in the order of roles; nobody before it is seeded."""
    path = settings.var_dir / "demo" / "accounts.json"
    if not path.exists():
        return []
    people = [person(entry) for entry in json.loads(path.read_text(encoding="utf-8"))]
    return sorted(people, key=lambda one: _rank(one.role))


def person(entry: dict[str, Any]) -> Person:
    """One entry of the file."""
    role = min(entry["roles"], key=_rank)
    names = {"name_zh": entry["department"], "name_en": entry.get("department_en")}
    department = localised(names)
    note = "" if role == ORDER[0] else role_name(role)
    return Person(entry["login"], entry["password"], entry.get("name", entry["login"]), department, role, note)


def find(settings: Settings, login: str) -> Person | None:
    """The person of this login."""
    return next((one for one in load(settings) if one.login == login), None)


def groups(settings: Settings) -> list[Group]:
    """Those who watch, then everybody else."""
    people = load(settings)
    watching = tuple(one for one in people if one.role == ORDER[0])
    others = tuple(one for one in people if one.role != ORDER[0])
    found = [Group(role_name(ORDER[0]), watching), Group(_("其他岗位"), others)]
    return [group for group in found if group.people]


def _rank(role: str) -> int:
    return ORDER.index(role) if role in ORDER else len(ORDER)

"""The demonstration's people for the sign-in page. Reached only where `settings.demo` is on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dashboard.shell import role_name

if TYPE_CHECKING:
    from data.settings import Settings

ORDER = (
    "dispatcher", "department_admin", "department_head", "reviewer", "bureau_head", "bureau_admin",
    "duty_officer", "leader", "system_admin", "security_admin", "auditor", "maintainer",
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    """One of the demonstration's people."""

    login: str
    password: str
    name: str
    department: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """People of one role."""

    role: str
    title: str
    people: tuple[Person, ...]


def load(settings: Settings) -> list[Person]:
    """What the demonstration wrote to `var/demo/accounts.json`; nobody before it is seeded."""
    path = settings.var_dir / "demo" / "accounts.json"
    if not path.exists():
        return []
    return [person(entry) for entry in json.loads(path.read_text(encoding="utf-8"))]


def person(entry: dict[str, Any]) -> Person:
    """One entry of the file."""
    name = str(entry.get("name", entry["login"]))
    return Person(entry["login"], entry["password"], name, str(entry["department"]), tuple(entry["roles"]))


def find(settings: Settings, login: str) -> Person | None:
    """The person of this login."""
    return next((one for one in load(settings) if one.login == login), None)


def groups(settings: Settings) -> list[Group]:
    """Everybody, under the first of their roles, in the order of the regulation's roles."""
    people = load(settings)
    found = []
    for role in ORDER:
        members = tuple(one for one in people if one.roles and min(one.roles, key=_rank) == role)
        if members:
            found.append(Group(role, role_name(role), members))
    return found


def _rank(role: str) -> int:
    return ORDER.index(role) if role in ORDER else len(ORDER)

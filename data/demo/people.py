"""The people of the demonstration city: who works where in which role, and their passwords.

Belongs here: the list of posts, invented names, fresh passwords, the file that shows them (demonstration only).
Does not belong here: what a role may do (sql/migrations), storing (data/demo/seeding.py).
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import string
from pathlib import Path
from typing import NamedTuple

import numpy as np

from data.demo.names import person_names
from data.law.people import credentials_of
from data.settings import Settings

_CLASSES = (string.ascii_lowercase, string.ascii_uppercase, string.digits, "-+=@#")
_LENGTH = 16


class Post(NamedTuple):
    """A post: department, role, title, login; without a login the person signs on paper only. `standing` tells what is amiss."""

    department: str
    role: str
    title: str
    login: str | None
    standing: str = ""


class Person(NamedTuple):
    """Somebody in a post. `password` is known in this process and in the file only."""

    post: Post
    name: str
    staff_no: str
    password: str


_DISPATCHERS = ("police", "transport", "water", "forestry", "culture", "housing", "civility")
_TROUBLED = (
    Post("emergency", "dispatcher", "驻场调度员", "emergency-dispatcher", "letter expired"),
    Post("health", "dispatcher", "驻场调度员", "health-dispatcher"),
    Post("agriculture", "dispatcher", "驻场调度员", "agriculture-dispatcher"),
    Post("transport", "dispatcher", "驻场调度员（已离岗）", "transport-former", "account disabled"),
)
_USING = ("police", "transport", "water", "forestry", "culture", "housing", "civility", "emergency", "health", "agriculture")
POSTS: tuple[Post, ...] = (
    *(Post(code, "dispatcher", "驻场调度员", f"{code}-dispatcher") for code in _DISPATCHERS),
    Post("police", "department_admin", "单位管理员", "police-admin"), Post("police", "department_head", "单位负责人", "police-head"),
    Post("water", "department_admin", "单位管理员", "water-admin"),
    Post("bureau", "reviewer", "电子政务科审核员", "bureau-reviewer"), Post("bureau", "bureau_head", "局负责人", "bureau-head"),
    Post("bureau", "bureau_admin", "局业务管理员", "bureau-admin"), Post("bureau", "duty_officer", "局值班长", "bureau-duty"),
    Post("office", "leader", "分管领导", "office-leader"),
    Post("bureau", "system_admin", "系统管理员", "bureau-system"), Post("bureau", "security_admin", "安全管理员", "bureau-security"),
    Post("bureau", "auditor", "审计管理员", "bureau-auditor"), Post("upkeep-a", "maintainer", "运维工程师", "upkeep-maintainer"),
    *_TROUBLED,
    *(Post(code, "department_admin", "单位管理员", None) for code in _USING if code not in {"police", "water"}),
    *(Post(code, "department_head", "单位负责人", None) for code in _USING if code != "police"),
    Post("bureau", "department_head", "分管副局长", None),
)


def draw_people(seed: int, further: tuple[str, ...] = ()) -> list[Person]:
    """Everybody, with the same names for the same seed and a fresh password each; `further` units get the three posts each."""
    rng = np.random.default_rng(seed + 111)
    more = [Post(code, role, title, f"{code}-{role.partition('_')[2] or role}") for code in further for role, title in (
        ("dispatcher", "驻场调度员"), ("department_admin", "单位管理员"), ("department_head", "单位负责人"))]
    posts = [*POSTS, *more]
    names = person_names(len(posts), rng)
    return [Person(post, names[i], f"YS{i + 1:04d}", new_password()) for i, post in enumerate(posts)]


def new_password() -> str:
    """Sixteen characters at random with every class of character among them."""
    while True:
        password = "".join(secrets.choice("".join(_CLASSES)) for _ in range(_LENGTH))
        if all(set(password) & set(each) for each in _CLASSES):
            return password


def hash_passwords(people: list[Person]) -> dict[str, tuple[bytes, bytes]]:
    """Login → salt and verifier, of everybody who has a login. Takes a core a good tenth of a second each."""
    return {p.post.login: credentials_of(p.password) for p in people if p.post.login}


def accounts_file(settings: Settings) -> Path:
    """Where the demonstration keeps the passwords that its sign-in page offers."""
    return settings.var_dir / "demo" / "accounts.json"


def write_accounts(settings: Settings, people: list[Person], names: dict[str, tuple[str, str]]) -> Path:
    """Write login, password, person, department and roles of everybody who can sign in, readable by the owner alone.

    Args:
        settings: tell where.
        people: everybody.
        names: department code → names, Chinese and English.
    """
    listed = [
        {
            "login": p.post.login, "password": p.password, "name": p.name, "title": p.post.title, "department": names[p.post.department][0],
            "department_en": names[p.post.department][1], "department_code": p.post.department, "roles": [p.post.role],
        }
        for p in people if p.post.login and p.post.standing != "account disabled"
    ]
    path = accounts_file(settings)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f"accounts.{os.getpid()}-{secrets.token_hex(4)}")
    with contextlib.ExitStack() as undo:
        undo.callback(fresh.unlink, missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump(listed, file, ensure_ascii=False, indent=1)
        fresh.replace(path)
    return path

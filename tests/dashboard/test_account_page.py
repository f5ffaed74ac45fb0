"""The account page names the rights that the person can use, and the wall is told whether the person looks at pictures."""

from __future__ import annotations

import pytest

from tests.dashboard.conftest import Site
from tests.dashboard.test_traps import route_to


@pytest.mark.parametrize(("role", "named"), [("system_admin", False), ("security_admin", False), ("dispatcher", True), ("department_head", True)])
def test_the_register_is_a_right_only_of_who_has_its_page(site: Site, role: str, named: bool) -> None:
    client = site.client(site.person(role))
    told = str(route_to(client, "/account").json)
    assert "我的账户" in told
    assert ("的使用登记" in told) is named
    assert (client.get("/register").status_code == 200) is named


@pytest.mark.parametrize(("role", "may"), [("dispatcher", "yes"), ("department_head", "no")])
def test_the_wall_is_told_whether_pictures_are_looked_at(site: Site, role: str, may: str) -> None:
    person = site.city.dispatcher if role == "dispatcher" else site.person(role)
    told = route_to(site.client(person), "/")
    assert told.status_code == 200
    assert f"'data-may-view': '{may}'" in str(told.json)

"""The description and the running API are one: every route is described, every answer fits its schema."""

from __future__ import annotations

import json
import re

import pytest

from dashboard.api.system import DESCRIPTION
from tests.dashboard.conftest import CSRF, Site

DOCUMENT = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
SCHEMAS = DOCUMENT["components"]["schemas"]
KINDS = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "boolean": bool, "null": type(None)}


def fits(value, schema) -> None:
    """Check what our schemas say (a small part of JSON Schema)."""
    if "$ref" in schema:
        fits(value, SCHEMAS[schema["$ref"].rsplit("/", 1)[1]])
    if "oneOf" in schema:
        fits(value, schema["oneOf"][0] if value is True else schema["oneOf"][1])
    if "const" in schema:
        assert value == schema["const"]
    if "enum" in schema:
        assert value in schema["enum"]
    if "type" in schema:
        kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        assert isinstance(value, tuple(kind for name in kinds for kind in (KINDS[name] if isinstance(KINDS[name], tuple) else (KINDS[name],)))), (value, schema)
    if "pattern" in schema:
        assert re.search(schema["pattern"], value)
    if isinstance(value, dict):
        assert set(schema.get("required", ())) <= set(value)
        known, rest = schema.get("properties", {}), schema.get("additionalProperties", True)
        assert rest is not False or set(value) <= set(known), set(value) - set(known)
        for name, part in value.items():
            fits(part, known.get(name, rest if isinstance(rest, dict) else {}))
    for part in value if isinstance(value, list) else ():
        fits(part, schema.get("items", {}))


def check(answer, path: str, method: str) -> None:
    """The answer is one that the description promises, in the form it promises."""
    promised = DOCUMENT["paths"][path][method]["responses"]
    assert str(answer.status_code) in promised, (path, method, answer.status_code, answer.data)
    content = promised[str(answer.status_code)].get("content")
    if content is None:
        assert answer.data == b""
    else:
        assert answer.mimetype in content
        fits(answer.json, content[answer.mimetype]["schema"])


def test_every_route_is_described_and_every_described_route_exists(site: Site) -> None:
    routes = set()
    for rule in site.app.server.url_map.iter_rules():
        if rule.rule.startswith("/api/"):
            path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule).replace("{viewing}", "{id}")
            routes |= {(path, method.lower()) for method in rule.methods - {"HEAD", "OPTIONS"}}
    described = {(path, method) for path, methods in DOCUMENT["paths"].items() for method in methods}
    assert routes == described


def test_every_answer_fits_the_description(site: Site, dispatcher, anyone) -> None:
    site.person("dispatcher", login="described", password="Right-password-1")
    known, outside = site.city.west_camera, site.city.east_camera
    sent = {"camera": known, "action": "camera:view-live", "purpose": "巡查路口"}
    for path in ("/api/healthz", "/api/readyz", "/api/openapi.json", "/api/cameras"):
        check(dispatcher.get(path), path, "get")
        check(anyone.get(path), path, "get")
    check(dispatcher.get("/api/cameras?bbox=x"), "/api/cameras", "get")
    for code in (known, outside, "none"):
        check(dispatcher.get(f"/api/cameras/{code}"), "/api/cameras/{code}", "get")
    opened = dispatcher.post("/api/viewings", json=sent, headers=CSRF)
    check(opened, "/api/viewings", "post")
    for answer in (
        dispatcher.post("/api/viewings", json=sent),
        dispatcher.post("/api/viewings", json={}, headers=CSRF),
        dispatcher.post("/api/viewings", json={**sent, "camera": outside}, headers=CSRF),
        dispatcher.post("/api/viewings", json={**sent, "camera": "none"}, headers=CSRF),
        anyone.post("/api/viewings", json=sent),
    ):
        check(answer, "/api/viewings", "post")
    for number in (opened.json["id"], opened.json["id"], 0):
        check(dispatcher.delete(f"/api/viewings/{number}", headers=CSRF), "/api/viewings/{id}", "delete")
    for body in ({"login": "described", "password": "Right-password-1"}, {"login": "described", "password": "x"}, {}):
        check(site.client().post("/api/session", json=body), "/api/session", "post")
    check(anyone.delete("/api/session"), "/api/session", "delete")
    check(dispatcher.delete("/api/session", headers=CSRF), "/api/session", "delete")


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_every_schema_is_used(name: str) -> None:
    assert f'"#/components/schemas/{name}"' in DESCRIPTION.read_text(encoding="utf-8")


def test_the_description_names_this_installation(site: Site, anyone) -> None:
    assert anyone.get("/api/openapi.json").json["servers"] == [{"url": site.settings.public_url}]

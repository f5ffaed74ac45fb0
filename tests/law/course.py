"""The people of a jurisdiction's course and the verbs that they have, for the tests of the law."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from data.db import Queries
from data.law import jurisdictions, people
from data.law.actions import Action
from data.law.jurisdictions import Act, Done, Draft, Saved
from data.law.people import Viewer
from tests.factories import ADDRESS, City, make_session, one

Ring = Sequence[tuple[float, float]]


def box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    """A GeoJSON rectangle in degrees."""
    return {"type": "Polygon", "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]]}


WIDER = box(112.50, 35.00, 112.68, 35.10)
"""West and the eastern camera."""
NARROW = box(112.50, 35.00, 112.52, 35.02)
"""A corner of West without any camera."""
TWICE = {"type": "Polygon", "coordinates": [[[112.5, 35], [112.6, 35.1], [112.6, 35], [112.5, 35.1], [112.5, 35]]]}
"""Its boundary crosses itself."""


@dataclass
class Course:
    """`web` runs as the web role; the offices' viewers are made when they are first needed."""

    owner: Queries
    web: Queries
    city: City
    viewers: dict[int, Viewer] = field(default_factory=dict)

    def viewer(self, person: int) -> Viewer:
        """A signed-in person."""
        if person not in self.viewers:
            standing = {self.city.dispatcher: self.city.token, self.city.neighbour: self.city.neighbour_token}
            token = standing.get(person) or make_session(self.owner, person)
            self.viewers[person] = people.viewer_of(self.web, token, ADDRESS, Action.SESSION_READ)
        return self.viewers[person]

    def drafted(self, geometry: dict[str, Any] | None = WIDER, *, by: int | None = None, **fields: Any) -> Saved:
        """A new draft of the western administrator."""
        draft = Draft(geometry, fields.pop("exceptions", []), basis=fields.pop("basis", "本单位三定方案第二条"), **fields)
        return jurisdictions.save_draft(self.web, self.viewer(by or self.city.signers[0]), None, None, draft)

    def act(self, number: int, what: Act, person: int, reason: str = "", **more: Any) -> Done:
        """An act with the content that the person sees."""
        viewer = self.viewer(person)
        seen = jurisdictions.version(self.web, viewer, number).content_sha256
        return jurisdictions.act(self.web, viewer, number, what, **{"content_sha256": seen, "reason": reason, **more})

    def brought(self, number: int, state: str) -> None:
        """Bring a draft forward to a state, each step by its own person."""
        drawer, head, reviewer, _ = self.city.signers
        steps: list[tuple[str, Act, int]] = [("unit_opinion", "submit", drawer), ("review", "opinion", head), ("approval", "review", reviewer)]
        for reached, what, person in steps:
            self.act(number, what, person)
            if reached == state:
                return

    def approved(self, geometry: dict[str, Any] = WIDER, effective_from: datetime | None = None, **fields: Any) -> int:
        """A version drawn and approved by four people; gives its id."""
        number = self.drafted(geometry, **fields).id
        self.brought(number, "approval")
        self.act(number, "approve", self.city.approver, effective_from=effective_from)
        return number

    def make_outline(self, geometry: dict[str, Any]) -> None:
        """The city's outline."""
        self.owner.rows(
            "INSERT INTO catalogue.city (code, name_zh, name_en, outline) VALUES ('419001', '济源', 'Jiyuan', ST_Multi(ST_GeomFromGeoJSON(%(g)s)))",
            g=json.dumps(geometry),
        )

    def status(self, number: int) -> str:
        """The status as it is kept."""
        return str(one(self.owner, "SELECT status FROM law.jurisdiction_version WHERE id = %(i)s", i=number))

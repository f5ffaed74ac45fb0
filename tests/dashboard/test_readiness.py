"""What a watcher asks: is the process ready, and does the audit's sealing keep up (R-66)?"""

from __future__ import annotations

from flask.testing import FlaskClient

from data.law import audit
from data.settings import Role
from tests.audit.support import append, tamper
from tests.dashboard.conftest import Site

AGE_MOST = 600  # s that a machine under load may take between sealing and asking


def test_sealing_that_lags_is_told_and_the_process_stays_ready(site: Site, anyone: FlaskClient) -> None:
    assert anyone.get("/api/readyz").json["seal_age"] is None
    with site.database.connect() as owner:
        append(owner)
    audit.seal(site.database.open(Role.WORKER))
    told = anyone.get("/api/readyz").json
    assert 0 <= told.pop("seal_age") < AGE_MOST
    assert told == {"status": "ok", "database": "ok", "sealing": "ok"}
    with site.database.connect() as owner:
        append(owner)
        tamper(owner, "UPDATE audit.leaf SET at = at - interval '1 minute' WHERE seq = (SELECT max(seq) FROM audit.leaf)")
    answer = anyone.get("/api/readyz")
    assert (answer.status_code, answer.json["sealing"]) == (200, "lags")
    audit.seal(site.database.open(Role.WORKER))
    assert anyone.get("/api/readyz").json["sealing"] == "ok"

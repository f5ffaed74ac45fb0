"""Every action that an entry point can declare. The names and who may do them stand in sql (law.action, law.role_action).

Belongs here: the names. Does not belong here: who may do what; that is law and lives in the database.
"""

from __future__ import annotations

import enum


class Action(enum.StrEnum):
    """Room and act, ``room:act``. The `camera:` ones are decided for each camera, the others for the viewer alone."""

    STATIC = "public:static"
    HEALTH = "public:health"
    SIGN_IN = "public:sign-in"
    LANGUAGE = "public:language"
    API_DESCRIPTION = "public:api-description"
    SESSION_CLOSE = "session:close"
    SESSION_READ = "session:read"
    PAGE_FRAME = "page:frame"
    PAGE_MAP = "page:map"
    PAGE_REGISTER = "page:register"
    PAGE_AUDIT = "page:audit"
    BASEMAP = "map:basemap"
    CATALOGUE_READ = "catalogue:read"
    JURISDICTION_READ_OWN = "jurisdiction:read-own"
    JURISDICTION_READ = "jurisdiction:read"
    JURISDICTION_DRAW = "jurisdiction:draw"
    JURISDICTION_OPINION = "jurisdiction:opinion"
    JURISDICTION_REVIEW = "jurisdiction:review"
    JURISDICTION_APPROVE = "jurisdiction:approve"
    JURISDICTION_SUSPEND = "jurisdiction:suspend"
    LAW_EXPLAIN = "law:explain"
    ZONE_DRAW = "zone:draw"
    PAGE_JURISDICTION = "page:jurisdiction"
    PAGE_APPROVAL = "page:approval"
    PAGE_PERMISSIONS = "page:permissions"
    VIEWING_OPEN = "viewing:open"
    VIEWING_CLOSE = "viewing:close"
    REGISTER_OWN = "register:read-own"
    REGISTER_DEPARTMENT = "register:read-department"
    REGISTER_ALL = "register:read-all"
    AUDIT_READ = "audit:read"
    FEEDS_REDEEM = "feeds:redeem"
    FEEDS_CLOSE = "feeds:close"
    VIEW_LIVE = "camera:view-live"
    VIEW_SNAPSHOT = "camera:view-snapshot"
    CONTROL_PTZ = "camera:control-ptz"
    VIEW_PLAYBACK = "camera:view-playback"
    EXPORT = "camera:export"

    @property
    def is_public(self) -> bool:
        """Whether it may be done without a session."""
        return self.value.startswith(("public:", "feeds:"))

    @property
    def is_camera(self) -> bool:
        """Whether it is decided for each camera."""
        return self.value.startswith("camera:")

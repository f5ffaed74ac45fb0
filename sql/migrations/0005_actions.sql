-- Every action that an entry point can declare, and the roles that may do it (requirements, roles and actions).
-- data/law/actions.py mirrors this table and docs/permissions.md explains it; tests hold the three together.

INSERT INTO law.action (code, permission, open_to_all) VALUES
    ('public:static', NULL, true), ('public:health', NULL, true), ('public:sign-in', NULL, true),
    ('public:language', NULL, true), ('public:api-description', NULL, true),
    ('session:close', NULL, false), ('session:read', NULL, false),
    ('page:frame', NULL, false), ('page:map', NULL, false), ('page:register', NULL, false), ('page:audit', NULL, false),
    ('map:basemap', NULL, false), ('catalogue:read', NULL, false), ('jurisdiction:read-own', NULL, false),
    ('viewing:open', NULL, false), ('viewing:close', NULL, false),
    ('register:read-own', NULL, false), ('register:read-department', NULL, false), ('register:read-all', NULL, false),
    ('audit:read', NULL, false),
    ('feeds:redeem', NULL, true), ('feeds:close', NULL, true),
    ('camera:view-live', 'live', false), ('camera:view-snapshot', 'live', false),
    ('camera:control-ptz', 'ptz', false), ('camera:view-playback', 'playback', false),
    ('camera:export', 'download', false);

-- What everybody with an account may do.
INSERT INTO law.role_action (role, action)
    SELECT r.code, a.code FROM law.role r
    CROSS JOIN (VALUES ('session:close'), ('session:read'), ('page:frame'), ('register:read-own')) a (code);

-- The map, for all but the three administrators: they run the platform and see no cameras.
INSERT INTO law.role_action (role, action)
    SELECT r.code, a.code FROM law.role r
    CROSS JOIN (VALUES ('page:map'), ('map:basemap'), ('catalogue:read'), ('jurisdiction:read-own'), ('page:register')) a (code)
    WHERE r.family = 'business';

INSERT INTO law.role_action (role, action) VALUES
    ('dispatcher', 'viewing:open'), ('dispatcher', 'viewing:close'),
    ('dispatcher', 'camera:view-live'), ('dispatcher', 'camera:view-snapshot'),
    ('dispatcher', 'camera:control-ptz'), ('dispatcher', 'camera:view-playback'),
    -- with an authorisation and a jurisdiction of their own only, like everybody
    ('duty_officer', 'viewing:open'), ('duty_officer', 'viewing:close'),
    ('duty_officer', 'camera:view-live'), ('duty_officer', 'camera:view-snapshot'),
    ('leader', 'viewing:open'), ('leader', 'viewing:close'),
    ('leader', 'camera:view-live'), ('leader', 'camera:view-snapshot'),
    ('bureau_admin', 'camera:export'),
    ('department_admin', 'register:read-department'), ('department_head', 'register:read-department'),
    ('reviewer', 'register:read-all'), ('bureau_head', 'register:read-all'), ('duty_officer', 'register:read-all'),
    ('auditor', 'page:register'), ('auditor', 'register:read-all'), ('auditor', 'page:audit'), ('auditor', 'audit:read');

-- Who is speaking, as the session says it and nothing else.
CREATE TYPE law.viewer AS (
    session_id bigint, person_id integer, name text, login text, staff_no text, department_id integer,
    terminal_id integer, address inet, mode text, absolute_until timestamptz, csrf_hash bytea
);
-- All that a decision needs beside the camera itself, gathered once for one viewer, action and instant.
CREATE TYPE law.context AS (
    gate text,                 -- a refusal that holds for every camera, or NULL
    version_id integer,        -- the jurisdiction version in force
    granted integer[],         -- authorisations that cover permission, mode and date
    suspended integer[], undated integer[], unpermitted integer[], unmoded integer[],   -- why the others do not
    orders integer[],          -- live priority-use orders
    included integer[], excluded integer[]                                              -- exception points
);

-- The course of a jurisdiction (Article 25): drafts, who did what to which content, places that weigh, places that nobody views.

-- A draft may be unfinished; whatever left the drawing table is a valid area.
ALTER TABLE law.jurisdiction_version
    ADD COLUMN revision integer NOT NULL DEFAULT 1,                 -- counts the savings of a draft: two editors never overwrite each other
    ADD COLUMN updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ADD COLUMN updated_by integer REFERENCES law.person,
    ADD COLUMN article text NOT NULL DEFAULT '' CONSTRAINT jurisdiction_version_article_ck CHECK (length(article) <= 100),
    ADD COLUMN attachment_sha256 bytea CONSTRAINT jurisdiction_version_attachment_ck CHECK (octet_length(attachment_sha256) = 32),
    ADD COLUMN note text NOT NULL DEFAULT '' CONSTRAINT jurisdiction_version_note_ck CHECK (length(note) <= 2000),
    ADD COLUMN effective_from timestamptz,                          -- as the approval set it; NULL before
    ALTER COLUMN geom DROP NOT NULL,
    DROP CONSTRAINT jurisdiction_version_geom_ck,
    ADD CONSTRAINT jurisdiction_version_geom_ck
        CHECK (status = 'draft' OR (geom IS NOT NULL AND public.ST_IsValid(geom) AND NOT public.ST_IsEmpty(geom)));

-- The history of a version, only ever added to. `content_sha256` is what lay on the table: area, exceptions, basis, article, attachment.
-- One person, one step: who drew gives no opinion, who gave one does not review, who reviewed does not approve, in whatever round.
CREATE TABLE law.jurisdiction_act (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version_id integer NOT NULL REFERENCES law.jurisdiction_version,
    act text NOT NULL CONSTRAINT jurisdiction_act_act_ck CHECK (act IN
        ('draw', 'submit', 'withdraw', 'opinion', 'review', 'approve', 'return', 'suspend', 'resume', 'revoke')),
    step text CONSTRAINT jurisdiction_act_step_ck CHECK (step IN ('drawing', 'opinion', 'review', 'approval')),
    person_id integer NOT NULL REFERENCES law.person,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    reason text NOT NULL DEFAULT '' CONSTRAINT jurisdiction_act_reason_ck CHECK (length(reason) <= 2000),
    content_sha256 bytea CONSTRAINT jurisdiction_act_content_ck CHECK (octet_length(content_sha256) = 32),
    CONSTRAINT jurisdiction_act_separation_ex EXCLUDE USING gist (version_id WITH =, person_id WITH =, step WITH <>) WHERE (step IS NOT NULL)
);
CREATE INDEX jurisdiction_act_version_ix ON law.jurisdiction_act (version_id, id);

-- Places that ask for a written reason when an area touches them (R-30): the bureau's own layer.
CREATE TABLE law.sensitive_place (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CONSTRAINT sensitive_place_kind_ck CHECK (kind IN ('school', 'hospital', 'religious', 'housing')),
    name text NOT NULL CONSTRAINT sensitive_place_name_ck CHECK (length(name) BETWEEN 1 AND 100),
    geom public.geometry(Geometry, 4326) NOT NULL
        CONSTRAINT sensitive_place_geom_ck CHECK (public.ST_IsValid(geom) AND NOT public.ST_IsEmpty(geom))
);
CREATE INDEX sensitive_place_geom_ix ON law.sensitive_place USING gist (geom);

-- Where nobody looks (Decree 799 Article 8): homes, hotel rooms, changing rooms. Never deleted, only ended.
CREATE TABLE law.protected_zone (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL CONSTRAINT protected_zone_name_ck CHECK (length(name) BETWEEN 1 AND 100),
    kind text NOT NULL CONSTRAINT protected_zone_kind_ck CHECK (kind IN ('home', 'hotel-room', 'changing-room', 'other')),
    reason text NOT NULL CONSTRAINT protected_zone_reason_ck CHECK (length(btrim(reason)) BETWEEN 2 AND 500),
    geom public.geometry(MultiPolygon, 4326) NOT NULL
        CONSTRAINT protected_zone_geom_ck CHECK (public.ST_IsValid(geom) AND NOT public.ST_IsEmpty(geom)),
    drawn_by integer NOT NULL REFERENCES law.person,
    drawn_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_by integer REFERENCES law.person,
    ended_at timestamptz,
    CONSTRAINT protected_zone_end_ck CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
CREATE INDEX protected_zone_geom_ix ON law.protected_zone USING gist (geom) WHERE ended_at IS NULL;

ALTER TYPE law.context ADD ATTRIBUTE protected integer[];           -- cameras that stand inside a protected zone

ALTER TABLE law.policy
    ADD COLUMN jurisdiction_vertices integer NOT NULL DEFAULT 50000 CONSTRAINT policy_vertices_ck CHECK (jurisdiction_vertices >= 100),
    ADD COLUMN reason_share real NOT NULL DEFAULT 0.6 CONSTRAINT policy_reason_share_ck CHECK (reason_share BETWEEN 0 AND 1);

INSERT INTO law.rule (code, article, name) VALUES
    ('E-JUR-03', '25', 'written-reason'), ('E-SOD-01', '22', 'separation-of-persons');

INSERT INTO law.action (code, permission, open_to_all) VALUES
    ('jurisdiction:read', NULL, false), ('jurisdiction:draw', NULL, false), ('jurisdiction:opinion', NULL, false),
    ('jurisdiction:review', NULL, false), ('jurisdiction:approve', NULL, false), ('jurisdiction:suspend', NULL, false),
    ('law:explain', NULL, false), ('zone:draw', NULL, false),
    ('page:jurisdiction', NULL, false), ('page:approval', NULL, false), ('page:permissions', NULL, false);
INSERT INTO law.role_action (role, action) VALUES
    ('department_admin', 'jurisdiction:read'), ('department_head', 'jurisdiction:read'), ('reviewer', 'jurisdiction:read'),
    ('bureau_head', 'jurisdiction:read'), ('bureau_admin', 'jurisdiction:read'),
    ('department_admin', 'jurisdiction:draw'), ('department_head', 'jurisdiction:opinion'), ('reviewer', 'jurisdiction:review'),
    ('bureau_head', 'jurisdiction:approve'), ('reviewer', 'jurisdiction:suspend'), ('bureau_head', 'jurisdiction:suspend'),
    ('reviewer', 'law:explain'), ('bureau_head', 'law:explain'), ('bureau_admin', 'law:explain'), ('security_admin', 'law:explain'),
    ('bureau_admin', 'zone:draw'),
    ('department_admin', 'page:jurisdiction'), ('department_head', 'page:jurisdiction'),
    ('department_head', 'page:approval'), ('reviewer', 'page:approval'), ('bureau_head', 'page:approval'),
    ('reviewer', 'page:permissions'), ('bureau_head', 'page:permissions'), ('bureau_admin', 'page:permissions'),
    ('security_admin', 'page:permissions');

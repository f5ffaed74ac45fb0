-- The law of the city: where a department may look (Article 25), what it was allowed (Article 7), and each look (Article 24).

CREATE TABLE law.jurisdiction_version (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    department_id integer NOT NULL REFERENCES law.department,
    version_no integer NOT NULL CONSTRAINT jurisdiction_version_no_ck CHECK (version_no > 0),
    status text NOT NULL CONSTRAINT jurisdiction_version_status_ck
        CHECK (status IN ('draft', 'unit_opinion', 'review', 'approval', 'in_force', 'superseded', 'suspended', 'revoked')),
    geom public.geometry(MultiPolygon, 4326) NOT NULL
        CONSTRAINT jurisdiction_version_geom_ck CHECK (public.ST_IsValid(geom) AND NOT public.ST_IsEmpty(geom)),
    during tstzrange NOT NULL DEFAULT 'empty',
    basis text NOT NULL DEFAULT '',
    drawn_by integer NOT NULL REFERENCES law.person,
    approved_by integer REFERENCES law.person,
    approved_at timestamptz,
    geom_sha256 bytea GENERATED ALWAYS AS (public.digest(public.ST_AsBinary(geom), 'sha256')) STORED,
    UNIQUE (department_id, version_no),
    CONSTRAINT jurisdiction_version_approved_ck
        CHECK (status NOT IN ('in_force', 'superseded') OR (approved_by IS NOT NULL AND approved_at IS NOT NULL)),
    CONSTRAINT jurisdiction_version_separation_ck CHECK (approved_by IS NULL OR approved_by <> drawn_by),
    CONSTRAINT jurisdiction_version_one_in_force_ex
        EXCLUDE USING gist (department_id WITH =, during WITH &&) WHERE (status = 'in_force')
);
-- Exception points: a camera taken in or left out by name, with a reason.
CREATE TABLE law.jurisdiction_exception (
    version_id integer NOT NULL REFERENCES law.jurisdiction_version,
    camera_id integer NOT NULL REFERENCES catalogue.camera,
    kind text NOT NULL CONSTRAINT jurisdiction_exception_kind_ck CHECK (kind IN ('include', 'exclude')),
    reason text NOT NULL,
    PRIMARY KEY (version_id, camera_id)
);

-- Form 1. Four different persons, in the database as well as on paper.
CREATE TABLE law.authorisation (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    application_no text NOT NULL UNIQUE,
    department_id integer NOT NULL REFERENCES law.department,
    apply_date date NOT NULL,
    reason text NOT NULL CONSTRAINT authorisation_reason_ck CHECK (length(reason) BETWEEN 10 AND 500),
    modes text[] NOT NULL CONSTRAINT authorisation_modes_ck
        CHECK (cardinality(modes) >= 1 AND modes <@ ARRAY['platform', 'integration', 'offline']),
    valid_from date NOT NULL,
    valid_to date NOT NULL,                -- inclusive, 24:00 Asia/Shanghai
    status text NOT NULL CONSTRAINT authorisation_status_ck CHECK (status IN
        ('draft', 'unit_opinion', 'sealing', 'review', 'approval', 'approved', 'suspended', 'closed', 'expired', 'rejected', 'withdrawn')),
    contact_name text,
    unit_phone text,
    contact_phone text,
    email text,
    applicant_id integer NOT NULL REFERENCES law.person,
    unit_head_id integer REFERENCES law.person,
    reviewer_id integer REFERENCES law.person,
    approver_id integer REFERENCES law.person,
    approved_at timestamptz,
    scan_sha256 bytea CONSTRAINT authorisation_scan_ck CHECK (octet_length(scan_sha256) = 32),
    status_reason text,
    CONSTRAINT authorisation_dates_ck CHECK (valid_from <= valid_to AND valid_to < valid_from + interval '1 year 1 day'),
    -- Note 1: without signature and seal the form is not valid.
    CONSTRAINT authorisation_sealed_ck CHECK (status NOT IN ('approved', 'suspended', 'closed', 'expired') OR
        (scan_sha256 IS NOT NULL AND unit_head_id IS NOT NULL AND reviewer_id IS NOT NULL AND approver_id IS NOT NULL
         AND approved_at IS NOT NULL)),
    CONSTRAINT authorisation_separation_ck CHECK (
        applicant_id IS DISTINCT FROM unit_head_id AND applicant_id IS DISTINCT FROM reviewer_id
        AND applicant_id IS DISTINCT FROM approver_id
        AND (unit_head_id IS NULL OR unit_head_id IS DISTINCT FROM reviewer_id)
        AND (unit_head_id IS NULL OR unit_head_id IS DISTINCT FROM approver_id)
        AND (reviewer_id IS NULL OR reviewer_id IS DISTINCT FROM approver_id))
);
CREATE INDEX authorisation_department_ix ON law.authorisation (department_id);
CREATE TABLE law.authorisation_camera (
    authorisation_id integer NOT NULL REFERENCES law.authorisation,
    camera_id integer NOT NULL REFERENCES catalogue.camera,
    PRIMARY KEY (authorisation_id, camera_id)
);
CREATE INDEX authorisation_camera_camera_ix ON law.authorisation_camera (camera_id, authorisation_id);
CREATE TABLE law.authorisation_permission (
    authorisation_id integer NOT NULL REFERENCES law.authorisation,
    permission text NOT NULL CONSTRAINT authorisation_permission_ck CHECK (permission IN ('live', 'ptz', 'playback', 'download')),
    PRIMARY KEY (authorisation_id, permission)
);

-- Article 8: priority use of the cameras of a grave incident, decided by the bureau, never by the department itself.
CREATE TABLE law.priority_order (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    department_id integer NOT NULL REFERENCES law.department,
    incident_no text NOT NULL,
    reason text NOT NULL,
    requested_by integer NOT NULL REFERENCES law.person,
    approved_by integer REFERENCES law.person,
    during tstzrange NOT NULL,
    ended_at timestamptz,
    CONSTRAINT priority_order_length_ck CHECK (upper(during) <= lower(during) + interval '24 hours'),
    CONSTRAINT priority_order_separation_ck CHECK (approved_by IS DISTINCT FROM requested_by)
);
CREATE TABLE law.priority_camera (
    order_id integer NOT NULL REFERENCES law.priority_order,
    camera_id integer NOT NULL REFERENCES catalogue.camera,
    PRIMARY KEY (order_id, camera_id)
);
CREATE INDEX priority_camera_camera_ix ON law.priority_camera (camera_id);

-- The codes of every refusal, with the article that it serves; the words for people are in the application's catalogue.
CREATE TABLE law.rule (
    code text PRIMARY KEY,
    article text NOT NULL,
    name text NOT NULL
);
INSERT INTO law.rule (code, article, name) VALUES
    ('E-SESS-01', '24', 'session'), ('E-SESS-02', '24', 'sign-in'), ('E-SESS-03', '24', 'sign-in-lock'),
    ('E-ACC-01', 'F1-5', 'account'), ('E-TERM-01', '27', 'terminal'), ('E-LET-01', '22', 'letter'),
    ('E-ROLE-01', '22', 'role'), ('E-UNIT-01', 'F1-5', 'department-suspended'),
    ('E-AUTH-01', '7', 'authorisation'), ('E-AUTH-02', '7', 'permission'), ('E-AUTH-03', '7', 'authorisation-dates'),
    ('E-AUTH-05', '7', 'mode-of-use'), ('E-AUTH-06', 'F1-5', 'authorisation-closed'), ('E-JUR-01', '25', 'jurisdiction'), ('E-JUR-02', '25', 'no-jurisdiction'),
    ('E-CAM-01', '4', 'camera-unknown'), ('E-CAM-02', '25', 'camera-blocked'), ('E-CAM-03', '4', 'camera-out-of-use'),
    ('E-PURP-01', '24', 'purpose'), ('E-TICK-01', '26', 'ticket'), ('E-VIEW-01', '24', 'viewing-ended'),
    ('E-FEED-01', '-', 'video-node');

-- Actions and who may do them (requirements, roles and actions). `permission` is what Form 1 must grant for the camera.
CREATE TABLE law.action (
    code text PRIMARY KEY CONSTRAINT action_code_ck CHECK (code ~ '^[a-z]+:[a-z-]+$'),
    permission text CONSTRAINT action_permission_ck CHECK (permission IN ('live', 'ptz', 'playback', 'download')),
    open_to_all boolean NOT NULL DEFAULT false      -- may be done without a session
);
CREATE TABLE law.role_action (
    role text NOT NULL REFERENCES law.role,
    action text NOT NULL REFERENCES law.action,
    PRIMARY KEY (role, action)
);

-- The use register of Article 24(3): purpose, person, approver, content, time, medium; one row a look, never edited by hand.
CREATE TABLE law.viewing (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    register_no text GENERATED ALWAYS AS ('D' || lpad(id::text, 9, '0')) STORED UNIQUE,
    person_id integer NOT NULL REFERENCES law.person,
    person_name text NOT NULL,
    department_id integer NOT NULL REFERENCES law.department,
    session_id bigint NOT NULL REFERENCES law.session,
    terminal_id integer NOT NULL REFERENCES law.terminal,
    address inet NOT NULL,
    camera_id integer NOT NULL REFERENCES catalogue.camera,
    action text NOT NULL REFERENCES law.action,
    purpose text NOT NULL CONSTRAINT viewing_purpose_ck CHECK (length(btrim(purpose)) BETWEEN 2 AND 200),
    approver_id integer NOT NULL REFERENCES law.person,
    approver_name text NOT NULL,
    content text NOT NULL,
    medium text NOT NULL DEFAULT 'screen' CONSTRAINT viewing_medium_ck
        CHECK (medium IN ('screen', 'still', 'disc', 'drive', 'usb', 'network-file', 'integration')),
    authorisation_id integer REFERENCES law.authorisation,
    jurisdiction_version_id integer REFERENCES law.jurisdiction_version,
    priority_order_id integer REFERENCES law.priority_order,
    opened_at timestamptz NOT NULL,
    started_at timestamptz,                -- first frame delivered: the time obtained
    ended_at timestamptz,
    end_reason text,
    node text NOT NULL,
    CONSTRAINT viewing_ground_ck CHECK (authorisation_id IS NOT NULL OR priority_order_id IS NOT NULL),
    CONSTRAINT viewing_end_ck CHECK ((ended_at IS NULL) = (end_reason IS NULL)),
    CONSTRAINT viewing_times_ck CHECK (started_at >= opened_at AND ended_at >= opened_at)
);
CREATE INDEX viewing_open_ix ON law.viewing (node, id) WHERE ended_at IS NULL;
CREATE INDEX viewing_person_ix ON law.viewing (person_id, opened_at);
CREATE INDEX viewing_department_ix ON law.viewing (department_id, opened_at);
CREATE INDEX viewing_opened_ix ON law.viewing (opened_at);

-- What a row says is written once; only its course (first frame, end) may be filled in, and only once.
CREATE FUNCTION law.viewing_course() RETURNS text[] LANGUAGE sql IMMUTABLE AS
    $$ SELECT ARRAY['started_at', 'ended_at', 'end_reason', 'register_no'] $$;   -- register_no is generated, after this trigger
CREATE FUNCTION law.viewing_immutable() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.ended_at IS NOT NULL
       OR (OLD.started_at IS NOT NULL AND NEW.started_at IS DISTINCT FROM OLD.started_at)
       OR to_jsonb(NEW) - law.viewing_course() <> to_jsonb(OLD) - law.viewing_course() THEN
        RAISE EXCEPTION 'the use register is not edited (Article 24)' USING ERRCODE = 'check_violation', CONSTRAINT = 'viewing_immutable_ck';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER viewing_immutable_ck BEFORE UPDATE OR DELETE ON law.viewing FOR EACH ROW EXECUTE FUNCTION law.viewing_immutable();

CREATE TABLE secret.ticket (
    token_hash bytea PRIMARY KEY CONSTRAINT ticket_token_ck CHECK (octet_length(token_hash) = 32),
    viewing_id bigint NOT NULL UNIQUE REFERENCES law.viewing,
    node text NOT NULL,
    expires_at timestamptz NOT NULL,
    redeemed_at timestamptz
);
CREATE INDEX ticket_unredeemed_ix ON secret.ticket (expires_at) WHERE redeemed_at IS NULL;

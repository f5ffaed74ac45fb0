-- Departments, people, their accounts, roles, terminals, letters and sessions (Articles 22, 24, 27; Annexes 2 and 3).

CREATE TABLE law.department (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL UNIQUE CONSTRAINT department_code_ck CHECK (code ~ '^[a-z][a-z0-9-]{1,30}$'),
    name_zh text NOT NULL UNIQUE,
    name_en text NOT NULL,
    kind text NOT NULL CONSTRAINT department_kind_ck CHECK (kind IN ('bureau', 'using', 'leadership', 'maintainer')),
    article text,                          -- the article that names its work (11 to 21)
    principal text,                        -- first responsible person, Article 24(1)
    supervising_leader text,
    contact_name text,
    contact_phone text,
    suspended_at timestamptz,              -- Form 1, note 5: access may be closed at once
    suspended_reason text,
    CONSTRAINT department_suspension_ck CHECK ((suspended_at IS NULL) = (suspended_reason IS NULL))
);

CREATE TABLE law.person (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    department_id integer NOT NULL REFERENCES law.department,
    name text NOT NULL CONSTRAINT person_name_ck CHECK (length(name) BETWEEN 1 AND 50),
    staff_no text NOT NULL UNIQUE,
    post text,
    phone text
);
CREATE INDEX person_department_ix ON law.person (department_id);

-- The proof is the raw argon2id output for the stored salt; only its SHA-256 is kept, and the comparison happens here,
-- so that neither a dump nor the web process can sign anybody in.
CREATE TABLE law.account (
    person_id integer PRIMARY KEY REFERENCES law.person,
    login text NOT NULL UNIQUE CONSTRAINT account_login_ck CHECK (login ~ '^[a-z0-9][a-z0-9._-]{1,39}$'),
    salt bytea NOT NULL CONSTRAINT account_salt_ck CHECK (octet_length(salt) = 16),
    verifier bytea NOT NULL CONSTRAINT account_verifier_ck CHECK (octet_length(verifier) = 32),
    status text NOT NULL DEFAULT 'active' CONSTRAINT account_status_ck CHECK (status IN ('active', 'disabled', 'cancelled')),
    status_reason text,
    failed_count integer NOT NULL DEFAULT 0 CONSTRAINT account_failed_ck CHECK (failed_count >= 0),
    locked_until timestamptz,
    password_changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE law.role (
    code text PRIMARY KEY,
    name_zh text NOT NULL,
    family text NOT NULL CONSTRAINT role_family_ck CHECK (family IN ('business', 'system', 'security', 'audit'))
);
INSERT INTO law.role (code, name_zh, family) VALUES
    ('dispatcher', '驻场人员', 'business'), ('department_admin', '单位管理员', 'business'),
    ('department_head', '单位负责人', 'business'), ('reviewer', '审核员', 'business'),
    ('bureau_head', '大数据局负责人', 'business'), ('bureau_admin', '局业务管理员', 'business'),
    ('duty_officer', '局值班长', 'business'), ('leader', '领导', 'business'),
    ('maintainer', '维护单位', 'business'), ('system_admin', '系统管理员', 'system'),
    ('security_admin', '安全管理员', 'security'), ('auditor', '审计管理员', 'audit');

-- Three administrators, mutually exclusive, and never with a viewing or approving role: one person, one family.
CREATE TABLE law.person_role (
    person_id integer NOT NULL REFERENCES law.person,
    role text NOT NULL REFERENCES law.role,
    PRIMARY KEY (person_id, role)
);
CREATE FUNCTION law.person_role_separation() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM 1 FROM law.person WHERE id = NEW.person_id FOR UPDATE;
    IF EXISTS (SELECT FROM law.person_role held JOIN law.role a ON a.code = held.role, law.role b
               WHERE held.person_id = NEW.person_id AND b.code = NEW.role AND a.family <> b.family) THEN
        RAISE EXCEPTION 'E-SOD-02: roles of different administrators may not meet in one person'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'person_role_separation_ck';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER person_role_separation_ck BEFORE INSERT OR UPDATE ON law.person_role
    FOR EACH ROW EXECUTE FUNCTION law.person_role_separation();

CREATE TABLE law.terminal (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    department_id integer NOT NULL REFERENCES law.department,
    ip inet NOT NULL,
    mac macaddr,
    location text NOT NULL,
    revoked_at timestamptz,
    UNIQUE (department_id, ip)
);
CREATE TABLE law.person_terminal (
    person_id integer NOT NULL REFERENCES law.person,
    terminal_id integer NOT NULL REFERENCES law.terminal,
    PRIMARY KEY (person_id, terminal_id)
);
CREATE INDEX person_terminal_terminal_ix ON law.person_terminal (terminal_id);

-- Annex 3, signed by the unit's principal and by the person (Articles 22 and 24(2)).
CREATE TABLE law.letter (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    department_id integer NOT NULL REFERENCES law.department,
    person_id integer NOT NULL REFERENCES law.person,
    kind text NOT NULL DEFAULT 'both' CONSTRAINT letter_kind_ck CHECK (kind IN ('unit', 'staff', 'both')),
    text_version text NOT NULL,
    leader_name text NOT NULL,
    signed_on date NOT NULL,
    valid_from date NOT NULL,
    valid_to date NOT NULL,                -- inclusive, 24:00 Asia/Shanghai
    scan_sha256 bytea CONSTRAINT letter_scan_ck CHECK (octet_length(scan_sha256) = 32),
    revoked_at timestamptz,
    CONSTRAINT letter_dates_ck CHECK (valid_from <= valid_to)
);
CREATE INDEX letter_person_ix ON law.letter (person_id);

CREATE TABLE law.session (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id integer NOT NULL REFERENCES law.account,
    token_hash bytea NOT NULL UNIQUE CONSTRAINT session_token_ck CHECK (octet_length(token_hash) = 32),
    csrf_hash bytea NOT NULL CONSTRAINT session_csrf_ck CHECK (octet_length(csrf_hash) = 32),
    mode text NOT NULL DEFAULT 'platform' CONSTRAINT session_mode_ck CHECK (mode IN ('platform', 'integration')),
    terminal_id integer NOT NULL REFERENCES law.terminal,
    address inet NOT NULL,
    user_agent text,
    opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    idle_limit interval NOT NULL,
    absolute_until timestamptz NOT NULL,
    ended_at timestamptz,
    end_reason text,
    CONSTRAINT session_end_ck CHECK ((ended_at IS NULL) = (end_reason IS NULL))
);
-- One person, one account, one live session (Form 1, notes 3 and 4).
CREATE UNIQUE INDEX session_live_ux ON law.session (person_id) WHERE ended_at IS NULL;

CREATE TABLE law.policy (
    one boolean PRIMARY KEY DEFAULT true CONSTRAINT policy_one_ck CHECK (one),
    session_idle interval NOT NULL DEFAULT '30 minutes',
    session_absolute interval NOT NULL DEFAULT '12 hours',
    failures_to_lock integer NOT NULL DEFAULT 5 CONSTRAINT policy_failures_ck CHECK (failures_to_lock BETWEEN 1 AND 20),
    lock_time interval NOT NULL DEFAULT '15 minutes',
    ticket_life interval NOT NULL DEFAULT '30 seconds',
    lease interval NOT NULL DEFAULT '5 seconds' CONSTRAINT policy_lease_ck CHECK (lease <= '5 seconds'),
    node_silence interval NOT NULL DEFAULT '10 seconds',
    decoy_key bytea NOT NULL DEFAULT public.gen_random_bytes(32)  -- salts for logins that do not exist
);
INSERT INTO law.policy DEFAULT VALUES;

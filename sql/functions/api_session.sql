-- Signing in, being somebody, signing out. The web process never sees a password's verifier and cannot name a person: it hands over
-- a proof or a token, and the comparison happens here.

-- The salt for a login; a login that does not exist gets a steady decoy, so that the answer tells nothing.
CREATE OR REPLACE FUNCTION api.sign_in_begin(p_login text, p_address inet) RETURNS TABLE (salt bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce((SELECT a.salt FROM law.account a WHERE a.login = p_login),
                    substr(sha256(p.decoy_key || convert_to(p_login, 'UTF8')), 1, 16))
    FROM law.policy p
$$;

-- The registered terminal of a person at an address (Article 27, Annex 2), or NULL.
CREATE OR REPLACE FUNCTION law.terminal_at(p_person integer, p_address inet) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT t.id FROM law.person_terminal b JOIN law.terminal t ON t.id = b.terminal_id
    WHERE b.person_id = p_person AND t.revoked_at IS NULL AND host(t.ip) = host(p_address) ORDER BY t.id LIMIT 1
$$;

-- One failure counted, and the lock set at the limit.
CREATE OR REPLACE FUNCTION law.count_failure(p_person integer, p_at timestamptz) RETURNS void LANGUAGE sql AS $$
    UPDATE law.account a
    SET failed_count = CASE WHEN a.failed_count + 1 >= p.failures_to_lock THEN 0 ELSE a.failed_count + 1 END,
        locked_until = CASE WHEN a.failed_count + 1 >= p.failures_to_lock THEN p_at + p.lock_time ELSE a.locked_until END
    FROM law.policy p WHERE a.person_id = p_person
$$;

CREATE OR REPLACE FUNCTION api.sign_in(p_login text, p_proof bytea, p_address inet, p_token_hash bytea, p_csrf_hash bytea, p_user_agent text)
RETURNS TABLE (code text, person_id integer, locked_until timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_at timestamptz := clock_timestamp();
    v_account law.account;
    v_department integer;
    v_terminal integer;
    v_session bigint;
    v_code text;
BEGIN
    PERFORM law.demand_read_committed();
    SELECT a.* INTO v_account FROM law.account a WHERE a.login = p_login FOR UPDATE;
    SELECT p.department_id INTO v_department FROM law.person p WHERE p.id = v_account.person_id;
    v_terminal := law.terminal_at(v_account.person_id, p_address);
    v_code := CASE
        WHEN v_account.person_id IS NULL THEN 'E-SESS-02'
        WHEN v_account.locked_until > v_at THEN 'E-SESS-03'
        WHEN v_account.verifier <> sha256(p_proof) THEN 'E-SESS-02'
        WHEN v_account.status <> 'active' THEN 'E-ACC-01'
        WHEN v_terminal IS NULL THEN 'E-TERM-01' END;
    IF v_code = 'E-SESS-02' AND v_account.person_id IS NOT NULL THEN
        PERFORM law.count_failure(v_account.person_id, v_at);
    END IF;
    IF v_code IS NULL THEN
        PERFORM law.end_session(s.id, 'elsewhere') FROM law.session s
            WHERE s.person_id = v_account.person_id AND s.ended_at IS NULL;
        UPDATE law.account a SET failed_count = 0, locked_until = NULL WHERE a.person_id = v_account.person_id;
        INSERT INTO law.session (person_id, token_hash, csrf_hash, terminal_id, address, user_agent, opened_at, seen_at, idle_limit, absolute_until)
            SELECT v_account.person_id, p_token_hash, p_csrf_hash, v_terminal, p_address, left(p_user_agent, 200), v_at, v_at,
                   p.session_idle, v_at + p.session_absolute
            FROM law.policy p
            RETURNING id INTO v_session;
    END IF;
    -- A login that does not exist may be a password typed into the wrong field: it is not written down.
    PERFORM audit.append('session.open', CASE WHEN v_code IS NULL THEN 'allow' ELSE 'deny' END, v_code, v_account.person_id,
                         v_account.login, v_department, p_address, v_terminal, v_session, 'account', v_account.person_id::text, NULL);
    RETURN QUERY SELECT v_code, v_account.person_id,
        (SELECT a.locked_until FROM law.account a WHERE a.person_id = v_account.person_id AND v_code = 'E-SESS-03');
END $$;

-- Ends a session and every look that hangs on it.
CREATE OR REPLACE FUNCTION law.end_session(p_session bigint, p_reason text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE law.session SET ended_at = clock_timestamp(), end_reason = p_reason WHERE id = p_session AND ended_at IS NULL;
    IF FOUND THEN
        PERFORM audit.append('session.close', 'done', NULL, s.person_id, a.login, p.department_id, s.address, s.terminal_id, s.id,
                             'session', s.id::text, p_reason)
        FROM law.session s JOIN law.account a ON a.person_id = s.person_id JOIN law.person p ON p.id = s.person_id WHERE s.id = p_session;
    END IF;
END $$;

-- Who is it, and may it do this? Asked at every entry. A refusal of somebody known is committed to the audit.
CREATE OR REPLACE FUNCTION api.viewer(p_token text, p_address inet, p_action text, p_touch boolean)
RETURNS TABLE (code text, session_id bigint, person_id integer, name text, login text, staff_no text, department_id integer,
               department_code text, department_zh text, department_en text, roles text[], actions text[], csrf_hash bytea,
               absolute_until timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_at timestamptz := clock_timestamp();
    v law.viewer := law.viewer_of(p_token, p_address, v_at);
    v_code text := law.gate(v, p_action, v_at);
BEGIN
    PERFORM law.demand_read_committed();
    IF v_code IS NOT NULL AND v.session_id IS NOT NULL THEN
        PERFORM audit.append('access', 'deny', v_code, v.person_id, v.login, v.department_id, p_address, v.terminal_id, v.session_id,
                             'action', p_action, NULL);
    ELSIF v_code IS NULL AND p_touch THEN
        UPDATE law.session s SET seen_at = v_at WHERE s.id = v.session_id AND s.seen_at < v_at - interval '20 seconds';
    END IF;
    RETURN QUERY
        SELECT v_code, v.session_id, v.person_id, v.name, v.login, v.staff_no, v.department_id, d.code, d.name_zh, d.name_en,
            ARRAY(SELECT r.role FROM law.person_role r WHERE r.person_id = v.person_id ORDER BY 1),
            ARRAY(SELECT DISTINCT x.action FROM law.person_role r JOIN law.role_action x ON x.role = r.role
                  WHERE r.person_id = v.person_id ORDER BY 1),
            v.csrf_hash, v.absolute_until
        FROM (SELECT 1) one LEFT JOIN law.department d ON d.id = v.department_id;
END $$;

CREATE OR REPLACE FUNCTION api.sign_out(p_token text, p_address inet) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT law.end_session(s.id, 'signed-out') FROM law.session s
    WHERE s.token_hash = law.hash_token(p_token) AND s.ended_at IS NULL AND host(s.address) = host(p_address)
$$;

-- For functions that answer with rows: the viewer, or an error that carries the code and takes nothing with it.
CREATE OR REPLACE FUNCTION law.require(p_token text, p_address inet, p_action text) RETURNS law.viewer LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_at timestamptz := clock_timestamp();
    v law.viewer := law.viewer_of(p_token, p_address, v_at);
    v_code text := law.gate(v, p_action, v_at);
BEGIN
    IF v_code IS NOT NULL THEN
        RAISE EXCEPTION '%', v_code USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN v;
END $$;

-- A camera under secrecy is known to the bureau's own catalogue roles only (Article 22; requirements R-01).
CREATE OR REPLACE FUNCTION law.knows_secret(p_viewer law.viewer) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM law.person_role r JOIN law.person p ON p.id = r.person_id JOIN law.department d ON d.id = p.department_id
                   WHERE r.person_id = (p_viewer).person_id AND d.kind = 'bureau'
                     AND r.role IN ('reviewer', 'bureau_head', 'bureau_admin'))
$$;

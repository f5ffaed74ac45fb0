-- THE DECISION, written once. List, map flag, single check, ticket and re-check all read law.decide.
-- Order (deny by default): session, account, terminal (27), letter (22), role, department open (Form 1 note 5),
-- authorisation (7), jurisdiction (25) or priority order (8), state of the camera; the purpose (24) is asked at the opening.
-- A camera that stands inside a protected zone is blocked like one that was blocked by name (Decree 799 Article 8).
-- Nothing here is SECURITY DEFINER: the functions run inside api.* functions only. What is asked once a call is plpgsql, whose plans are
-- kept for the session (an SQL function that is not inlined is planned at every call: 0.5 ms each); law.decide must stay inlinable.

CREATE OR REPLACE FUNCTION law.demand_read_committed() RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'a decision wants READ COMMITTED: an older snapshot may hold revoked rights'
            USING ERRCODE = 'invalid_transaction_state';
    END IF;
END $$;

CREATE OR REPLACE FUNCTION law.hash_token(p_token text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
    $$ SELECT sha256(convert_to(p_token, 'UTF8')) $$;

-- Words as a register may hold them: no control, bidirectional or invisible characters, white space of every script folded to one blank.
CREATE OR REPLACE FUNCTION law.plain_text(p_text text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT btrim(regexp_replace(regexp_replace(normalize(coalesce(p_text, ''), NFC),
        '[\u0001-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e'
        '\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U000e0000-\U000e0fff]', '', 'g'),
        '[\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u2800\u3000]+', ' ', 'g'))
$$;
-- Whether they say anything: at least so many letters or digits.
CREATE OR REPLACE FUNCTION law.says(p_plain text, p_least integer) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT length(regexp_replace(p_plain,
        '[^0-9A-Za-z\u00c0-\u024f\u0370-\u04ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U0003ffff]', '', 'g')) >= p_least
$$;

-- The city's day: forms are valid until 24:00 of their last day, Asia/Shanghai.
CREATE OR REPLACE FUNCTION law.day_of(p_at timestamptz) RETURNS date LANGUAGE sql STABLE STRICT PARALLEL SAFE AS
    $$ SELECT (p_at AT TIME ZONE 'Asia/Shanghai')::date $$;
CREATE OR REPLACE FUNCTION law.end_of_day(p_day date) RETURNS timestamptz LANGUAGE sql STABLE STRICT PARALLEL SAFE AS
    $$ SELECT (p_day + 1)::timestamp AT TIME ZONE 'Asia/Shanghai' $$;

-- The viewer behind a live session, or a row of NULLs.
CREATE OR REPLACE FUNCTION law.viewer_of_session(p_session bigint, p_at timestamptz) RETURNS law.viewer LANGUAGE plpgsql STABLE AS $$
DECLARE
    v law.viewer;
BEGIN
    SELECT s.id, p.id, p.name, a.login, p.staff_no, p.department_id, s.terminal_id, s.address, s.mode, s.absolute_until, s.csrf_hash
    INTO v
    FROM law.session s JOIN law.person p ON p.id = s.person_id JOIN law.account a ON a.person_id = p.id
    WHERE s.id = p_session AND s.ended_at IS NULL AND s.absolute_until > p_at AND s.seen_at + s.idle_limit > p_at;
    RETURN v;
END $$;
CREATE OR REPLACE FUNCTION law.viewer_of(p_token text, p_address inet, p_at timestamptz) RETURNS law.viewer LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN law.viewer_of_session(
        (SELECT s.id FROM law.session s WHERE s.token_hash = law.hash_token(p_token) AND host(s.address) = host(p_address)), p_at);
END $$;

-- Until when the two duties of signature stand: the unit's with the bureau (Article 22) and the person's with the unit (Article 24(2)).
-- One letter of kind 'both' is both. NULL where one of them is missing on that day.
CREATE OR REPLACE FUNCTION law.letters_until(p_viewer law.viewer, p_at timestamptz) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_staff date;
    v_unit date;
BEGIN
    SELECT max(l.valid_to) FILTER (WHERE l.kind IN ('staff', 'both') AND l.person_id = (p_viewer).person_id),
           max(l.valid_to) FILTER (WHERE l.kind = 'unit' OR (l.kind = 'both' AND l.person_id = (p_viewer).person_id))
    INTO v_staff, v_unit
    FROM law.letter l
    WHERE l.department_id = (p_viewer).department_id AND l.revoked_at IS NULL AND law.day_of(p_at) BETWEEN l.valid_from AND l.valid_to;
    RETURN CASE WHEN v_staff IS NOT NULL AND v_unit IS NOT NULL THEN law.end_of_day(least(v_staff, v_unit)) END;
END $$;

-- A refusal that does not depend on the camera, or NULL.
CREATE OR REPLACE FUNCTION law.gate(p_viewer law.viewer, p_action text, p_at timestamptz) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_permission text := (SELECT a.permission FROM law.action a WHERE a.code = p_action);
BEGIN
    RETURN CASE
        WHEN (p_viewer).session_id IS NULL THEN 'E-SESS-01'
        WHEN NOT EXISTS (SELECT FROM law.account a WHERE a.person_id = (p_viewer).person_id AND a.status = 'active') THEN 'E-ACC-01'
        WHEN NOT EXISTS (SELECT FROM law.person_terminal b JOIN law.terminal t ON t.id = b.terminal_id
                         WHERE b.person_id = (p_viewer).person_id AND t.id = (p_viewer).terminal_id AND t.revoked_at IS NULL
                           AND host(t.ip) = host((p_viewer).address)) THEN 'E-TERM-01'
        WHEN v_permission IS NOT NULL
             AND law.letters_until(p_viewer, p_at) IS NULL THEN 'E-LET-01'
        WHEN NOT EXISTS (SELECT FROM law.person_role r JOIN law.role_action x ON x.role = r.role
                         WHERE r.person_id = (p_viewer).person_id AND x.action = p_action) THEN 'E-ROLE-01'
        WHEN v_permission IS NOT NULL
             AND EXISTS (SELECT FROM law.department d WHERE d.id = (p_viewer).department_id AND d.suspended_at <= p_at) THEN 'E-UNIT-01'
        END;
END $$;

CREATE OR REPLACE FUNCTION law.context_of(p_viewer law.viewer, p_action text, p_at timestamptz) RETURNS law.context LANGUAGE plpgsql STABLE AS $$
DECLARE
    v law.context;
BEGIN
    WITH act AS (SELECT permission FROM law.action WHERE code = p_action),
    standing AS (
        SELECT a.id, a.status = 'approved' AS approved, a.status = 'expired' AS over, law.day_of(p_at) BETWEEN a.valid_from AND a.valid_to AS dated,
               (p_viewer).mode = ANY (a.modes) AS moded,
               EXISTS (SELECT FROM law.authorisation_permission p, act
                       WHERE p.authorisation_id = a.id AND p.permission = act.permission) AS permitted
        FROM law.authorisation a
        WHERE a.department_id = (p_viewer).department_id AND a.status IN ('approved', 'suspended', 'closed', 'expired')
    ), force AS (
        SELECT id FROM law.jurisdiction_version
        WHERE department_id = (p_viewer).department_id AND status = 'in_force' AND during @> p_at
    )
    SELECT law.gate(p_viewer, p_action, p_at),
           (SELECT id FROM force),
           array_agg(id) FILTER (WHERE approved AND dated AND moded AND permitted),
           array_agg(id) FILTER (WHERE NOT approved AND dated),
           array_agg(id) FILTER (WHERE (approved OR over) AND NOT dated AND permitted),
           array_agg(id) FILTER (WHERE approved AND dated AND NOT permitted),
           array_agg(id) FILTER (WHERE approved AND dated AND permitted AND NOT moded),
           (SELECT array_agg(o.id) FROM law.priority_order o, act
            WHERE o.department_id = (p_viewer).department_id AND o.approved_by IS NOT NULL AND o.ended_at IS NULL
              AND o.during @> p_at AND act.permission IN ('live', 'ptz')),
           (SELECT array_agg(e.camera_id) FROM law.jurisdiction_exception e, force WHERE e.version_id = force.id AND e.kind = 'include'),
           (SELECT array_agg(e.camera_id) FROM law.jurisdiction_exception e, force WHERE e.version_id = force.id AND e.kind = 'exclude'),
           (SELECT array_agg(c.id) FROM law.protected_zone z JOIN catalogue.camera c ON public.ST_Covers(z.geom, c.geom)
            WHERE z.drawn_at <= p_at AND coalesce(z.ended_at > p_at, true))
    INTO v
    FROM standing;
    RETURN v;
END $$;

CREATE OR REPLACE FUNCTION law.state_code(p_blocked boolean, p_status text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN p_blocked THEN 'E-CAM-02' WHEN p_status IN ('disabled', 'retired') THEN 'E-CAM-03' END
$$;

-- The verdict on every camera: code IS NULL means lawful. Inlined into its caller, so a condition on camera_id or geom is
-- pushed down. With p_window (4326) the jurisdiction is clipped to it once; NULL takes it whole. The edge is inside (ST_Covers).
CREATE OR REPLACE FUNCTION law.decide(p law.context, p_window public.geometry)
RETURNS TABLE (camera_id integer, code text, geom public.geometry, camera catalogue.camera) LANGUAGE sql STABLE AS $$
    SELECT c.id,
        CASE
        WHEN (p).gate IS NOT NULL THEN (p).gate
        WHEN c.secrecy THEN 'E-CAM-01'
        WHEN NOT coalesce(c.id = ANY (
                 ARRAY(SELECT pc.camera_id FROM law.priority_camera pc WHERE pc.order_id = ANY ((p).orders))), false)
        THEN CASE
            WHEN NOT EXISTS (SELECT FROM law.authorisation_camera ac WHERE ac.camera_id = c.id AND ac.authorisation_id = ANY ((p).granted))
            THEN CASE
                WHEN (p).suspended IS NOT NULL AND EXISTS (SELECT FROM law.authorisation_camera ac
                    WHERE ac.camera_id = c.id AND ac.authorisation_id = ANY ((p).suspended)) THEN 'E-AUTH-06'
                WHEN (p).unmoded IS NOT NULL AND EXISTS (SELECT FROM law.authorisation_camera ac
                    WHERE ac.camera_id = c.id AND ac.authorisation_id = ANY ((p).unmoded)) THEN 'E-AUTH-05'
                WHEN (p).unpermitted IS NOT NULL AND EXISTS (SELECT FROM law.authorisation_camera ac
                    WHERE ac.camera_id = c.id AND ac.authorisation_id = ANY ((p).unpermitted)) THEN 'E-AUTH-02'
                WHEN (p).undated IS NOT NULL AND EXISTS (SELECT FROM law.authorisation_camera ac
                    WHERE ac.camera_id = c.id AND ac.authorisation_id = ANY ((p).undated)) THEN 'E-AUTH-03'
                ELSE 'E-AUTH-01' END
            WHEN (p).version_id IS NULL THEN 'E-JUR-02'
            WHEN (p).excluded IS NOT NULL AND c.id = ANY ((p).excluded) THEN 'E-JUR-01'
            WHEN (p).included IS NOT NULL AND c.id = ANY ((p).included) THEN law.state_code(c.blocked_reason IS NOT NULL OR coalesce(c.id = ANY ((p).protected), false), c.status)
            WHEN coalesce(public.ST_Covers(
                    (SELECT CASE WHEN p_window IS NULL THEN j.geom
                                 ELSE public.ST_ClipByBox2D(j.geom, public.box2d(p_window)) END
                     FROM law.jurisdiction_version j WHERE j.id = (p).version_id), c.geom), false)
            THEN law.state_code(c.blocked_reason IS NOT NULL OR coalesce(c.id = ANY ((p).protected), false), c.status)
            ELSE 'E-JUR-01' END
        ELSE law.state_code(c.blocked_reason IS NOT NULL OR coalesce(c.id = ANY ((p).protected), false), c.status) END,
        c.geom, c
    FROM catalogue.camera c
$$;

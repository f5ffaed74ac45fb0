-- Why somebody may or may not look: the decision itself, asked without opening anything. law.context_of and law.decide answer; here they
-- are only asked and their answer is laid out. Forms, letters, zones and versions count as of the instant; offices, terminals and
-- suspensions as they stand now.

-- A person as if signed in now at a registered terminal: with the live session where there is one.
CREATE OR REPLACE FUNCTION law.viewer_supposed(p_person integer) RETURNS law.viewer LANGUAGE plpgsql STABLE AS $$
DECLARE
    v law.viewer;
BEGIN
    SELECT 0, p.id, p.name, a.login, p.staff_no, p.department_id, t.id, t.ip, 'platform', 'infinity', NULL
    INTO v
    FROM law.person p JOIN law.account a ON a.person_id = p.id
    LEFT JOIN LATERAL (SELECT x.id, x.ip FROM law.person_terminal b JOIN law.terminal x ON x.id = b.terminal_id
                       WHERE b.person_id = p.id ORDER BY x.revoked_at NULLS FIRST, x.id LIMIT 1) t ON true
    WHERE p.id = p_person;
    RETURN v;
END $$;

-- A person by login or staff number.
CREATE OR REPLACE FUNCTION law.person_named(p_text text) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT p.id FROM law.person p LEFT JOIN law.account a ON a.person_id = p.id WHERE a.login = p_text OR p.staff_no = p_text
    ORDER BY (a.login = p_text) DESC NULLS LAST, p.id LIMIT 1
$$;

-- The steps in the order of the decision, with the codes that each gives.
CREATE OR REPLACE FUNCTION law.decision_steps() RETURNS TABLE (n integer, step text, codes text[]) LANGUAGE sql IMMUTABLE AS $$
    SELECT * FROM (VALUES
        (1, 'account', ARRAY['E-SESS-01', 'E-ACC-01']), (2, 'terminal', ARRAY['E-TERM-01']), (3, 'letter', ARRAY['E-LET-01']),
        (4, 'role', ARRAY['E-ROLE-01']), (5, 'department', ARRAY['E-UNIT-01']), (6, 'camera-known', ARRAY['E-CAM-01']),
        (7, 'authorisation', ARRAY['E-AUTH-01', 'E-AUTH-02', 'E-AUTH-03', 'E-AUTH-05', 'E-AUTH-06']),
        (8, 'jurisdiction', ARRAY['E-JUR-01', 'E-JUR-02']), (9, 'camera-state', ARRAY['E-CAM-02', 'E-CAM-03'])) s (n, step, codes)
$$;

-- What each step looked at, for the words of the explanation.
CREATE OR REPLACE FUNCTION law.decision_facts(p_viewer law.viewer, p_context law.context, p_camera catalogue.camera, p_at timestamptz)
RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'account', (SELECT jsonb_build_object('login', a.login, 'status', a.status, 'signed_in', EXISTS (SELECT FROM law.session s
                    WHERE s.person_id = a.person_id AND s.ended_at IS NULL)) FROM law.account a WHERE a.person_id = (p_viewer).person_id),
        'terminal', (SELECT jsonb_build_object('address', host(t.ip), 'location', t.location) FROM law.terminal t WHERE t.id = (p_viewer).terminal_id),
        'letter', jsonb_build_object('until', law.letters_until(p_viewer, p_at)),
        'role', (SELECT jsonb_build_object('roles', coalesce(jsonb_agg(r.role ORDER BY r.role), '[]')) FROM law.person_role r
                 WHERE r.person_id = (p_viewer).person_id),
        'department', (SELECT jsonb_build_object('name_zh', d.name_zh, 'name_en', d.name_en, 'suspended_at', d.suspended_at) FROM law.department d
                       WHERE d.id = (p_viewer).department_id),
        'camera-known', jsonb_build_object('code', (p_camera).gb_code, 'name', (p_camera).name, 'secret', (p_camera).secrecy),
        'authorisation', (SELECT jsonb_build_object('numbers', coalesce(jsonb_agg(a.application_no ORDER BY a.id), '[]')) FROM law.authorisation a
                          JOIN law.authorisation_camera c ON c.authorisation_id = a.id AND c.camera_id = (p_camera).id
                          WHERE a.id = ANY ((p_context).granted)),
        'jurisdiction', (SELECT jsonb_build_object('version_id', j.id, 'version_no', j.version_no, 'approved_by', w.name, 'approved_at', j.approved_at,
                                'since', lower(j.during), 'exception', (SELECT e.kind FROM law.jurisdiction_exception e
                                                                        WHERE e.version_id = j.id AND e.camera_id = (p_camera).id),
                                'priority_order', (SELECT min(o.order_id) FROM law.priority_camera o
                                                   WHERE o.camera_id = (p_camera).id AND o.order_id = ANY ((p_context).orders)))
                         FROM (SELECT 1) one LEFT JOIN law.jurisdiction_version j ON j.id = (p_context).version_id
                         LEFT JOIN law.person w ON w.id = j.approved_by),
        'camera-state', jsonb_build_object('status', (p_camera).status, 'blocked_reason', (p_camera).blocked_reason,
                        'protected_zone', (SELECT min(z.name) FROM law.protected_zone z WHERE public.ST_Covers(z.geom, (p_camera).geom)
                                           AND z.drawn_at <= p_at AND coalesce(z.ended_at > p_at, true))))
$$;

-- The walk: one row a step. outcome: 'pass', 'fail' (the step that decides), 'open' (not asked any more). code NULL on all: lawful.
CREATE OR REPLACE FUNCTION api.explain(p_token text, p_address inet, p_camera text, p_person text, p_action text, p_at timestamptz)
RETURNS TABLE (n integer, step text, outcome text, code text, article text, facts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_at timestamptz := coalesce(p_at, clock_timestamp());
    v_asker law.viewer := law.require(p_token, p_address, 'law:explain');
    v law.viewer := law.viewer_supposed(law.person_named(p_person));
    v_context law.context := law.context_of(v, p_action, v_at);
    v_camera catalogue.camera;
    v_code text;
    v_failed integer;
BEGIN
    PERFORM law.demand_read_committed();
    SELECT c.* INTO v_camera FROM catalogue.camera c
        WHERE c.gb_code = p_camera::character(20) AND (NOT c.secrecy OR law.knows_secret(v_asker));
    IF v.person_id IS NULL OR v_camera.id IS NULL
       OR NOT EXISTS (SELECT FROM law.action a WHERE a.code = p_action AND a.permission IS NOT NULL) THEN
        RETURN;
    END IF;
    SELECT d.code INTO v_code FROM law.decide(v_context, NULL) d WHERE d.camera_id = v_camera.id;
    v_failed := (SELECT s.n FROM law.decision_steps() s WHERE v_code = ANY (s.codes));
    PERFORM audit.append('law.explain', 'done', v_code, v_asker.person_id, v_asker.login, v_asker.department_id, p_address, v_asker.terminal_id,
        v_asker.session_id, 'camera', v_camera.gb_code::text, concat_ws('; ', p_action, 'person ' || v.person_id, 'at ' || v_at));
    RETURN QUERY
        SELECT s.n, s.step, CASE WHEN s.n = v_failed THEN 'fail' WHEN s.n > v_failed THEN 'open' ELSE 'pass' END,
            CASE WHEN s.n = v_failed THEN v_code END, CASE WHEN s.n = v_failed THEN r.article END, f.facts -> s.step
        FROM law.decision_steps() s
        CROSS JOIN (SELECT law.decision_facts(v, v_context, v_camera, v_at) AS facts) f
        LEFT JOIN law.rule r ON r.code = v_code
        ORDER BY s.n;
END $$;

-- Who could see a camera at an instant, and by what; with the code of those whose office looks but who may not.
CREATE OR REPLACE FUNCTION api.who_sees(p_token text, p_address inet, p_camera text, p_action text, p_at timestamptz)
RETURNS TABLE (person_id integer, person_name text, staff_no text, department_code text, department_zh text, department_en text, code text,
               article text, authorisation_no text, version_no integer, priority_order_id integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_at timestamptz := coalesce(p_at, clock_timestamp());
    v_asker law.viewer := law.require(p_token, p_address, 'law:explain');
    v_camera integer := (SELECT c.id FROM catalogue.camera c
                         WHERE c.gb_code = p_camera::character(20) AND (NOT c.secrecy OR law.knows_secret(v_asker)));
BEGIN
    RETURN QUERY
        SELECT p.id, p.name, p.staff_no, u.code, u.name_zh, u.name_en, d.code, r.article, a.application_no, j.version_no, g.order_id
        FROM law.person p JOIN law.department u ON u.id = p.department_id
        CROSS JOIN LATERAL (SELECT law.context_of(law.viewer_supposed(p.id), p_action, v_at) AS context OFFSET 0) x
        CROSS JOIN LATERAL (SELECT k.code FROM law.decide(x.context, NULL) k WHERE k.camera_id = v_camera) d
        LEFT JOIN LATERAL (SELECT * FROM law.ground_of(x.context, v_camera) WHERE d.code IS NULL) g ON true
        LEFT JOIN law.authorisation a ON a.id = g.authorisation_id
        LEFT JOIN law.jurisdiction_version j ON j.id = (x.context).version_id AND d.code IS NULL AND g.order_id IS NULL
        LEFT JOIN law.rule r ON r.code = d.code
        WHERE EXISTS (SELECT FROM law.person_role o JOIN law.role_action ra ON ra.role = o.role WHERE o.person_id = p.id AND ra.action = p_action)
        ORDER BY (d.code IS NOT NULL), u.id, p.id;
END $$;

-- What the department of a version could see by it, drafts too: the decision with this version in the place of the one in force, for
-- somebody to whom no gate is shut. code NULL: could be opened. Only cameras that the version holds, or held before.
CREATE OR REPLACE FUNCTION api.simulate(p_token text, p_address inet, p_version integer, p_action text, p_limit integer)
RETURNS TABLE (camera text, name text, resource_class smallint, lon double precision, lat double precision, code text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_at timestamptz := clock_timestamp();
    v law.viewer := law.require(p_token, p_address, 'jurisdiction:read');
    v_row law.jurisdiction_version;
    v_supposed law.viewer;
    v_context law.context;
    v_secrets boolean := law.knows_secret(v);
BEGIN
    SELECT j.* INTO v_row FROM law.jurisdiction_version j
        WHERE j.id = p_version AND law.may_read_jurisdictions(v, j.department_id) AND public.ST_IsValid(j.geom);
    v_supposed.department_id := v_row.department_id;
    v_supposed.mode := 'platform';
    v_context := law.context_of(v_supposed, p_action, v_at);
    v_context.gate := NULL;
    v_context.version_id := v_row.id;
    v_context.included := ARRAY(SELECT e.camera_id FROM law.jurisdiction_exception e WHERE e.version_id = v_row.id AND e.kind = 'include');
    v_context.excluded := ARRAY(SELECT e.camera_id FROM law.jurisdiction_exception e WHERE e.version_id = v_row.id AND e.kind = 'exclude');
    RETURN QUERY
        SELECT (d.camera).gb_code::text, (d.camera).name, (d.camera).resource_class, public.ST_X(d.geom), public.ST_Y(d.geom), d.code
        FROM law.decide(v_context, NULL) d
        WHERE (d.geom OPERATOR(public.&&) v_row.geom OR d.camera_id = ANY (v_context.included)) AND (v_secrets OR NOT (d.camera).secrecy)
          AND d.code IS DISTINCT FROM 'E-JUR-01'
        ORDER BY (d.code IS NOT NULL), d.camera_id LIMIT p_limit;
END $$;

GRANT EXECUTE ON FUNCTION
    api.explain(text, inet, text, text, text, timestamptz), api.who_sees(text, inet, text, text, timestamptz),
    api.simulate(text, inet, integer, text, integer)
    TO mj_web;

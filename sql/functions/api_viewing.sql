-- Opening and ending a look: one transaction decides, writes the register row, the ticket and the audit leaf. A refusal is committed too.

-- The node that carries a camera: rendezvous hashing over the nodes that are alive.
CREATE OR REPLACE FUNCTION law.node_for(p_camera integer, p_at timestamptz) RETURNS operations.node LANGUAGE plpgsql STABLE AS $$
DECLARE
    v operations.node;
BEGIN
    SELECT n.* INTO v FROM operations.node n, law.policy p
    WHERE n.kind = 'feeds' AND n.beat_at > p_at - p.node_silence
    ORDER BY hashtextextended(n.name, p_camera) DESC LIMIT 1;
    RETURN v;
END $$;

-- The ground of a lawful look: which authorisation, version and order carry it, and who approved.
CREATE OR REPLACE FUNCTION law.ground_of(p law.context, p_camera integer)
RETURNS TABLE (authorisation_id integer, order_id integer, approver_id integer, approver_name text, ends_at timestamptz)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT a.id, o.id, coalesce(a.approver_id, o.approved_by), w.name,
           least(law.end_of_day(a.valid_to), upper(o.during), CASE WHEN a.id IS NOT NULL AND o.id IS NULL THEN upper(j.during) END)
    FROM (SELECT 1) one
    LEFT JOIN LATERAL (SELECT x.* FROM law.priority_order x JOIN law.priority_camera pc ON pc.order_id = x.id
                       WHERE x.id = ANY ((p).orders) AND pc.camera_id = p_camera ORDER BY x.id LIMIT 1) o ON true
    LEFT JOIN LATERAL (SELECT x.* FROM law.authorisation x JOIN law.authorisation_camera ac ON ac.authorisation_id = x.id
                       WHERE x.id = ANY ((p).granted) AND ac.camera_id = p_camera AND o.id IS NULL
                       ORDER BY x.valid_to DESC, x.id LIMIT 1) a ON true
    LEFT JOIN law.jurisdiction_version j ON j.id = (p).version_id
    LEFT JOIN law.person w ON w.id = coalesce(a.approver_id, o.approved_by);
END $$;

-- What the register says of a look when it begins, for the audit's leaf: sealed there, so that an edit of the register shows.
CREATE OR REPLACE FUNCTION law.register_words(p law.viewing) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws('; ', (p).action, 'viewing ' || (p).id, 'jurisdiction ' || (p).jurisdiction_version_id,
                     'authorisation ' || (p).authorisation_id, 'order ' || (p).priority_order_id, 'medium ' || (p).medium,
                     'approver ' || (p).approver_name, 'content ' || (p).content, 'purpose ' || (p).purpose)
$$;

CREATE OR REPLACE FUNCTION api.open_viewing(p_token text, p_address inet, p_camera text, p_action text, p_purpose text)
RETURNS TABLE (code text, article text, viewing_id bigint, register_no text, ticket text, base_url text, ws_url text,
               camera_code text, camera_name text, authorisation_no text, version_no integer, approved_by text, approved_at timestamptz,
               opened_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_at timestamptz := clock_timestamp();
    v law.viewer;
    v_context law.context;
    v_camera catalogue.camera;
    v_known boolean;
    v_ground record;
    v_node operations.node;
    v_code text;
    v_purpose text := law.plain_text(left(p_purpose, 1000));
    v_viewing bigint;
    v_ticket text;
BEGIN
    PERFORM law.demand_read_committed();
    v := law.viewer_of(p_token, p_address, v_at);
    SELECT c.* INTO v_camera FROM catalogue.camera c WHERE c.gb_code = p_camera::character(20);
    v_context := law.context_of(v, p_action, v_at);
    SELECT d.code INTO v_code FROM law.decide(v_context, NULL) d WHERE d.camera_id = v_camera.id;
    v_known := FOUND AND v_code IS DISTINCT FROM 'E-CAM-01';
    v_code := CASE
        WHEN NOT EXISTS (SELECT FROM law.action a WHERE a.code = p_action AND a.permission IS NOT NULL) THEN 'E-ROLE-01'
        ELSE coalesce(v_context.gate, CASE WHEN NOT v_known THEN 'E-CAM-01' END, v_code,
                      CASE WHEN length(v_purpose) > 200 OR NOT law.says(v_purpose, 2) THEN 'E-PURP-01' END) END;
    IF v_code IS NULL THEN
        v_node := law.node_for(v_camera.id, v_at);
        v_code := CASE WHEN v_node.name IS NULL THEN 'E-FEED-01' END;
    END IF;
    IF v_code IS NULL THEN
        SELECT g.* INTO STRICT v_ground FROM law.ground_of(v_context, v_camera.id) g;
        INSERT INTO law.viewing (person_id, person_name, department_id, session_id, terminal_id, address, camera_id, action, purpose,
                                 approver_id, approver_name, content, medium, authorisation_id, jurisdiction_version_id, priority_order_id,
                                 opened_at, node)
            VALUES (v.person_id, v.name, v.department_id, v.session_id, v.terminal_id, v.address, v_camera.id, p_action, v_purpose,
                    v_ground.approver_id, v_ground.approver_name, v_camera.gb_code || ' ' || v_camera.name,
                    CASE WHEN p_action = 'camera:view-snapshot' THEN 'still' ELSE 'screen' END,
                    v_ground.authorisation_id, v_context.version_id, v_ground.order_id, v_at, v_node.name)
            RETURNING id INTO v_viewing;
        v_ticket := encode(public.gen_random_bytes(32), 'hex');
        INSERT INTO secret.ticket (token_hash, viewing_id, node, expires_at)
            SELECT law.hash_token(v_ticket), v_viewing, v_node.name, v_at + p.ticket_life FROM law.policy p;
    END IF;
    IF v.session_id IS NOT NULL THEN
        PERFORM audit.append('viewing.open', CASE WHEN v_code IS NULL THEN 'allow' ELSE 'deny' END, v_code, v.person_id, v.login,
            v.department_id, p_address, v.terminal_id, v.session_id, 'camera',
            CASE WHEN v_camera.id IS NULL THEN left(p_camera, 40) ELSE v_camera.gb_code::text END,
            coalesce((SELECT law.register_words(w) FROM law.viewing w WHERE w.id = v_viewing),
                     concat_ws('; ', left(p_action, 40), 'jurisdiction ' || v_context.version_id, 'purpose ' || nullif(v_purpose, ''))));
    END IF;
    RETURN QUERY
        SELECT v_code, r.article, v_viewing, w.register_no, v_ticket, v_node.base_url, v_node.ws_url,
            CASE WHEN v_known AND v_context.gate IS NULL THEN v_camera.gb_code::text END,
            CASE WHEN v_known AND v_context.gate IS NULL THEN v_camera.name END,
            u.application_no, j.version_no, approver.name, j.approved_at, v_at
        FROM (SELECT 1) one
        LEFT JOIN law.rule r ON r.code = v_code
        LEFT JOIN law.viewing w ON w.id = v_viewing
        LEFT JOIN law.authorisation u ON u.id = w.authorisation_id
        LEFT JOIN law.jurisdiction_version j ON j.id = v_context.version_id AND v_context.gate IS NULL
        LEFT JOIN law.person approver ON approver.id = j.approved_by;
END $$;

-- Closes a register row once, whoever asks first. What follows (stopping the picture) hears it by NOTIFY.
CREATE OR REPLACE FUNCTION law.finish_viewing(p_viewing bigint, p_reason text, p_rule text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    v law.viewing;
BEGIN
    UPDATE law.viewing SET ended_at = greatest(clock_timestamp(), started_at), end_reason = p_reason
        WHERE id = p_viewing AND ended_at IS NULL RETURNING * INTO v;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    DELETE FROM secret.ticket WHERE viewing_id = p_viewing;
    PERFORM audit.append('viewing.close', 'done', p_rule, v.person_id,
        (SELECT a.login FROM law.account a WHERE a.person_id = v.person_id), v.department_id, v.address, v.terminal_id, v.session_id,
        'viewing', v.register_no, p_reason);
    RETURN true;
END $$;

-- The viewer closes a pane. Only one's own look, and only with one's own live session: else nothing happens.
CREATE OR REPLACE FUNCTION api.end_viewing(p_token text, p_address inet, p_viewing_id bigint) RETURNS TABLE (ended boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v law.viewer := law.viewer_of(p_token, p_address, clock_timestamp());
BEGIN
    ended := false;
    IF EXISTS (SELECT FROM law.viewing w WHERE w.id = p_viewing_id AND w.person_id = v.person_id) THEN
        ended := law.finish_viewing(p_viewing_id, 'closed', NULL);
    END IF;
    RETURN NEXT;
END $$;

-- The use register (Article 24(3)), newest first, of oneself, one's department or all, as far as the roles go.
CREATE OR REPLACE FUNCTION api.register(p_token text, p_address inet, p_scope text, p_since timestamptz, p_until timestamptz, p_limit integer)
RETURNS TABLE (id bigint, register_no text, purpose text, person_name text, staff_no text, approver_name text, camera_code text,
               camera_name text, content text, action text, medium text, department_zh text, department_en text, terminal text,
               address text, opened_at timestamptz, started_at timestamptz, ended_at timestamptz, end_reason text,
               application_no text, version_no integer, priority_order_id integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v law.viewer := law.require(p_token, p_address, 'register:read-' || p_scope);
BEGIN
    RETURN QUERY
        SELECT w.id, w.register_no, w.purpose, w.person_name, p.staff_no, w.approver_name, c.gb_code::text, c.name, w.content, w.action,
            w.medium, d.name_zh, d.name_en, t.location, host(w.address), w.opened_at, w.started_at, w.ended_at, w.end_reason,
            a.application_no, j.version_no, w.priority_order_id
        FROM law.viewing w
        JOIN law.person p ON p.id = w.person_id
        JOIN law.department d ON d.id = w.department_id
        JOIN catalogue.camera c ON c.id = w.camera_id
        JOIN law.terminal t ON t.id = w.terminal_id
        LEFT JOIN law.authorisation a ON a.id = w.authorisation_id
        LEFT JOIN law.jurisdiction_version j ON j.id = w.jurisdiction_version_id
        WHERE CASE p_scope WHEN 'own' THEN w.person_id = v.person_id WHEN 'department' THEN w.department_id = v.department_id
                           WHEN 'all' THEN true ELSE false END
          AND w.opened_at >= coalesce(p_since, '-infinity') AND w.opened_at < coalesce(p_until, 'infinity')
        ORDER BY w.opened_at DESC, w.id DESC
        LIMIT least(coalesce(p_limit, 500), 5000);
END $$;

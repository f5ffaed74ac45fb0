-- What the video process may ask: redeem a ticket once (and have it decided again), ask whether a look is still lawful, report its course.
-- Only mj_feeds may execute these; secret.* is read here and nowhere else.

-- The verdict, at this instant, on a look that was opened before, and when it next needs asking.
CREATE OR REPLACE FUNCTION law.rejudge(p_viewing law.viewing, p_at timestamptz, OUT code text, OUT asks_at timestamptz) LANGUAGE plpgsql STABLE AS $$
DECLARE
    v law.viewer := law.viewer_of_session((p_viewing).session_id, p_at);
    v_context law.context := law.context_of(v, (p_viewing).action, p_at);
BEGIN
    IF (p_viewing).ended_at IS NOT NULL THEN
        code := 'E-VIEW-01';
        RETURN;
    END IF;
    SELECT d.code INTO code FROM law.decide(v_context, NULL) d WHERE d.camera_id = (p_viewing).camera_id;
    IF NOT FOUND THEN
        code := coalesce(v_context.gate, 'E-CAM-01');
    ELSIF code IS NULL THEN
        SELECT least(g.ends_at, v.absolute_until, law.letters_until(v, p_at)) INTO asks_at FROM law.ground_of(v_context, (p_viewing).camera_id) g;
    END IF;
END $$;

CREATE OR REPLACE FUNCTION api.redeem(p_ticket text, p_address inet, p_node text)
RETURNS TABLE (code text, article text, viewing_id bigint, register_no text, session_id bigint, department_id integer, camera_id integer,
               camera_code text, camera_name text, action text, cipher bytea, department_zh text, person_name text, staff_no text,
               address text, purpose text, opened_at timestamptz, asks_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_at timestamptz := clock_timestamp();
    v_ticket secret.ticket;
    v law.viewing;
    v_code text;
    v_asks timestamptz;
BEGIN
    PERFORM law.demand_read_committed();
    SELECT t.* INTO v_ticket FROM secret.ticket t WHERE t.token_hash = law.hash_token(p_ticket) FOR UPDATE;
    SELECT w.* INTO v FROM law.viewing w WHERE w.id = v_ticket.viewing_id;
    IF v_ticket.viewing_id IS NULL OR v_ticket.redeemed_at IS NOT NULL OR v_ticket.expires_at <= v_at OR v_ticket.node <> p_node
       OR host(v.address) IS DISTINCT FROM host(p_address) THEN
        PERFORM audit.append('ticket.redeem', 'deny', 'E-TICK-01', v.person_id, NULL, v.department_id, p_address, v.terminal_id, v.session_id,
                             'viewing', v.register_no, p_node);
        RETURN QUERY SELECT r.code, r.article, NULL::bigint, NULL, NULL::bigint, NULL::integer, NULL::integer, NULL, NULL, NULL, NULL::bytea,
            NULL, NULL, NULL, NULL, NULL, NULL::timestamptz, NULL::timestamptz FROM law.rule r WHERE r.code = 'E-TICK-01';
        RETURN;
    END IF;
    UPDATE secret.ticket t SET redeemed_at = v_at WHERE t.token_hash = v_ticket.token_hash;
    SELECT x.code, x.asks_at INTO v_code, v_asks FROM law.rejudge(v, v_at) x;
    PERFORM audit.append('ticket.redeem', CASE WHEN v_code IS NULL THEN 'allow' ELSE 'deny' END, v_code, v.person_id, NULL, v.department_id,
                         p_address, v.terminal_id, v.session_id, 'viewing', v.register_no, p_node);
    IF v_code IS NOT NULL THEN
        PERFORM law.finish_viewing(v.id, 'refused', v_code);
    END IF;
    RETURN QUERY
        SELECT v_code, (SELECT r.article FROM law.rule r WHERE r.code = v_code), v.id, v.register_no, v.session_id, v.department_id,
            v.camera_id, c.gb_code::text, c.name, v.action, CASE WHEN v_code IS NULL THEN s.cipher END, d.name_zh, v.person_name, p.staff_no,
            host(v.address), v.purpose, v.opened_at, v_asks
        FROM catalogue.camera c
        JOIN law.person p ON p.id = v.person_id
        JOIN law.department d ON d.id = v.department_id
        LEFT JOIN secret.camera_source s ON s.camera_id = c.id
        WHERE c.id = v.camera_id;
END $$;

-- Still lawful? One row for each look of this node that was asked about; a look that is unknown to the node answers E-VIEW-01.
CREATE OR REPLACE FUNCTION api.recheck(p_node text, p_viewing_ids bigint[])
RETURNS TABLE (viewing_id bigint, code text, article text, asks_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_id bigint;
    v law.viewing;
    v_at timestamptz;
BEGIN
    PERFORM law.demand_read_committed();
    FOREACH v_id IN ARRAY p_viewing_ids LOOP
        SELECT w.* INTO v FROM law.viewing w WHERE w.id = v_id AND w.node = p_node;
        v_at := clock_timestamp();
        IF v.id IS NULL THEN
            viewing_id := v_id; code := 'E-VIEW-01'; asks_at := NULL;
        ELSE
            SELECT v_id, x.code, x.asks_at INTO viewing_id, code, asks_at FROM law.rejudge(v, v_at) x;
        END IF;
        article := (SELECT r.article FROM law.rule r WHERE r.code = recheck.code);
        RETURN NEXT;
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION api.viewing_started(p_node text, p_viewing_id bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE law.viewing SET started_at = greatest(clock_timestamp(), opened_at)
    WHERE id = p_viewing_id AND node = p_node AND started_at IS NULL AND ended_at IS NULL
$$;

CREATE OR REPLACE FUNCTION api.close_viewing(p_node text, p_viewing_id bigint, p_reason text, p_rule text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT law.finish_viewing(w.id, left(p_reason, 60), p_rule) FROM law.viewing w WHERE w.id = p_viewing_id AND w.node = p_node
$$;

CREATE OR REPLACE FUNCTION api.beat(p_node text, p_kind text, p_base_url text, p_ws_url text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO operations.node (name, kind, base_url, ws_url, beat_at) VALUES (p_node, p_kind, p_base_url, p_ws_url, clock_timestamp())
    ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, base_url = excluded.base_url, ws_url = excluded.ws_url, beat_at = excluded.beat_at
$$;

CREATE OR REPLACE FUNCTION api.leave(p_node text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$ DELETE FROM operations.node WHERE name = p_node $$;

-- What the video process sees of a camera: only between online, offline and fault, and only for cameras in use.
CREATE OR REPLACE FUNCTION api.report_status(p_node text, p_camera_id integer, p_status text, p_reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE catalogue.camera SET status = p_status, status_at = clock_timestamp()
        WHERE id = p_camera_id AND status <> p_status AND status IN ('online', 'offline', 'fault') AND p_status IN ('online', 'offline', 'fault')
          AND EXISTS (SELECT FROM operations.node n WHERE n.name = p_node);
    IF FOUND THEN
        INSERT INTO catalogue.status_event (camera_id, status, reason) VALUES (p_camera_id, p_status, left(p_reason, 60));
    END IF;
END $$;

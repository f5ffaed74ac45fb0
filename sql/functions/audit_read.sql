-- Reading the audit is an act, and stands in it: the leaf is written first, so who cannot be recorded reads nothing.

CREATE OR REPLACE FUNCTION api.audit_leaves(p_token text, p_address inet, p_since timestamptz, p_until timestamptz, p_kind text, p_limit integer)
RETURNS TABLE (seq bigint, at timestamptz, kind text, result text, rule text, person_id integer, person_name text, login text,
               department_id integer, department_zh text, department_en text, address text, terminal text, session_id bigint,
               object_type text, object_id text, detail text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v law.viewer := law.require(p_token, p_address, 'audit:read');
    v_first bigint;
    v_last bigint;
BEGIN
    PERFORM audit.append('audit.read', 'done', NULL, v.person_id, v.login, v.department_id, p_address, v.terminal_id, v.session_id,
                         'audit', p_kind, concat_ws('; ', 'since ' || p_since, 'until ' || p_until, 'limit ' || p_limit));
    v_first := audit.seq_at(p_since - interval '1 minute');
    v_last := audit.seq_at(p_until + interval '1 minute');
    RETURN QUERY
        SELECT l.seq, l.at, l.kind, l.result::text, l.rule, l.person_id, p.name, l.login, l.department_id, d.name_zh, d.name_en, host(l.address),
            t.location, l.session_id, l.object_type, l.object_id, l.detail
        FROM (SELECT x.* FROM audit.leaf x
              WHERE (p_since IS NULL OR x.seq >= v_first) AND (v_last IS NULL OR x.seq < v_last)
                AND x.at >= coalesce(p_since, '-infinity') AND x.at < coalesce(p_until, 'infinity') AND (p_kind IS NULL OR x.kind = p_kind)
              ORDER BY x.seq DESC LIMIT least(greatest(coalesce(p_limit, 200), 0), 5000)) l
        LEFT JOIN law.person p ON p.id = l.person_id
        LEFT JOIN law.department d ON d.id = l.department_id
        LEFT JOIN law.terminal t ON t.id = l.terminal_id
        ORDER BY l.seq DESC;
END $$;

GRANT EXECUTE ON FUNCTION api.audit_leaves(text, inet, timestamptz, timestamptz, text, integer) TO mj_web;

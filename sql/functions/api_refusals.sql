-- Looks that were asked for and refused: no use, hence no row of the use register, but shown beside it (Article 24). They stand in the
-- audit alone. The name of a camera is told only where the person may know it.

CREATE OR REPLACE FUNCTION api.refusals(p_token text, p_address inet, p_scope text, p_since timestamptz, p_until timestamptz, p_limit integer)
RETURNS TABLE (seq bigint, at timestamptz, rule text, article text, action text, purpose text, person_name text, staff_no text,
               camera_code text, camera_name text, department_zh text, department_en text, terminal text, address text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v law.viewer := law.require(p_token, p_address, 'register:read-' || p_scope);
BEGIN
    RETURN QUERY
        SELECT l.seq, l.at, l.rule, r.article, split_part(l.detail, '; ', 1), substring(l.detail FROM '; purpose (.*)$'), p.name, p.staff_no,
            l.object_id, CASE WHEN l.rule <> 'E-CAM-01' THEN c.name END, d.name_zh, d.name_en, t.location, host(l.address)
        FROM audit.leaf l
        JOIN law.person p ON p.id = l.person_id
        JOIN law.department d ON d.id = l.department_id
        LEFT JOIN law.rule r ON r.code = l.rule
        LEFT JOIN law.terminal t ON t.id = l.terminal_id
        LEFT JOIN catalogue.camera c ON c.gb_code = l.object_id::character(20) AND length(l.object_id) = 20 AND NOT c.secrecy
        WHERE l.kind = 'viewing.open' AND l.result = 'deny'
          AND CASE p_scope WHEN 'own' THEN l.person_id = v.person_id WHEN 'department' THEN l.department_id = v.department_id
                           WHEN 'all' THEN true ELSE false END
          AND l.at >= coalesce(p_since, '-infinity') AND l.at < coalesce(p_until, 'infinity')
        ORDER BY l.seq DESC
        LIMIT least(coalesce(p_limit, 500), 5000);
END $$;

GRANT EXECUTE ON FUNCTION api.refusals(text, inet, text, timestamptz, timestamptz, integer) TO mj_web;

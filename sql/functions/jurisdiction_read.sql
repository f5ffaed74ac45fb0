-- Reading versions, drafts and their history: one's own department's, and the bureau all (R-32, R-33).

-- The state as people name it at an instant: what was approved for later waits, what was followed by another is superseded.
CREATE OR REPLACE FUNCTION law.jurisdiction_standing(p_status text, p_during tstzrange, p_at timestamptz) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN p_status IN ('in_force', 'suspended') AND upper(p_during) <= p_at THEN 'superseded'
                WHEN p_status = 'in_force' AND lower(p_during) > p_at THEN 'approved' ELSE p_status END
$$;

-- Without the area. Scope: 'own' department, 'all' that the viewer may know, 'waiting' for the viewer's own act.
CREATE OR REPLACE FUNCTION api.jurisdiction_list(p_token text, p_address inet, p_scope text)
RETURNS TABLE (id integer, department_id integer, department_code text, department_zh text, department_en text, version_no integer,
               status text, standing text, revision integer, area_m2 double precision, vertices integer, basis text, article text,
               since timestamptz, until timestamptz, drawn_by text, updated_by text, updated_at timestamptz, approved_by text,
               approved_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_at timestamptz := clock_timestamp();
    v law.viewer := law.require(p_token, p_address, 'jurisdiction:read');
    v_bureau boolean := law.is_bureau(v);
    v_actions text[] := ARRAY(SELECT x.action FROM law.person_role r JOIN law.role_action x ON x.role = r.role WHERE r.person_id = v.person_id);
BEGIN
    RETURN QUERY
        SELECT j.id, d.id, d.code, d.name_zh, d.name_en, j.version_no, j.status, law.jurisdiction_standing(j.status, j.during, v_at), j.revision,
            CASE WHEN public.ST_IsValid(j.geom) THEN public.ST_Area(j.geom::public.geography) END, public.ST_NPoints(j.geom), j.basis, j.article,
            lower(j.during), upper(j.during), w.name, u.name, j.updated_at, a.name, j.approved_at
        FROM law.jurisdiction_version j JOIN law.department d ON d.id = j.department_id JOIN law.person w ON w.id = j.drawn_by
        LEFT JOIN law.person u ON u.id = j.updated_by LEFT JOIN law.person a ON a.id = j.approved_by
        WHERE (v_bureau OR j.department_id = v.department_id)
          AND CASE p_scope
              WHEN 'own' THEN j.department_id = v.department_id
              WHEN 'all' THEN true
              WHEN 'waiting' THEN CASE j.status
                  WHEN 'draft' THEN j.department_id = v.department_id AND 'jurisdiction:draw' = ANY (v_actions)
                  WHEN 'unit_opinion' THEN j.department_id = v.department_id AND 'jurisdiction:opinion' = ANY (v_actions)
                  WHEN 'review' THEN v_bureau AND 'jurisdiction:review' = ANY (v_actions)
                  WHEN 'approval' THEN v_bureau AND 'jurisdiction:approve' = ANY (v_actions) ELSE false END
              ELSE false END
        ORDER BY d.id, j.version_no DESC;
END $$;

-- One version with its area, exceptions, history, and what is wrong with it; no row where the viewer may not know of it.
-- `acts_open`: what the viewer may do with it now, as far as office and state say.
CREATE OR REPLACE FUNCTION api.jurisdiction(p_token text, p_address inet, p_id integer)
RETURNS TABLE (id integer, department_id integer, department_code text, department_zh text, department_en text, version_no integer,
               status text, standing text, revision integer, geojson text, area_m2 double precision, vertices integer,
               city_share double precision, reason_needed boolean, basis text, article text, attachment_sha256 text, note text,
               since timestamptz, until timestamptz, drawn_by text, updated_by text, updated_at timestamptz, approved_by text,
               approved_at timestamptz, content_sha256 text, exceptions jsonb, acts jsonb, acts_open text[], problems jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_at timestamptz := clock_timestamp();
    v law.viewer := law.require(p_token, p_address, 'jurisdiction:read');
    v_row law.jurisdiction_version;
    v_sound boolean;
BEGIN
    SELECT j.* INTO v_row FROM law.jurisdiction_version j WHERE j.id = p_id AND law.may_read_jurisdictions(v, j.department_id);
    v_sound := public.ST_IsValid(v_row.geom);
    RETURN QUERY
        SELECT v_row.id, d.id, d.code, d.name_zh, d.name_en, v_row.version_no, v_row.status,
            law.jurisdiction_standing(v_row.status, v_row.during, v_at), v_row.revision, public.ST_AsGeoJSON(v_row.geom, 9),
            CASE WHEN v_sound THEN public.ST_Area(v_row.geom::public.geography) END, public.ST_NPoints(v_row.geom),
            CASE WHEN v_sound THEN law.city_share(v_row.geom) END, v_sound AND law.needs_reason(v_row.geom),
            v_row.basis, v_row.article, encode(v_row.attachment_sha256, 'hex'), v_row.note, lower(v_row.during), upper(v_row.during), w.name,
            u.name, v_row.updated_at, a.name, v_row.approved_at, encode(law.jurisdiction_content(v_row), 'hex'),
            law.exceptions_json(v_row.id), law.acts_json(v_row.id), law.acts_open(v, v_row, v_at),
            CASE WHEN v_row.status = 'draft' THEN law.area_problems_json(v_row.geom) ELSE '[]' END
        FROM law.department d JOIN law.person w ON w.id = v_row.drawn_by
        LEFT JOIN law.person u ON u.id = v_row.updated_by LEFT JOIN law.person a ON a.id = v_row.approved_by
        WHERE d.id = v_row.department_id;
END $$;

CREATE OR REPLACE FUNCTION law.acts_json(p_id integer) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object('act', a.act, 'person', p.name, 'at', a.at, 'reason', a.reason,
                                                 'content_sha256', encode(a.content_sha256, 'hex')) ORDER BY a.id), '[]')
    FROM law.jurisdiction_act a JOIN law.person p ON p.id = a.person_id WHERE a.version_id = p_id
$$;

CREATE OR REPLACE FUNCTION law.acts_open(p_viewer law.viewer, p_row law.jurisdiction_version, p_at timestamptz) RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(o.act ORDER BY o.n), '{}')
    FROM unnest(ARRAY['submit', 'withdraw', 'opinion', 'review', 'approve', 'return', 'suspend', 'resume', 'revoke']) WITH ORDINALITY o (act, n)
    WHERE law.jurisdiction_next(o.act, p_row, p_at) IS NOT NULL
      AND law.gate(p_viewer, law.jurisdiction_action(o.act, (p_row).status), p_at) IS NULL
      AND CASE WHEN law.jurisdiction_step(o.act, (p_row).status) IN ('drawing', 'opinion')
               THEN (p_viewer).department_id = (p_row).department_id ELSE law.is_bureau(p_viewer) END
      AND NOT EXISTS (SELECT FROM law.jurisdiction_act a WHERE a.version_id = (p_row).id AND a.person_id = (p_viewer).person_id
                      AND a.step <> law.jurisdiction_step(o.act, (p_row).status))
$$;

GRANT EXECUTE ON FUNCTION api.jurisdiction_list(text, inet, text), api.jurisdiction(text, inet, integer) TO mj_web;

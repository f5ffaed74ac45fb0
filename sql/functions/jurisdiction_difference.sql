-- What a version would change, for those who decide about it (R-30): ground, cameras, overlaps, sensitive places, looks that would be cut.

-- The version that one would follow: what is in force now, for one that was approved the one before it.
CREATE OR REPLACE FUNCTION law.jurisdiction_before(p_row law.jurisdiction_version, p_at timestamptz) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN (p_row).approved_at IS NULL
        THEN (SELECT o.id FROM law.jurisdiction_version o
              WHERE o.department_id = (p_row).department_id AND o.status = 'in_force' AND o.during @> p_at)
        ELSE (SELECT o.id FROM law.jurisdiction_version o
              WHERE o.department_id = (p_row).department_id AND o.id <> (p_row).id AND o.approved_at < (p_row).approved_at
              ORDER BY o.approved_at DESC LIMIT 1) END
$$;

-- Each camera that stands in one of two versions, and in which: its exceptions count as the decision counts them.
-- Both areas in one pass over the cameras of their common box; p_before may be NULL.
CREATE OR REPLACE FUNCTION law.compare_versions(p_before integer, p_after integer)
RETURNS TABLE (camera_id integer, was boolean, becomes boolean) LANGUAGE plpgsql STABLE SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
    -- ST_Force2D: taken out of the table's store once, not at each camera
    v_before public.geometry := (SELECT public.ST_Force2D(j.geom) FROM law.jurisdiction_version j WHERE j.id = p_before);
    v_after public.geometry := (SELECT public.ST_Force2D(j.geom) FROM law.jurisdiction_version j WHERE j.id = p_after);
    v_box public.geometry := public.ST_Envelope(public.ST_Collect(public.ST_Envelope(v_before), public.ST_Envelope(v_after)));
BEGIN
    RETURN QUERY
        WITH exception AS MATERIALIZED (
            SELECT e.camera_id, bool_or(e.kind = 'include') FILTER (WHERE e.version_id = p_before) AS was,
                   bool_or(e.kind = 'include') FILTER (WHERE e.version_id = p_after) AS becomes
            FROM law.jurisdiction_exception e WHERE e.version_id IN (p_before, p_after) GROUP BY e.camera_id
        ), standing AS (
            SELECT c.id, coalesce(public.ST_Covers(v_before, c.geom), false) AS was, coalesce(public.ST_Covers(v_after, c.geom), false) AS becomes
            FROM catalogue.camera c WHERE c.geom OPERATOR(public.&&) v_box
        )
        SELECT coalesce(s.id, e.camera_id), coalesce(e.was, s.was, false), coalesce(e.becomes, s.becomes, false)
        FROM standing s FULL JOIN exception e ON e.camera_id = s.id
        WHERE coalesce(e.was, s.was, false) OR coalesce(e.becomes, s.becomes, false);
END $$;

-- The ground of two versions apart: added and taken, as GeoJSON (seven decimals) and m².
CREATE OR REPLACE FUNCTION law.compare_areas(p_before public.geometry, p_after public.geometry) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_added public.geometry := CASE WHEN p_before IS NULL THEN p_after ELSE public.ST_CollectionExtract(public.ST_Difference(p_after, p_before), 3) END;
    v_taken public.geometry := public.ST_CollectionExtract(public.ST_Difference(p_before, p_after), 3);
BEGIN
    RETURN jsonb_build_object(
        'before_m2', public.ST_Area(p_before::public.geography), 'after_m2', public.ST_Area(p_after::public.geography),
        'added_m2', public.ST_Area(v_added::public.geography), 'taken_m2', coalesce(public.ST_Area(v_taken::public.geography), 0),
        'added', public.ST_AsGeoJSON(v_added, 7)::jsonb, 'taken', public.ST_AsGeoJSON(v_taken, 7)::jsonb,
        'city_share', law.city_share(p_after));
END $$;

-- m² of a small area to some thousandths: its share of its own box, whose few corners are measured on the ellipsoid.
CREATE OR REPLACE FUNCTION law.about_m2(p_geom public.geometry) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT coalesce(public.ST_Area(p_geom) / nullif(public.ST_Area(public.ST_Envelope(p_geom)), 0)
                    * public.ST_Area(public.ST_Envelope(p_geom)::public.geography), 0)
$$;

-- Other departments' versions in force that share ground with an area.
CREATE OR REPLACE FUNCTION law.overlaps_json(p_department integer, p_geom public.geometry, p_at timestamptz) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object('department_id', d.id, 'department_code', d.code, 'department_zh', d.name_zh,
                                                 'department_en', d.name_en, 'version_no', j.version_no, 'm2', o.m2) ORDER BY o.m2 DESC), '[]')
    FROM law.jurisdiction_version j JOIN law.department d ON d.id = j.department_id
    CROSS JOIN LATERAL (SELECT law.about_m2(public.ST_Intersection(j.geom, p_geom)) AS m2 OFFSET 0) o
    WHERE j.status = 'in_force' AND j.during @> p_at AND j.department_id <> p_department AND j.geom OPERATOR(public.&&) p_geom AND o.m2 >= 1
$$;

-- Looks that are open now, rest on the department's jurisdiction, and whose camera the version no longer holds.
CREATE OR REPLACE FUNCTION law.cut_json(p_department integer, p_lost integer[]) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object('register_no', w.register_no, 'person', w.person_name, 'camera', c.gb_code, 'name', c.name,
                                                 'opened_at', w.opened_at) ORDER BY w.id), '[]')
    FROM law.viewing w JOIN catalogue.camera c ON c.id = w.camera_id
    WHERE w.ended_at IS NULL AND w.department_id = p_department AND w.priority_order_id IS NULL AND w.camera_id = ANY (p_lost)
$$;

-- code: E-DRAFT-03 none such, E-DRAFT-05 no sound area yet. `cameras`: those gained and lost, at most p_limit; `counts` by class tell all.
CREATE OR REPLACE FUNCTION api.jurisdiction_difference(p_token text, p_address inet, p_id integer, p_limit integer)
RETURNS TABLE (code text, before_id integer, before_no integer, areas jsonb, counts jsonb, cameras jsonb, truncated boolean, shared jsonb,
               sensitive jsonb, cut jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off AS $$   -- compiling it took longer than the answer
#variable_conflict use_column
DECLARE
    v_at timestamptz := clock_timestamp();
    v law.viewer := law.require(p_token, p_address, 'jurisdiction:read');
    v_row law.jurisdiction_version;
    v_before law.jurisdiction_version;
    v_secrets boolean := law.knows_secret(v);
    v_ids integer[];
    v_changed integer;
BEGIN
    SELECT j.* INTO v_row FROM law.jurisdiction_version j WHERE j.id = p_id AND law.may_read_jurisdictions(v, j.department_id);
    code := CASE WHEN v_row.id IS NULL THEN 'E-DRAFT-03' WHEN v_row.geom IS NULL OR NOT public.ST_IsValid(v_row.geom) THEN 'E-DRAFT-05' END;
    IF code IS NOT NULL THEN
        RETURN NEXT;
        RETURN;
    END IF;
    SELECT j.* INTO v_before FROM law.jurisdiction_version j WHERE j.id = law.jurisdiction_before(v_row, v_at);
    before_id := v_before.id;
    before_no := v_before.version_no;
    v_row.geom := public.ST_Force2D(v_row.geom);
    areas := law.compare_areas(public.ST_Force2D(v_before.geom), v_row.geom);
    WITH side AS MATERIALIZED (
        SELECT s.was, s.becomes, c.id, c.gb_code, c.name, c.resource_class, c.geom
        FROM law.compare_versions(v_before.id, v_row.id) s JOIN catalogue.camera c ON c.id = s.camera_id
        WHERE v_secrets OR NOT c.secrecy
    ), listed AS (
        SELECT s.* FROM side s WHERE s.was <> s.becomes ORDER BY s.becomes, s.gb_code LIMIT p_limit
    )
    SELECT (SELECT coalesce(jsonb_object_agg(k.resource_class, jsonb_build_object('before', k.b, 'after', k.a, 'gained', k.g, 'lost', k.l)), '{}')
            FROM (SELECT x.resource_class, count(*) FILTER (WHERE x.was) AS b, count(*) FILTER (WHERE x.becomes) AS a,
                         count(*) FILTER (WHERE x.becomes AND NOT x.was) AS g, count(*) FILTER (WHERE x.was AND NOT x.becomes) AS l
                  FROM side x GROUP BY x.resource_class) k),
           (SELECT coalesce(jsonb_agg(jsonb_build_object('code', l.gb_code, 'name', l.name, 'class', l.resource_class, 'gained', l.becomes,
                                                         'place', jsonb_build_array(public.ST_X(l.geom), public.ST_Y(l.geom)))), '[]') FROM listed l),
           (SELECT count(*) FROM side x WHERE x.was <> x.becomes), (SELECT array_agg(x.id) FROM side x WHERE x.was AND NOT x.becomes)
        INTO counts, cameras, v_changed, v_ids;
    truncated := v_changed > p_limit;
    shared := law.overlaps_json(v_row.department_id, v_row.geom, v_at);
    sensitive := (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', s.kind, 'name', s.name) ORDER BY s.kind, s.name), '[]')
                  FROM law.sensitive_place s WHERE public.ST_Intersects(s.geom, v_row.geom));
    cut := law.cut_json(v_row.department_id, v_ids);
    RETURN NEXT;
END $$;

GRANT EXECUTE ON FUNCTION api.jurisdiction_difference(text, inet, integer, integer) TO mj_web;

-- The drawing table (Article 25): what is wrong with an area and where, saving a draft, what asks for a written reason.
-- The fields' own checks are the application's (data/law); these are the last line.

GRANT INSERT ON law.jurisdiction_version TO mj_definer;
GRANT UPDATE (status, geom, during, basis, article, attachment_sha256, note, effective_from, revision, updated_at, updated_by, approved_by,
              approved_at) ON law.jurisdiction_version TO mj_definer;
GRANT INSERT, DELETE ON law.jurisdiction_exception TO mj_definer;
GRANT INSERT ON law.jurisdiction_act TO mj_definer;

CREATE OR REPLACE FUNCTION law.city_outline() RETURNS public.geometry LANGUAGE sql STABLE AS $$
    SELECT CASE count(*) WHEN 1 THEN (array_agg(c.outline))[1] ELSE public.ST_Union(c.outline) END FROM catalogue.city c
$$;

-- What forbids to submit an area: code, place (degrees, WGS-84), what the words name. No row: nothing.
CREATE OR REPLACE FUNCTION law.area_problems(p_geom public.geometry)
RETURNS TABLE (code text, lon double precision, lat double precision, detail jsonb) LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_most integer := (SELECT p.jurisdiction_vertices FROM law.policy p);
    v_city public.geometry := law.city_outline();
    v_fault public.valid_detail;
    v_place public.geometry;
BEGIN
    IF p_geom IS NULL OR public.ST_IsEmpty(p_geom) THEN
        RETURN QUERY SELECT 'E-GEOM-12', NULL::double precision, NULL::double precision, '{}'::jsonb;
        RETURN;
    ELSIF public.ST_NPoints(p_geom) > v_most THEN
        RETURN QUERY SELECT 'E-GEOM-16', NULL::double precision, NULL::double precision,
            jsonb_build_object('count', public.ST_NPoints(p_geom), 'most', v_most);
        RETURN;
    END IF;
    v_fault := public.ST_IsValidDetail(p_geom);
    IF NOT v_fault.valid THEN
        RETURN QUERY SELECT CASE v_fault.reason
                WHEN 'Self-intersection' THEN 'E-GEOM-01' WHEN 'Ring Self-intersection' THEN 'E-GEOM-02'
                WHEN 'Too few points in geometry component' THEN 'E-GEOM-04' WHEN 'Hole lies outside shell' THEN 'E-GEOM-08'
                WHEN 'Holes are nested' THEN 'E-GEOM-09' WHEN 'Interior is disconnected' THEN 'E-GEOM-10'
                WHEN 'Duplicate Rings' THEN 'E-GEOM-21' WHEN 'Nested shells' THEN 'E-GEOM-27' ELSE 'E-GEOM-29' END,
            public.ST_X(v_fault.location), public.ST_Y(v_fault.location), jsonb_build_object('why', v_fault.reason);
    ELSIF public.ST_XMin(p_geom) < -180 OR public.ST_XMax(p_geom) > 180 OR public.ST_YMin(p_geom) < -90 OR public.ST_YMax(p_geom) > 90 THEN
        RETURN QUERY SELECT 'E-GEOM-14', NULL::double precision, NULL::double precision,
            jsonb_build_object('x', public.ST_XMax(p_geom), 'y', public.ST_YMax(p_geom));
    ELSIF public.ST_Area(p_geom) = 0 THEN
        RETURN QUERY SELECT 'E-GEOM-17', NULL::double precision, NULL::double precision, '{}'::jsonb;
    ELSIF v_city IS NOT NULL AND NOT public.ST_CoveredBy(p_geom, v_city) THEN
        v_place := public.ST_Difference(p_geom, public.ST_Buffer(v_city, 1e-7));   -- a centimetre: what rounding of seven decimals does
        IF NOT public.ST_IsEmpty(v_place) THEN
            RETURN QUERY SELECT 'E-GEOM-11', public.ST_X(public.ST_PointOnSurface(v_place)), public.ST_Y(public.ST_PointOnSurface(v_place)),
                jsonb_build_object('area', round(public.ST_Area(v_place::public.geography)::numeric, 1));
        END IF;
    END IF;
END $$;
CREATE OR REPLACE FUNCTION law.area_problems_json(p_geom public.geometry) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object('code', p.code, 'place', CASE WHEN p.lon IS NOT NULL THEN jsonb_build_array(p.lon, p.lat) END,
                                                 'detail', p.detail)), '[]') FROM law.area_problems(p_geom) p
$$;

-- The share of the city that an area takes (0 to 1), NULL while the city has no outline.
CREATE OR REPLACE FUNCTION law.city_share(p_geom public.geometry) RETURNS double precision LANGUAGE sql STABLE AS $$
    SELECT public.ST_Area(p_geom::public.geography) / nullif(public.ST_Area(law.city_outline()::public.geography), 0)
$$;
-- R-30: a large share of the city or a sensitive place asks for a written reason.
CREATE OR REPLACE FUNCTION law.needs_reason(p_geom public.geometry) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(law.city_share(p_geom) > (SELECT p.reason_share FROM law.policy p), false)
        OR EXISTS (SELECT FROM law.sensitive_place s WHERE public.ST_Intersects(s.geom, p_geom))
$$;

-- The area in a GeoJSON geometry; NULL where it is none. Nothing is repaired.
CREATE OR REPLACE FUNCTION law.area_of_geojson(p_geojson text) RETURNS public.geometry LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    v public.geometry;
BEGIN
    v := public.ST_Force2D(public.ST_SetSRID(public.ST_GeomFromGeoJSON(p_geojson), 4326));
    RETURN CASE WHEN public.GeometryType(v) IN ('POLYGON', 'MULTIPOLYGON') THEN public.ST_Multi(v) END;
EXCEPTION WHEN internal_error OR data_exception OR syntax_error_or_access_rule_violation OR statement_too_complex THEN
    RETURN NULL;
END $$;

-- Whether the viewer may know of a department's versions: one's own, and the bureau all.
CREATE OR REPLACE FUNCTION law.may_read_jurisdictions(p_viewer law.viewer, p_department integer) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT (p_viewer).department_id = p_department
        OR EXISTS (SELECT FROM law.department d WHERE d.id = (p_viewer).department_id AND d.kind = 'bureau')
$$;

CREATE OR REPLACE FUNCTION law.audit_jurisdiction(p_viewer law.viewer, p_address inet, p_kind text, p_code text, p_id integer, p_detail text)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM audit.append('jurisdiction.' || p_kind, CASE WHEN p_code IS NULL THEN 'done' ELSE 'deny' END, p_code, (p_viewer).person_id,
        (p_viewer).login, (p_viewer).department_id, p_address, (p_viewer).terminal_id, (p_viewer).session_id, 'jurisdiction',
        p_id::text, left(p_detail, 400));
END $$;

-- The exceptions as sent, in the place of those that stood there. False where a camera is unknown to the drawer, doubled, or has no reason.
CREATE OR REPLACE FUNCTION law.put_exceptions(p_viewer law.viewer, p_id integer, p_sent jsonb) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    v_wanted integer;
BEGIN
    DELETE FROM law.jurisdiction_exception e WHERE e.version_id = p_id;
    WITH made AS (
        INSERT INTO law.jurisdiction_exception (version_id, camera_id, kind, reason)
        SELECT p_id, c.id, s.kind, btrim(s.reason)
        FROM jsonb_to_recordset(p_sent) s (camera text, kind text, reason text)
        JOIN catalogue.camera c ON c.gb_code = s.camera::character(20) AND (NOT c.secrecy OR law.knows_secret(p_viewer))
        WHERE s.kind IN ('include', 'exclude') AND length(btrim(s.reason)) BETWEEN 2 AND 200
        RETURNING 1)
    SELECT count(*) INTO v_wanted FROM made;
    RETURN v_wanted = jsonb_array_length(p_sent);
EXCEPTION WHEN unique_violation THEN
    RETURN false;
END $$;
CREATE OR REPLACE FUNCTION law.exceptions_json(p_id integer) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object('camera', c.gb_code, 'name', c.name, 'kind', e.kind, 'reason', e.reason) ORDER BY c.gb_code), '[]')
    FROM law.jurisdiction_exception e JOIN catalogue.camera c ON c.id = e.camera_id WHERE e.version_id = p_id
$$;

-- Saves a draft of the viewer's department: a new one (p_id NULL) or revision p_revision + 1 of one. It gives nobody anything.
-- code: E-DRAFT-01 somebody else saved (revision and updated_by say what), E-DRAFT-03 none such, E-STATE-01 no draft any more,
-- E-FORM-GEOJSON, E-FORM-EXCEPTIONS. An unfinished area is kept, and `problems` says what is wrong with it.
CREATE OR REPLACE FUNCTION api.jurisdiction_save(
    p_token text, p_address inet, p_id integer, p_revision integer, p_geojson text, p_exceptions jsonb, p_basis text, p_article text,
    p_attachment bytea, p_note text)
RETURNS TABLE (code text, id integer, version_no integer, revision integer, updated_by text, updated_at timestamptz, content_sha256 text,
               problems jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_at timestamptz := clock_timestamp();
    v law.viewer := law.require(p_token, p_address, 'jurisdiction:draw');
    v_geom public.geometry := law.area_of_geojson(p_geojson);
    v_row law.jurisdiction_version;
    v_code text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('jurisdiction', v.department_id));
    SELECT j.* INTO v_row FROM law.jurisdiction_version j WHERE j.id = p_id AND j.department_id = v.department_id;
    v_code := CASE
        WHEN p_geojson IS NOT NULL AND v_geom IS NULL THEN 'E-FORM-GEOJSON'
        WHEN p_id IS NULL THEN NULL
        WHEN v_row.id IS NULL THEN 'E-DRAFT-03'
        WHEN v_row.status <> 'draft' THEN 'E-STATE-01'
        WHEN v_row.revision IS DISTINCT FROM p_revision THEN 'E-DRAFT-01'
        WHEN EXISTS (SELECT FROM law.jurisdiction_act a WHERE a.version_id = p_id AND a.person_id = v.person_id AND a.step <> 'drawing')
            THEN 'E-SOD-01' END;
    IF v_code IS NULL AND p_id IS NULL THEN
        INSERT INTO law.jurisdiction_version (department_id, version_no, status, geom, basis, article, attachment_sha256, note, drawn_by, updated_by, updated_at)
            SELECT v.department_id, coalesce(max(o.version_no), 0) + 1, 'draft', v_geom, p_basis, p_article, p_attachment, p_note, v.person_id,
                   v.person_id, v_at
            FROM law.jurisdiction_version o WHERE o.department_id = v.department_id
            RETURNING * INTO v_row;
    ELSIF v_code IS NULL THEN
        UPDATE law.jurisdiction_version j SET geom = v_geom, basis = p_basis, article = p_article, attachment_sha256 = p_attachment,
            note = p_note, revision = j.revision + 1, updated_by = v.person_id, updated_at = v_at
            WHERE j.id = p_id RETURNING * INTO v_row;
    END IF;
    IF v_code IS NULL THEN
        BEGIN  -- a savepoint: what was wrong with the exceptions leaves the draft as it was
            IF NOT law.put_exceptions(v, v_row.id, p_exceptions) THEN
                RAISE EXCEPTION 'E-FORM-EXCEPTIONS' USING ERRCODE = 'check_violation';
            END IF;
        EXCEPTION WHEN check_violation OR invalid_parameter_value OR invalid_text_representation THEN
            RAISE EXCEPTION 'E-FORM-EXCEPTIONS' USING ERRCODE = 'check_violation';
        END;
        INSERT INTO law.jurisdiction_act (version_id, act, step, person_id)
            SELECT v_row.id, 'draw', 'drawing', v.person_id
            WHERE NOT EXISTS (SELECT FROM law.jurisdiction_act a WHERE a.version_id = v_row.id AND a.person_id = v.person_id AND a.act = 'draw');
        PERFORM law.audit_jurisdiction(v, p_address, 'save', NULL, v_row.id, 'revision ' || v_row.revision);
    END IF;
    RETURN QUERY SELECT v_code, v_row.id, v_row.version_no, v_row.revision,
        (SELECT w.name FROM law.person w WHERE w.id = coalesce(v_row.updated_by, v_row.drawn_by)), v_row.updated_at,
        CASE WHEN v_row.id IS NOT NULL THEN encode(law.jurisdiction_content(v_row), 'hex') END,
        CASE WHEN v_code IS NULL THEN law.area_problems_json(v_row.geom) ELSE '[]' END;
END $$;

GRANT EXECUTE ON FUNCTION api.jurisdiction_save(text, inet, integer, integer, text, jsonb, text, text, bytea, text) TO mj_web;

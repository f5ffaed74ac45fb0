-- The catalogue as the map asks for it (Articles 4 and 25): which cameras a viewer may know, and for each whether it may be opened.
-- The verdict is law.decide and nothing else; a camera under secrecy is absent for whoever may not know it.
-- random_page_cost: the catalogue lives in memory; at the default of 4 the planner hashes every authorised camera to look at a few.

-- The cameras of a window (degrees, WGS-84) with the verdict on live view and snapshot: NULL = lawful, else the rule's code.
CREATE OR REPLACE FUNCTION api.cameras(p_token text, p_address inet, p_west double precision, p_south double precision,
                                       p_east double precision, p_north double precision, p_limit integer)
RETURNS TABLE (id integer, code text, name text, status text, resource_class smallint, camera_type smallint,
               lon double precision, lat double precision, live_code text, snapshot_code text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET random_page_cost = 1.1 AS $$
#variable_conflict use_column
DECLARE
    v law.viewer := law.require(p_token, p_address, 'catalogue:read');
    v_secrets boolean := law.knows_secret(v);
    v_live law.context := law.context_of(v, 'camera:view-live', clock_timestamp());
    v_still law.context := law.context_of(v, 'camera:view-snapshot', clock_timestamp());
    v_same boolean := v_live IS NOT DISTINCT FROM v_still;
    v_window public.geometry := public.ST_MakeEnvelope(p_west, p_south, p_east, p_north, 4326);
BEGIN
    RETURN QUERY
        SELECT d.camera_id, (d.camera).gb_code::text, (d.camera).name, (d.camera).status, (d.camera).resource_class, (d.camera).camera_type,
            public.ST_X(d.geom), public.ST_Y(d.geom), d.code,
            CASE WHEN v_same THEN d.code
                 ELSE (SELECT s.code FROM law.decide(v_still, v_window) s WHERE s.camera_id = d.camera_id) END
        FROM law.decide(v_live, v_window) d
        WHERE d.geom OPERATOR(public.&&) v_window AND (v_secrets OR NOT (d.camera).secrecy)
        ORDER BY d.camera_id LIMIT p_limit;
END $$;

-- What may be known of some cameras, by number or by code (R-32): no address, no phone, no secret.
CREATE OR REPLACE FUNCTION api.camera_cards(p_token text, p_address inet, p_ids integer[], p_codes text[])
RETURNS TABLE (id integer, code text, name text, status text, resource_class smallint, camera_type smallint,
               owner_zh text, owner_en text, township_zh text, township_en text, lon double precision, lat double precision,
               azimuth real, hfov real, live_code text, snapshot_code text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET random_page_cost = 1.1 AS $$
#variable_conflict use_column
DECLARE
    v law.viewer := law.require(p_token, p_address, 'catalogue:read');
    v_secrets boolean := law.knows_secret(v);
    v_live law.context := law.context_of(v, 'camera:view-live', clock_timestamp());
    v_still law.context := law.context_of(v, 'camera:view-snapshot', clock_timestamp());
BEGIN
    RETURN QUERY
        SELECT c.id, c.gb_code::text, c.name, c.status, c.resource_class, c.camera_type, o.name_zh, o.name_en, t.name_zh, t.name_en,
            public.ST_X(c.geom), public.ST_Y(c.geom), c.azimuth, c.hfov,
            (SELECT d.code FROM law.decide(v_live, NULL) d WHERE d.camera_id = c.id),
            (SELECT d.code FROM law.decide(v_still, NULL) d WHERE d.camera_id = c.id)
        FROM catalogue.camera c JOIN law.department o ON o.id = c.owner_id LEFT JOIN catalogue.township t ON t.code = c.township_code
        WHERE (c.id = ANY (p_ids) OR c.gb_code = ANY (p_codes::character(20)[])) AND (v_secrets OR NOT c.secrecy)
        ORDER BY c.id LIMIT 200;
END $$;

-- Every camera in one packed value for layers/cameras.py (its WIRE record): 45 bytes each, no names.
CREATE OR REPLACE FUNCTION api.map_cameras(p_token text, p_address inet) RETURNS TABLE (wire bytea, read_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
DECLARE
    v law.viewer := law.require(p_token, p_address, 'catalogue:read');
    v_secrets boolean := law.knows_secret(v);
    v_live law.context := law.context_of(v, 'camera:view-live', clock_timestamp());
    v_still law.context := law.context_of(v, 'camera:view-snapshot', clock_timestamp());
    v_same boolean := v_live IS NOT DISTINCT FROM v_still;
BEGIN
    RETURN QUERY
        SELECT string_agg(k.wire, ''), clock_timestamp()
        FROM (  -- OFFSET 0: the verdict is worked out in the scan, where the planner knows how many rows come, not inside the aggregate
            SELECT public.ST_AsBinary(d.geom, 'XDR') || int4send((d.camera).id) || int4send((d.camera).owner_id)
                || float4send(coalesce((d.camera).azimuth, 'NaN')) || float4send(coalesce((d.camera).hfov, 'NaN'))
                || float4send(coalesce((d.camera).max_view_m, 'NaN'))
                || int4send(law.status_number((d.camera).status) | ((d.camera).camera_type::integer << 4)
                            | ((d.camera).resource_class::integer << 8)
                            | CASE WHEN d.code IS NULL THEN 0 WHEN v_same THEN 12288 ELSE 4096 END
                            | CASE WHEN v_same OR (SELECT s.code FROM law.decide(v_still, NULL) s WHERE s.camera_id = d.camera_id) IS NULL
                                   THEN 0 ELSE 8192 END) AS wire
            FROM law.decide(v_live, NULL) d
            WHERE v_secrets OR NOT (d.camera).secrecy
            OFFSET 0
        ) k;
END $$;

-- The number of a state in the blob; the order of layers/cameras.py STATUSES.
CREATE OR REPLACE FUNCTION law.status_number(p_status text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE p_status WHEN 'online' THEN 0 WHEN 'offline' THEN 1 WHEN 'fault' THEN 2 WHEN 'repair' THEN 3
                         WHEN 'disabled' THEN 4 ELSE 5 END
$$;

-- The states that changed since a moment, of the cameras the viewer may know.
CREATE OR REPLACE FUNCTION api.map_states(p_token text, p_address inet, p_since timestamptz)
RETURNS TABLE (id integer, status integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v law.viewer := law.require(p_token, p_address, 'catalogue:read');
    v_secrets boolean := law.knows_secret(v);
BEGIN
    RETURN QUERY SELECT c.id, law.status_number(c.status) FROM catalogue.camera c
        WHERE c.status_at >= p_since AND (v_secrets OR NOT c.secrecy) ORDER BY c.id;
END $$;

-- What the viewer's map depends on, as it is in force at this instant. `scope` names whose blob it is, `cameras` its content: the
-- context of the decision holds gate, jurisdiction, authorisations, orders and exceptions of today, so a day that ends changes it.
CREATE OR REPLACE FUNCTION api.map_version(p_token text, p_address inet)
RETURNS TABLE (scope text, cameras text, states bigint, context text, gate text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v law.viewer := law.require(p_token, p_address, 'catalogue:read');
    v_at timestamptz := clock_timestamp();
    v_live law.context := law.context_of(v, 'camera:view-live', v_at);
    v_still law.context := law.context_of(v, 'camera:view-snapshot', v_at);
    v_scope text := concat_ws('|', v.department_id, law.knows_secret(v), coalesce(v_live.gate, '-'), coalesce(v_still.gate, '-'));
    v_polygon text := (SELECT concat(j.id, ':', encode(j.geom_sha256, 'hex')) FROM law.jurisdiction_version j WHERE j.id = v_live.version_id);
    v_revision bigint := (SELECT r.n FROM operations.revision r WHERE r.scope = 'map');
BEGIN
    RETURN QUERY SELECT md5(v_scope),
        md5(concat_ws('|', v_scope, v_live, v_still, v_polygon, v_revision)),
        (SELECT r.n FROM operations.revision r WHERE r.scope = 'camera'),
        md5(concat_ws('|', v.department_id, v_live.gate, v_polygon, (SELECT r.n FROM operations.revision r WHERE r.scope = 'basemap'),
                      (SELECT string_agg(concat(d.id, d.name_zh, d.name_en), ',' ORDER BY d.id) FROM law.department d))),
        v_live.gate;
END $$;

GRANT EXECUTE ON FUNCTION
    api.cameras(text, inet, double precision, double precision, double precision, double precision, integer),
    api.camera_cards(text, inet, integer[], text[]), api.map_cameras(text, inet), api.map_states(text, inet, timestamptz),
    api.map_version(text, inet)
    TO mj_web;

-- Search on the map by number, name or township. A camera that may not be known is in no answer, whatever is typed.

CREATE OR REPLACE FUNCTION law.like_pattern(p_text text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT replace(replace(replace(p_text, '\', '\\'), '%', '\%'), '_', '\_')
$$;

CREATE OR REPLACE FUNCTION api.map_search(p_token text, p_address inet, p_query text, p_limit integer)
RETURNS TABLE (id integer, code text, name text, status text, camera_type smallint, township_zh text, township_en text,
               lon double precision, lat double precision, live_code text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET random_page_cost = 1.1 AS $$
#variable_conflict use_column
DECLARE
    v law.viewer := law.require(p_token, p_address, 'catalogue:read');
    v_secrets boolean := law.knows_secret(v);
    v_live law.context := law.context_of(v, 'camera:view-live', clock_timestamp());
    v_words text := btrim(p_query);
    v_like text := law.like_pattern(btrim(p_query));
BEGIN
    IF v_words = '' THEN
        RETURN;
    END IF;
    RETURN QUERY
        SELECT f.id, f.gb_code::text, f.name, f.status, f.camera_type, f.name_zh, f.name_en, public.ST_X(f.geom), public.ST_Y(f.geom),
            (SELECT d.code FROM law.decide(v_live, NULL) d WHERE d.camera_id = f.id)
        FROM (
            SELECT c.*, t.name_zh, t.name_en,
                CASE WHEN c.gb_code = v_words::character(20) THEN 0 WHEN c.name = v_words THEN 1 WHEN c.gb_code LIKE v_like || '%' THEN 2
                     WHEN c.name ILIKE v_like || '%' THEN 3 WHEN c.name ILIKE '%' || v_like || '%' THEN 4 WHEN c.gb_code LIKE '%' || v_like || '%' THEN 5
                     ELSE 6 END AS nearness
            FROM catalogue.camera c LEFT JOIN catalogue.township t ON t.code = c.township_code
            WHERE (v_secrets OR NOT c.secrecy)
              AND (c.name ILIKE '%' || v_like || '%' OR (v_words ~ '^[0-9]{3,20}$' AND c.gb_code LIKE '%' || v_like || '%')
                   OR t.name_zh ILIKE '%' || v_like || '%' OR t.name_en ILIKE '%' || v_like || '%')
            ORDER BY nearness, c.name, c.id LIMIT p_limit
        ) f ORDER BY f.nearness, f.name, f.id;
END $$;

-- Townships and places of the basemap whose name holds the words, with their bounds in degrees.
CREATE OR REPLACE FUNCTION api.map_places(p_token text, p_address inet, p_query text, p_limit integer)
RETURNS TABLE (kind text, name_zh text, name_en text, west double precision, south double precision, east double precision,
               north double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v law.viewer := law.require(p_token, p_address, 'catalogue:read');
    v_like text := '%' || law.like_pattern(btrim(p_query)) || '%';
BEGIN
    IF btrim(p_query) = '' THEN
        RETURN;
    END IF;
    RETURN QUERY
        SELECT f.kind, f.name_zh, f.name_en, public.ST_XMin(f.box), public.ST_YMin(f.box), public.ST_XMax(f.box), public.ST_YMax(f.box)
        FROM (
            SELECT 0 AS nearness, 'township' AS kind, t.name_zh, t.name_en, public.box3d(t.geom) AS box
            FROM catalogue.township t WHERE t.name_zh ILIKE v_like OR t.name_en ILIKE v_like
            UNION ALL
            SELECT 1 + b.rank, 'place', b.name_zh, b.name_en, public.box3d(public.ST_Transform(b.geom, 4326))
            FROM catalogue.basemap_feature b
            WHERE b.layer = 'place' AND b.class NOT IN ('neighbour', 'town', 'subdistrict') AND (b.name_zh ILIKE v_like OR b.name_en ILIKE v_like)
        ) f ORDER BY f.nearness, length(f.name_zh), f.name_zh LIMIT p_limit;
END $$;

GRANT EXECUTE ON FUNCTION api.map_search(text, inet, text, integer), api.map_places(text, inet, text, integer) TO mj_web;

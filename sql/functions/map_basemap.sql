-- The basemap: vector tiles cut from what the bureau imported, and the city's frame. Shows ground, never a camera.

-- One tile (XYZ, EPSG:3857) as Mapbox Vector Tile: a layer for each layer of the basemap, and `label` with a point for each named
-- surface. A tile serves the zoom after its own too, hence p_z + 1. ST_AsMVT leaves out what clips to nothing (NULL); a filter would clip twice.
CREATE OR REPLACE FUNCTION api.basemap_tile(p_z integer, p_x integer, p_y integer) RETURNS bytea
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_box public.geometry := public.ST_TileEnvelope(p_z, p_x, p_y);
    v_wide public.geometry := public.ST_TileEnvelope(p_z, p_x, p_y, margin => 64.0 / 4096);
    v_ground bytea;
    v_labels bytea;
BEGIN
    SELECT string_agg(l.mvt, '') INTO v_ground FROM (
        SELECT public.ST_AsMVT(t, t.layer, 4096, 'geom') AS mvt FROM (
            SELECT f.layer, f.class, f.name_zh, f.name_en, f.rank, public.ST_AsMVTGeom(f.geom, v_box, 4096, 64) AS geom
            FROM catalogue.basemap_feature f
            WHERE f.geom OPERATOR(public.&&) v_wide AND f.min_zoom <= p_z + 1
        ) t GROUP BY t.layer
    ) l;
    SELECT public.ST_AsMVT(t, 'label', 4096, 'geom') INTO v_labels FROM (
        SELECT f.class, f.name_zh, f.name_en, f.rank, public.ST_AsMVTGeom(public.ST_PointOnSurface(f.geom), v_box, 4096, 0) AS geom
        FROM catalogue.basemap_feature f
        WHERE f.geom OPERATOR(public.&&) v_box AND f.min_zoom <= p_z + 1 AND f.layer = 'water' AND f.name_zh IS NOT NULL
          AND public.ST_Dimension(f.geom) = 2
    ) t;
    RETURN coalesce(v_ground, '') || coalesce(v_labels, '');
END $$;

-- How often the ground has changed.
CREATE OR REPLACE FUNCTION api.basemap_revision() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT r.n FROM operations.revision r WHERE r.scope = 'basemap'
$$;

-- What the map page is told once: the city's extent (degrees), its notes, the managing units, the revision of the basemap.
CREATE OR REPLACE FUNCTION api.map_frame(p_token text, p_address inet)
RETURNS TABLE (west double precision, south double precision, east double precision, north double precision,
               city_zh text, city_en text, note_zh text, note_en text, basemap bigint, owners json)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v law.viewer := law.require(p_token, p_address, 'catalogue:read');
    v_secrets boolean := law.knows_secret(v);
BEGIN
    RETURN QUERY
        SELECT public.ST_XMin(c.outline), public.ST_YMin(c.outline), public.ST_XMax(c.outline), public.ST_YMax(c.outline),
            c.name_zh, c.name_en, c.note_zh, c.note_en,
            (SELECT r.n FROM operations.revision r WHERE r.scope = 'basemap'),
            (SELECT json_agg(json_build_object('id', d.id, 'zh', d.name_zh, 'en', d.name_en) ORDER BY d.id) FROM law.department d
             WHERE EXISTS (SELECT FROM catalogue.camera k WHERE k.owner_id = d.id AND (v_secrets OR NOT k.secrecy)))
        FROM (SELECT 1) one LEFT JOIN LATERAL (SELECT * FROM catalogue.city ORDER BY id LIMIT 1) c ON true;
END $$;

GRANT EXECUTE ON FUNCTION api.basemap_tile(integer, integer, integer), api.basemap_revision(), api.map_frame(text, inet) TO mj_web;

-- The viewer's own jurisdiction in force (Article 25), for the map's outline and for the words of a refusal.

CREATE OR REPLACE FUNCTION api.jurisdiction_in_force(p_token text, p_address inet)
RETURNS TABLE (version_id integer, version_no integer, department_zh text, department_en text, approved_by text, approved_at timestamptz,
               since timestamptz, until timestamptz, basis text, area_m2 double precision, geojson text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v law.viewer := law.require(p_token, p_address, 'jurisdiction:read-own');
BEGIN
    RETURN QUERY
        SELECT j.id, j.version_no, d.name_zh, d.name_en, a.name, j.approved_at, lower(j.during), upper(j.during), j.basis,
            public.ST_Area(j.geom::public.geography), public.ST_AsGeoJSON(j.geom, 7)
        FROM law.jurisdiction_version j JOIN law.department d ON d.id = j.department_id LEFT JOIN law.person a ON a.id = j.approved_by
        WHERE j.department_id = v.department_id AND j.status = 'in_force' AND j.during @> clock_timestamp();
END $$;

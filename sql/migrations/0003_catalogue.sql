-- The video resource catalogue and the ground it stands on (Articles 4, 6 and 7). All geometry is WGS-84 (4326) but the
-- basemap, which is kept in the map's own plane (3857).

CREATE TABLE catalogue.city (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL UNIQUE CONSTRAINT city_code_ck CHECK (code ~ '^[0-9]{6}$'),
    name_zh text NOT NULL,
    name_en text NOT NULL,
    outline public.geometry(MultiPolygon, 4326) NOT NULL CONSTRAINT city_outline_ck CHECK (public.ST_IsValid(outline)),
    note_zh text NOT NULL DEFAULT '',
    note_en text NOT NULL DEFAULT ''
);
CREATE TABLE catalogue.township (
    code text PRIMARY KEY CONSTRAINT township_code_ck CHECK (code ~ '^[0-9]{9}$'),
    name_zh text NOT NULL UNIQUE,
    name_en text NOT NULL,
    geom public.geometry(MultiPolygon, 4326) NOT NULL CONSTRAINT township_geom_ck CHECK (public.ST_IsValid(geom))
);
CREATE INDEX township_geom_ix ON catalogue.township USING gist (geom);

CREATE TABLE catalogue.camera (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    gb_code char(20) NOT NULL UNIQUE
        CONSTRAINT camera_gb_code_ck CHECK (gb_code ~ '^[0-9]{10}13[12][0-9]{7}$'),
    name text NOT NULL CONSTRAINT camera_name_ck CHECK (length(name) BETWEEN 1 AND 50),
    resource_class smallint NOT NULL CONSTRAINT camera_class_ck CHECK (resource_class IN (1, 2, 3, 9)),
    camera_type smallint NOT NULL CONSTRAINT camera_type_ck CHECK (camera_type BETWEEN 1 AND 7),
    status text NOT NULL DEFAULT 'online'
        CONSTRAINT camera_status_ck CHECK (status IN ('online', 'offline', 'fault', 'repair', 'disabled', 'retired')),
    status_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    owner_id integer NOT NULL REFERENCES law.department,        -- managing unit
    built_by integer NOT NULL REFERENCES law.department,
    maintained_by integer NOT NULL REFERENCES law.department,
    contact_name text,
    contact_phone text,
    civil_code text CONSTRAINT camera_civil_code_ck CHECK (civil_code ~ '^[0-9]{6,8}$'),
    township_code text REFERENCES catalogue.township,
    geom public.geometry(Point, 4326) NOT NULL,
    src_crs text NOT NULL DEFAULT 'wgs84',
    direction smallint CONSTRAINT camera_direction_ck CHECK (direction BETWEEN 1 AND 8),
    azimuth real CONSTRAINT camera_azimuth_ck CHECK (azimuth >= 0 AND azimuth < 360),      -- degrees from true north
    azimuths real[],                                            -- all headings where one pole looks several ways
    hfov real CONSTRAINT camera_hfov_ck CHECK (hfov > 0 AND hfov <= 360),                   -- degrees
    max_view_m real CONSTRAINT camera_max_view_ck CHECK (max_view_m > 0 AND max_view_m <= 20000),
    height_m real CONSTRAINT camera_height_ck CHECK (height_m > -50 AND height_m < 1000),
    tilt real CONSTRAINT camera_tilt_ck CHECK (tilt BETWEEN -90 AND 90),
    ptz boolean NOT NULL DEFAULT false,
    indoor boolean NOT NULL DEFAULT false,
    location_type text,
    function_type text,
    light text,
    resolution text,
    codec text,
    network text,
    secrecy boolean NOT NULL DEFAULT false,
    blocked_reason text,                                        -- Decree 799 Article 8, or by order of the bureau
    connected boolean NOT NULL DEFAULT true,                    -- Article 6
    retention_days smallint CONSTRAINT camera_retention_ck CHECK (retention_days BETWEEN 0 AND 3650),
    pole_no text,
    dossier jsonb NOT NULL DEFAULT '{}' CONSTRAINT camera_dossier_ck CHECK (jsonb_typeof(dossier) = 'object'),
    revision integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX camera_geom_ix ON catalogue.camera USING gist (geom);
CREATE INDEX camera_owner_ix ON catalogue.camera (owner_id);
CREATE INDEX camera_name_ix ON catalogue.camera USING gin (name public.gin_trgm_ops);

CREATE TABLE catalogue.status_event (
    camera_id integer NOT NULL REFERENCES catalogue.camera ON DELETE CASCADE,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    status text NOT NULL,
    reason text NOT NULL,
    PRIMARY KEY (camera_id, at)
);

CREATE TABLE catalogue.basemap_feature (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    layer text NOT NULL CONSTRAINT basemap_feature_layer_ck
        CHECK (layer IN ('outline', 'township', 'road', 'water', 'place', 'building', 'landuse')),
    class text NOT NULL,
    name_zh text,
    name_en text,
    rank integer NOT NULL DEFAULT 0,
    min_zoom integer NOT NULL DEFAULT 0,
    geom public.geometry(Geometry, 3857) NOT NULL
);
CREATE INDEX basemap_feature_geom_ix ON catalogue.basemap_feature USING gist (geom, min_zoom);

-- Cameras change rarely as rows and often in state: a statement trigger keeps one revision for the map's caches.
CREATE TABLE operations.revision (
    scope text PRIMARY KEY,
    n bigint NOT NULL DEFAULT 1
);
INSERT INTO operations.revision (scope) VALUES ('camera'), ('basemap');
CREATE FUNCTION operations.bump() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE operations.revision SET n = n + 1 WHERE scope = TG_ARGV[0];
    RETURN NULL;
END $$;
CREATE TRIGGER camera_revision AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON catalogue.camera
    FOR EACH STATEMENT EXECUTE FUNCTION operations.bump('camera');
CREATE TRIGGER basemap_revision AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON catalogue.basemap_feature
    FOR EACH STATEMENT EXECUTE FUNCTION operations.bump('basemap');

-- Video nodes and workers that are alive.
CREATE TABLE operations.node (
    name text PRIMARY KEY,
    kind text NOT NULL CONSTRAINT node_kind_ck CHECK (kind IN ('feeds', 'worker')),
    base_url text,
    ws_url text,
    beat_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Addresses and credentials: sealed with a key that the database does not hold, and readable by no login role.
CREATE TABLE secret.camera_source (
    camera_id integer PRIMARY KEY REFERENCES catalogue.camera ON DELETE CASCADE,
    cipher bytea NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- The few waters that carry a name: found at once for each tile of the basemap.
CREATE INDEX basemap_feature_named_water_ix ON catalogue.basemap_feature USING gist (geom) WHERE layer = 'water' AND name_zh IS NOT NULL;

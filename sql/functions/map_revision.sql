-- The revision of all that the camera blob shows but the passing states: rows come and go, move, change hands, are blocked; lists of
-- authorised, excepted and priority cameras change. Who is allowed what today is not counted here: api.map_version reads it live.

CREATE OR REPLACE TRIGGER camera_map_revision
    AFTER INSERT OR DELETE OR TRUNCATE OR UPDATE OF geom, azimuth, hfov, max_view_m, camera_type, resource_class, owner_id, secrecy, blocked_reason
    ON catalogue.camera FOR EACH STATEMENT EXECUTE FUNCTION operations.bump('map');
CREATE OR REPLACE TRIGGER camera_use_revision AFTER UPDATE OF status ON catalogue.camera FOR EACH ROW
    WHEN ((OLD.status IN ('disabled', 'retired')) IS DISTINCT FROM (NEW.status IN ('disabled', 'retired')))
    EXECUTE FUNCTION operations.bump('map');
CREATE OR REPLACE TRIGGER authorisation_camera_map_revision AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON law.authorisation_camera
    FOR EACH STATEMENT EXECUTE FUNCTION operations.bump('map');
CREATE OR REPLACE TRIGGER priority_camera_map_revision AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON law.priority_camera
    FOR EACH STATEMENT EXECUTE FUNCTION operations.bump('map');

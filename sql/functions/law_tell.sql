-- A change of rights is told at commit on channel mj_rights; who hears it decides again. Payload: {"department","camera","session","viewing"},
-- the field that is absent holds for all. Telling too much costs a re-check; telling too little is bounded by the lease.

CREATE OR REPLACE FUNCTION law.tell() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_row jsonb := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
BEGIN
    PERFORM pg_notify('mj_rights', CASE WHEN TG_NARGS = 0 THEN '{}'
        ELSE jsonb_build_object(TG_ARGV[0], v_row -> TG_ARGV[1])::text END);
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER department_tell AFTER UPDATE ON law.department FOR EACH ROW EXECUTE FUNCTION law.tell('department', 'id');
CREATE OR REPLACE TRIGGER person_tell AFTER UPDATE OF department_id ON law.person FOR EACH ROW EXECUTE FUNCTION law.tell();
CREATE OR REPLACE TRIGGER account_tell AFTER UPDATE OF status ON law.account FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION law.tell();
CREATE OR REPLACE TRIGGER person_role_tell AFTER INSERT OR UPDATE OR DELETE ON law.person_role FOR EACH STATEMENT EXECUTE FUNCTION law.tell();
CREATE OR REPLACE TRIGGER terminal_tell AFTER UPDATE OR DELETE ON law.terminal FOR EACH ROW EXECUTE FUNCTION law.tell('department', 'department_id');
CREATE OR REPLACE TRIGGER person_terminal_tell AFTER UPDATE OR DELETE ON law.person_terminal FOR EACH STATEMENT EXECUTE FUNCTION law.tell();
CREATE OR REPLACE TRIGGER letter_tell AFTER INSERT OR UPDATE OR DELETE ON law.letter FOR EACH ROW EXECUTE FUNCTION law.tell('department', 'department_id');
CREATE OR REPLACE TRIGGER session_tell AFTER UPDATE OF ended_at, absolute_until ON law.session FOR EACH ROW EXECUTE FUNCTION law.tell('session', 'id');
CREATE OR REPLACE TRIGGER jurisdiction_version_tell AFTER INSERT OR UPDATE OR DELETE ON law.jurisdiction_version
    FOR EACH ROW EXECUTE FUNCTION law.tell('department', 'department_id');
CREATE OR REPLACE TRIGGER jurisdiction_exception_tell AFTER INSERT OR UPDATE OR DELETE ON law.jurisdiction_exception
    FOR EACH STATEMENT EXECUTE FUNCTION law.tell();
CREATE OR REPLACE TRIGGER protected_zone_tell AFTER INSERT OR UPDATE OR DELETE ON law.protected_zone
    FOR EACH STATEMENT EXECUTE FUNCTION law.tell();
CREATE OR REPLACE TRIGGER authorisation_tell AFTER INSERT OR UPDATE OR DELETE ON law.authorisation
    FOR EACH ROW EXECUTE FUNCTION law.tell('department', 'department_id');
CREATE OR REPLACE TRIGGER authorisation_camera_tell AFTER INSERT OR UPDATE OR DELETE ON law.authorisation_camera
    FOR EACH STATEMENT EXECUTE FUNCTION law.tell();
CREATE OR REPLACE TRIGGER authorisation_permission_tell AFTER INSERT OR UPDATE OR DELETE ON law.authorisation_permission
    FOR EACH STATEMENT EXECUTE FUNCTION law.tell();
CREATE OR REPLACE TRIGGER priority_order_tell AFTER INSERT OR UPDATE OR DELETE ON law.priority_order
    FOR EACH ROW EXECUTE FUNCTION law.tell('department', 'department_id');
CREATE OR REPLACE TRIGGER priority_camera_tell AFTER INSERT OR UPDATE OR DELETE ON law.priority_camera
    FOR EACH STATEMENT EXECUTE FUNCTION law.tell();
CREATE OR REPLACE TRIGGER role_action_tell AFTER INSERT OR UPDATE OR DELETE ON law.role_action
    FOR EACH STATEMENT EXECUTE FUNCTION law.tell();
CREATE OR REPLACE TRIGGER camera_tell AFTER UPDATE ON catalogue.camera FOR EACH ROW
    WHEN (OLD.secrecy IS DISTINCT FROM NEW.secrecy OR OLD.blocked_reason IS DISTINCT FROM NEW.blocked_reason
          OR OLD.geom IS DISTINCT FROM NEW.geom
          OR (OLD.status IN ('disabled', 'retired')) IS DISTINCT FROM (NEW.status IN ('disabled', 'retired')))
    EXECUTE FUNCTION law.tell('camera', 'id');
CREATE OR REPLACE TRIGGER viewing_tell AFTER UPDATE OF ended_at ON law.viewing FOR EACH ROW
    WHEN (OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL) EXECUTE FUNCTION law.tell('viewing', 'id');

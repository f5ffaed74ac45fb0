-- What a version can never do, whoever asks: change after it left the drawing table, vanish, skip a step, be approved unseen (Article 25).

-- What was on the table: area, exceptions by the cameras' codes, basis, article, attachment.
CREATE OR REPLACE FUNCTION law.jurisdiction_content(p law.jurisdiction_version) RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(coalesce(public.ST_AsBinary((p).geom, 'NDR'), '') || convert_to(json_build_array(
        (p).department_id, (p).basis, (p).article, encode((p).attachment_sha256, 'hex'),
        (SELECT json_agg(json_build_array(c.gb_code, e.kind, e.reason) ORDER BY c.gb_code)
         FROM law.jurisdiction_exception e JOIN catalogue.camera c ON c.id = e.camera_id WHERE e.version_id = (p).id))::text, 'UTF8'))
$$;

CREATE OR REPLACE FUNCTION law.jurisdiction_may_follow(p_before text, p_after text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT p_before = p_after OR (p_before, p_after) IN (
        ('draft', 'unit_opinion'), ('unit_opinion', 'review'), ('review', 'approval'), ('approval', 'in_force'),
        ('unit_opinion', 'draft'), ('review', 'draft'), ('approval', 'draft'),
        ('in_force', 'suspended'), ('suspended', 'in_force'), ('in_force', 'revoked'), ('suspended', 'revoked'), ('in_force', 'superseded'))
$$;

CREATE OR REPLACE FUNCTION law.jurisdiction_version_immutable() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (OLD.department_id, OLD.version_no, OLD.drawn_by) IS DISTINCT FROM (NEW.department_id, NEW.version_no, NEW.drawn_by)
       OR (OLD.status <> 'draft' AND (NEW.basis, NEW.article, NEW.attachment_sha256, public.ST_AsBinary(NEW.geom))
           IS DISTINCT FROM (OLD.basis, OLD.article, OLD.attachment_sha256, public.ST_AsBinary(OLD.geom))) THEN
        RAISE EXCEPTION 'a jurisdiction version never changes after it was submitted (Article 25)'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'jurisdiction_version_immutable_ck';
    END IF;
    IF NOT law.jurisdiction_may_follow(OLD.status, NEW.status) THEN
        RAISE EXCEPTION 'a jurisdiction does not go from % to %', OLD.status, NEW.status
            USING ERRCODE = 'check_violation', CONSTRAINT = 'jurisdiction_version_course_ck';
    END IF;
    -- What takes force was given an opinion, reviewed and approved since it was last submitted, each time with this very content.
    IF OLD.status = 'approval' AND NEW.status = 'in_force' AND 3 <> (
        SELECT count(DISTINCT a.act) FROM law.jurisdiction_act a
        WHERE a.version_id = NEW.id AND a.act IN ('opinion', 'review', 'approve') AND a.content_sha256 = law.jurisdiction_content(NEW)
          AND a.id > (SELECT max(s.id) FROM law.jurisdiction_act s WHERE s.version_id = NEW.id AND s.act = 'submit')) THEN
        RAISE EXCEPTION 'what is approved is what was reviewed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'jurisdiction_version_reviewed_ck';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER jurisdiction_version_immutable_ck BEFORE UPDATE OR DELETE ON law.jurisdiction_version
    FOR EACH ROW EXECUTE FUNCTION law.jurisdiction_version_immutable();

-- STABLE: it sees the versions that stood before the statement, so that one and the same statement may bear a version with its exceptions.
CREATE OR REPLACE FUNCTION law.jurisdiction_exception_immutable() RETURNS trigger LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_versions integer[] := CASE TG_OP WHEN 'INSERT' THEN ARRAY[NEW.version_id] WHEN 'DELETE' THEN ARRAY[OLD.version_id]
                                       ELSE ARRAY[OLD.version_id, NEW.version_id] END;
BEGIN
    IF EXISTS (SELECT FROM law.jurisdiction_version j WHERE j.id = ANY (v_versions) AND j.status <> 'draft') THEN
        RAISE EXCEPTION 'the exceptions of a jurisdiction version never change after it was submitted (Article 25)'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'jurisdiction_exception_immutable_ck';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE OR REPLACE TRIGGER jurisdiction_exception_immutable_ck BEFORE INSERT OR UPDATE OR DELETE ON law.jurisdiction_exception
    FOR EACH ROW EXECUTE FUNCTION law.jurisdiction_exception_immutable();

CREATE OR REPLACE FUNCTION law.jurisdiction_act_immutable() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'the history of a jurisdiction is only added to'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'jurisdiction_act_immutable_ck';
END $$;
CREATE OR REPLACE TRIGGER jurisdiction_act_immutable_ck BEFORE UPDATE OR DELETE ON law.jurisdiction_act
    FOR EACH ROW EXECUTE FUNCTION law.jurisdiction_act_immutable();

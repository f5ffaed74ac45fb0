-- The course of a jurisdiction (Article 25): draft → unit opinion → review → approval → in force; return, withdraw, suspend, resume, revoke.
-- Each act checks person, state and content, is kept in law.jurisdiction_act and the audit, and is told at commit by the table's trigger.

-- The step that a person takes by an act in a state, NULL where the act takes none.
CREATE OR REPLACE FUNCTION law.jurisdiction_step(p_act text, p_status text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN p_act IN ('submit', 'withdraw') THEN 'drawing'
                WHEN p_act = 'opinion' OR (p_act = 'return' AND p_status = 'unit_opinion') THEN 'opinion'
                WHEN p_act = 'review' OR (p_act = 'return' AND p_status = 'review') THEN 'review'
                WHEN p_act = 'approve' OR (p_act = 'return' AND p_status = 'approval') THEN 'approval' END
$$;
-- The action (law.action) that an act needs in a state.
CREATE OR REPLACE FUNCTION law.jurisdiction_action(p_act text, p_status text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE law.jurisdiction_step(p_act, p_status)
        WHEN 'drawing' THEN 'jurisdiction:draw' WHEN 'opinion' THEN 'jurisdiction:opinion' WHEN 'review' THEN 'jurisdiction:review'
        WHEN 'approval' THEN 'jurisdiction:approve'
        ELSE CASE p_act WHEN 'suspend' THEN 'jurisdiction:suspend' ELSE 'jurisdiction:approve' END END
$$;
-- The state that an act leads to, NULL where it does not fit. What has run out or is not yet in force can be revoked, not suspended.
CREATE OR REPLACE FUNCTION law.jurisdiction_next(p_act text, p_row law.jurisdiction_version, p_at timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN p_act = 'submit' AND (p_row).status = 'draft' THEN 'unit_opinion'
        WHEN p_act = 'opinion' AND (p_row).status = 'unit_opinion' THEN 'review'
        WHEN p_act = 'review' AND (p_row).status = 'review' THEN 'approval'
        WHEN p_act = 'approve' AND (p_row).status = 'approval' THEN 'in_force'
        WHEN p_act IN ('withdraw', 'return') AND (p_row).status IN ('unit_opinion', 'review', 'approval') THEN 'draft'
        WHEN p_act = 'suspend' AND (p_row).status = 'in_force' AND (p_row).during @> p_at THEN 'suspended'
        WHEN p_act = 'resume' AND (p_row).status = 'suspended' AND (p_row).during @> p_at THEN 'in_force'
        WHEN p_act = 'revoke' AND (p_row).status IN ('in_force', 'suspended') AND coalesce(upper((p_row).during) > p_at, true) THEN 'revoked' END
$$;

-- What forbids an act to a person who has the office: person, state, content, words; NULL when nothing does.
CREATE OR REPLACE FUNCTION law.jurisdiction_refusal(p_viewer law.viewer, p_row law.jurisdiction_version, p_act text, p_content text,
                                                    p_reason text, p_at timestamptz) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_step text := law.jurisdiction_step(p_act, (p_row).status);
BEGIN
    RETURN CASE
        WHEN law.jurisdiction_next(p_act, p_row, p_at) IS NULL THEN 'E-STATE-01'
        WHEN (v_step IN ('opinion', 'review', 'approval') AND (p_row).drawn_by = (p_viewer).person_id)
             OR EXISTS (SELECT FROM law.jurisdiction_act a WHERE a.version_id = (p_row).id AND a.person_id = (p_viewer).person_id AND a.step <> v_step)
             THEN 'E-SOD-01'
        WHEN (p_act IN ('opinion', 'review', 'approve') OR p_content IS NOT NULL)
             AND p_content IS DISTINCT FROM encode(law.jurisdiction_content(p_row), 'hex') THEN 'E-DRAFT-02'
        WHEN p_act IN ('return', 'suspend', 'resume', 'revoke') AND length(btrim(p_reason)) < 2 THEN 'E-DRAFT-04'
        WHEN p_act = 'submit' AND (length(btrim((p_row).basis)) < 2 OR EXISTS (SELECT FROM law.area_problems((p_row).geom))) THEN 'E-DRAFT-05'
        WHEN p_act IN ('submit', 'approve') AND law.needs_reason((p_row).geom)
             AND length(btrim(CASE p_act WHEN 'submit' THEN concat(p_reason, (p_row).note) ELSE p_reason END)) < 10 THEN 'E-JUR-03' END;
END $$;

-- Brings a version into force from an instant until the next one that was approved for later; whatever stood there before ends at it.
-- Nothing has to run at that instant: the decision asks the ranges.
CREATE OR REPLACE FUNCTION law.bring_into_force(p_row law.jurisdiction_version, p_person integer, p_from timestamptz, p_at timestamptz)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_until timestamptz := (SELECT min(lower(o.during)) FROM law.jurisdiction_version o
                            WHERE o.department_id = (p_row).department_id AND o.status IN ('in_force', 'suspended') AND lower(o.during) > p_from);
BEGIN
    UPDATE law.jurisdiction_version o SET status = 'superseded', during = 'empty'
        WHERE o.department_id = (p_row).department_id AND o.status = 'in_force' AND lower(o.during) = p_from;
    UPDATE law.jurisdiction_version o SET during = tstzrange(lower(o.during), p_from)
        WHERE o.department_id = (p_row).department_id AND o.status IN ('in_force', 'suspended') AND o.during @> p_from AND lower(o.during) < p_from;
    UPDATE law.jurisdiction_version j SET status = 'in_force', during = tstzrange(p_from, v_until), approved_by = p_person, approved_at = p_at,
        effective_from = p_from
        WHERE j.id = (p_row).id;
END $$;

-- One act on one version. code: NULL done; E-ROLE-01, E-SOD-01, E-JUR-03 the law; E-STATE-01 not now; E-DRAFT-02 … -05 see above.
CREATE OR REPLACE FUNCTION api.jurisdiction_act(p_token text, p_address inet, p_id integer, p_act text, p_content text, p_reason text,
                                                p_from timestamptz)
RETURNS TABLE (code text, status text, version_no integer, effective_from timestamptz, content_sha256 text, problems jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_at timestamptz := clock_timestamp();
    v law.viewer := law.require(p_token, p_address, 'jurisdiction:read');
    v_row law.jurisdiction_version;
    v_reason text := btrim(left(coalesce(p_reason, ''), 2000));
    v_step text;
    v_code text;
BEGIN
    PERFORM law.demand_read_committed();
    SELECT j.* INTO v_row FROM law.jurisdiction_version j WHERE j.id = p_id AND law.may_read_jurisdictions(v, j.department_id);
    PERFORM pg_advisory_xact_lock(hashtextextended('jurisdiction', v_row.department_id));
    SELECT j.* INTO v_row FROM law.jurisdiction_version j WHERE j.id = v_row.id;     -- as it stands now that nobody else acts on it
    v_at := clock_timestamp();
    v_step := law.jurisdiction_step(p_act, v_row.status);
    v_code := CASE
        WHEN v_row.id IS NULL THEN 'E-DRAFT-03'
        WHEN p_act NOT IN ('submit', 'withdraw', 'opinion', 'review', 'approve', 'return', 'suspend', 'resume', 'revoke') THEN 'E-STATE-01'
        ELSE coalesce(law.gate(v, law.jurisdiction_action(p_act, v_row.status), v_at),
                      CASE WHEN NOT CASE WHEN v_step IN ('drawing', 'opinion') THEN v.department_id = v_row.department_id
                                         ELSE law.is_bureau(v) END THEN 'E-ROLE-01' END,
                      law.jurisdiction_refusal(v, v_row, p_act, p_content, v_reason, v_at)) END;
    IF v_code IS NULL THEN
        v_code := law.carry_out(v, v_row, p_act, v_step, v_reason, p_from, v_at);
    END IF;
    PERFORM law.audit_jurisdiction(v, p_address, p_act, v_code, p_id,
        concat_ws('; ', 'version ' || v_row.version_no, encode(law.jurisdiction_content(v_row), 'hex'), nullif(left(v_reason, 200), '')));
    RETURN QUERY SELECT v_code, j.status, j.version_no, j.effective_from, encode(law.jurisdiction_content(j), 'hex'),
        CASE WHEN v_code = 'E-DRAFT-05' THEN law.area_problems_json(j.geom) ELSE '[]' END
        FROM (SELECT 1) one LEFT JOIN law.jurisdiction_version j ON j.id = v_row.id;
END $$;

CREATE OR REPLACE FUNCTION law.is_bureau(p_viewer law.viewer) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM law.department d WHERE d.id = (p_viewer).department_id AND d.kind = 'bureau')
$$;

-- Does what was found lawful. E-SOD-01 and E-STATE-01 where the constraints know better (two acts at once).
CREATE OR REPLACE FUNCTION law.carry_out(p_viewer law.viewer, p_row law.jurisdiction_version, p_act text, p_step text, p_reason text,
                                         p_from timestamptz, p_at timestamptz) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_row law.jurisdiction_version := p_row;
    v_hit text;
BEGIN
    IF p_act = 'submit' THEN     -- edges no longer than 0.02°: drawn straight on any map, the line is the same
        UPDATE law.jurisdiction_version j SET geom = public.ST_Segmentize(j.geom, 0.02), updated_at = p_at WHERE j.id = (p_row).id
            RETURNING j.* INTO v_row;
    END IF;
    INSERT INTO law.jurisdiction_act (version_id, act, step, person_id, at, reason, content_sha256)
        VALUES ((p_row).id, p_act, p_step, (p_viewer).person_id, p_at, p_reason, law.jurisdiction_content(v_row));
    IF p_act = 'approve' THEN
        PERFORM law.bring_into_force(p_row, (p_viewer).person_id, greatest(coalesce(p_from, p_at), p_at), p_at);
    ELSE
        UPDATE law.jurisdiction_version j SET status = law.jurisdiction_next(p_act, p_row, p_at), updated_at = p_at WHERE j.id = (p_row).id;
    END IF;
    RETURN NULL;
EXCEPTION WHEN exclusion_violation THEN
    GET STACKED DIAGNOSTICS v_hit = CONSTRAINT_NAME;
    RETURN CASE v_hit WHEN 'jurisdiction_act_separation_ex' THEN 'E-SOD-01' ELSE 'E-STATE-01' END;
END $$;

GRANT EXECUTE ON FUNCTION api.jurisdiction_act(text, inet, integer, text, text, text, timestamptz) TO mj_web;

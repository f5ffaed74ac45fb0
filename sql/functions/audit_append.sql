-- Writing a leaf (R-66). Canonical bytes: nothing depends on a setting of the session, on a locale or on how jsonb prints.
-- After the prefix come number, instant and transaction, eight octets each; every other field is 00 when absent, else 01, its
-- length in four octets, its octets: no two rows share their bytes, and NULL is not ''. Whole numbers are int8, instants the
-- microseconds since 2000-01-01 00:00 UTC as int8, an address is family, mask, 0, length, octets; all in network order, text in UTF-8.
-- data/law/leaves.py says the same once more, for the verifier: it was written from this description, not from this code.

CREATE OR REPLACE FUNCTION audit.field(p bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN p IS NULL THEN '\x00'::pg_catalog.bytea
           ELSE '\x01'::pg_catalog.bytea OPERATOR(pg_catalog.||) pg_catalog.int4send(pg_catalog.octet_length(p)) OPERATOR(pg_catalog.||) p END
$$;

CREATE OR REPLACE FUNCTION audit.leaf_bytes(l audit.leaf) RETURNS bytea
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN 'mingjie.audit.leaf.v1'::bytea || int8send(l.seq) || timestamptz_send(l.at) || xid8send(l.txid)
        || audit.field(convert_to(l.kind, 'UTF8')) || audit.field(convert_to(l.result, 'UTF8')) || audit.field(convert_to(l.rule, 'UTF8'))
        || audit.field(int8send(l.person_id)) || audit.field(convert_to(l.login, 'UTF8')) || audit.field(int8send(l.department_id))
        || audit.field(inet_send(l.address)) || audit.field(int8send(l.terminal_id)) || audit.field(int8send(l.session_id))
        || audit.field(convert_to(l.object_type, 'UTF8')) || audit.field(convert_to(l.object_id, 'UTF8'))
        || audit.field(convert_to(l.detail, 'UTF8'));
END $$;

-- Appends one leaf in the caller's transaction and gives its number: the act and its record stand or fall together, and a caller whose
-- leaf cannot be written gets the error, so nothing is shown. Only functions owned by mj_definer may call it.
-- The transaction's number is taken before the leaf's: the sealer's reckoning of what can still come depends on that order.
CREATE OR REPLACE FUNCTION audit.append(
    p_kind text, p_result text, p_rule text, p_person int, p_login text, p_department int, p_address inet, p_terminal int,
    p_session bigint, p_object_type text, p_object_id text, p_detail text
) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    l audit.leaf;
BEGIN
    l.txid := pg_current_xact_id();
    l.seq := nextval('audit.leaf_seq');
    l.at := clock_timestamp();
    l.kind := p_kind;           l.result := p_result;           l.rule := p_rule;
    l.person_id := p_person;    l.login := p_login;             l.department_id := p_department;
    l.address := p_address;     l.terminal_id := p_terminal;    l.session_id := p_session;
    l.object_type := p_object_type;  l.object_id := p_object_id;  l.detail := p_detail;
    l.hash := sha256('\x00'::bytea || audit.leaf_bytes(l));
    INSERT INTO audit.leaf VALUES (l.*);
    RETURN l.seq;
END $$;

REVOKE ALL ON FUNCTION audit.field(bytea), audit.leaf_bytes(audit.leaf), audit.append(
    text, text, text, int, text, int, inet, int, bigint, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.field(bytea), audit.leaf_bytes(audit.leaf), audit.append(
    text, text, text, int, text, int, inet, int, bigint, text, text, text) TO mj_definer;
GRANT EXECUTE ON FUNCTION audit.field(bytea), audit.leaf_bytes(audit.leaf) TO mj_auditor;

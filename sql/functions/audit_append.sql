-- Writing a leaf (R-66). Its hash is the leaf hash of RFC 6962: sha256 over one zero octet and the canonical bytes, which are
--   'mingjie.audit.leaf.v1', then PostgreSQL's binary form of the row below: the number of fields, and for each its type, its length
--   (-1 when absent) and its octets, all in network order; instants are microseconds since 2000-01-01 00:00 UTC.
-- Text goes in as octets in UTF-8, so nothing depends on a setting of the session, a locale or on how jsonb prints; NULL is not ''.
-- data/law/leaves.py says the same once more, for the verifier: it was written from this description, not from this code.

-- Appends one leaf in the caller's transaction and gives its number: the act and its record stand or fall together, and a caller whose
-- leaf cannot be written gets the error, so nothing is shown. Only functions owned by mj_definer may call it.
-- The transaction's number is taken before the leaf's: the sealer's reckoning of what can still come depends on that order.
-- One statement, every name qualified, no SET: this runs in every act (a SET and three statements cost as much as the insert).
CREATE OR REPLACE FUNCTION audit.append(
    p_kind text, p_result text, p_rule text, p_person int, p_login text, p_department int, p_address inet, p_terminal int,
    p_session bigint, p_object_type text, p_object_id text, p_detail text
) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY INVOKER AS $$
DECLARE
    v_seq bigint;
BEGIN
    INSERT INTO audit.leaf (txid, seq, at, kind, result, rule, person_id, login, department_id, address, terminal_id, session_id,
                            object_type, object_id, detail, hash)
    SELECT n.txid, n.seq, n.at, p_kind, p_result::audit.result, p_rule, p_person, p_login, p_department, p_address, p_terminal, p_session,
           p_object_type, p_object_id, p_detail,
           pg_catalog.sha256('\x006d696e676a69652e61756469742e6c6561662e7631'::pg_catalog.bytea OPERATOR(pg_catalog.||)
               pg_catalog.record_send(ROW(
                   n.seq, n.at, n.txid,
                   pg_catalog.convert_to(p_kind, 'UTF8'), pg_catalog.convert_to(p_result, 'UTF8'), pg_catalog.convert_to(p_rule, 'UTF8'),
                   p_person, pg_catalog.convert_to(p_login, 'UTF8'), p_department, p_address, p_terminal, p_session,
                   pg_catalog.convert_to(p_object_type, 'UTF8'), pg_catalog.convert_to(p_object_id, 'UTF8'),
                   pg_catalog.convert_to(p_detail, 'UTF8'))))
      FROM (SELECT pg_catalog.pg_current_xact_id() AS txid, pg_catalog.nextval('audit.leaf_seq'::pg_catalog.regclass) AS seq,
                   pg_catalog.clock_timestamp() AS at) AS n
    RETURNING seq INTO v_seq;
    RETURN v_seq;
END $$;

REVOKE ALL ON FUNCTION audit.append(text, text, text, int, text, int, inet, int, bigint, text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.append(text, text, text, int, text, int, inet, int, bigint, text, text, text) TO mj_definer;

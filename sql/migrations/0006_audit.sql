-- The audit (Article 24, R-66): what was asked, by whom, from where, and what was answered. Rows are only ever added.
--   leaf     one act or decision; hash = RFC 6962 leaf hash of its canonical bytes (audit.leaf_bytes)
--   seal     a Merkle root over leaves, chained to the seal before it; it names the leaves it holds
--   sealing  the sealer's bookmark: working state, no evidence. Losing it makes no finding, only a longer search
CREATE SCHEMA IF NOT EXISTS audit;

CREATE SEQUENCE audit.leaf_seq AS bigint CACHE 1;

CREATE TABLE audit.leaf (
    seq           bigint      NOT NULL,
    at            timestamptz NOT NULL,
    txid          xid8        NOT NULL,
    kind          text        NOT NULL,
    result        text        NOT NULL,
    rule          text,
    person_id     int,
    login         text,
    department_id int,
    address       inet,
    terminal_id   int,
    session_id    bigint,
    object_type   text,
    object_id     text,
    detail        text,
    hash          bytea       NOT NULL,
    CONSTRAINT leaf_pk PRIMARY KEY (seq),
    CONSTRAINT leaf_result_ck CHECK (result IN ('allow', 'deny', 'done', 'fail'))
);
CREATE INDEX leaf_at_ix ON audit.leaf USING brin (at);
ALTER SEQUENCE audit.leaf_seq OWNED BY audit.leaf.seq;
COMMENT ON TABLE audit.leaf IS 'Append-only. No reference to other tables: a leaf outlives its subject.';

-- The seal names its leaves by number (seqs) and keeps their hashes, in the order of the numbers (leaf_hashes), so that a removed and an
-- edited row can be named even if its own hash was written anew. Gaps left by rolled-back transactions are in no seal.
-- complete: all leaves that could be seen were sealed (not so while a long backlog is worked off, seal by seal).
-- snapshot: what could be seen then, as pg_snapshot prints it; a leaf of a transaction that could be seen at a complete seal, and that is
-- under none, was slipped in.
CREATE TABLE audit.seal (
    no          bigint         NOT NULL,
    sealed_at   timestamptz    NOT NULL,
    txid        xid8           NOT NULL,
    snapshot    text           NOT NULL,
    complete    boolean        NOT NULL,
    leaves      int            NOT NULL,
    total       bigint         NOT NULL,
    seqs        int8multirange NOT NULL,
    leaf_hashes bytea          NOT NULL,
    root        bytea          NOT NULL,
    prev        bytea          NOT NULL,
    hash        bytea          NOT NULL,
    CONSTRAINT seal_pk PRIMARY KEY (no),
    CONSTRAINT seal_no_ck CHECK (no > 0),
    CONSTRAINT seal_leaves_ck CHECK (leaves > 0 AND octet_length(leaf_hashes) = 32 * leaves),
    CONSTRAINT seal_hash_ck CHECK (octet_length(root) = 32 AND octet_length(prev) = 32 AND octet_length(hash) = 32)
);
ALTER TABLE audit.seal ALTER COLUMN leaf_hashes SET STORAGE EXTERNAL;

-- Numbers not seen when the newest seal was written, for they belonged to transactions still running (or to ones undone):
-- fresh since the transaction fresh_since, settling since an earlier one. Once all before it have ended, what is missing never comes.
CREATE TABLE audit.sealing (
    one          boolean        NOT NULL DEFAULT true,
    last_seq     bigint         NOT NULL DEFAULT 0,
    settling     int8multirange NOT NULL DEFAULT '{}',
    settled_when xid8,
    fresh        int8multirange NOT NULL DEFAULT '{}',
    CONSTRAINT sealing_pk PRIMARY KEY (one),
    CONSTRAINT sealing_one_ck CHECK (one)
);
INSERT INTO audit.sealing DEFAULT VALUES;

CREATE FUNCTION audit.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'the audit is append-only: % on audit.% is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

-- ALWAYS: also in a session that calls itself a replica.
CREATE TRIGGER leaf_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.leaf
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
ALTER TABLE audit.leaf ENABLE ALWAYS TRIGGER leaf_append_only;
CREATE TRIGGER seal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.seal
    FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
ALTER TABLE audit.seal ENABLE ALWAYS TRIGGER seal_append_only;

REVOKE ALL ON ALL TABLES IN SCHEMA audit FROM PUBLIC;
GRANT USAGE ON SCHEMA audit TO mj_definer, mj_auditor;
GRANT USAGE ON SEQUENCE audit.leaf_seq TO mj_definer;
GRANT INSERT, SELECT ON audit.leaf TO mj_definer;
GRANT INSERT, SELECT ON audit.seal TO mj_definer;
GRANT SELECT, UPDATE ON audit.sealing TO mj_definer;
GRANT SELECT ON audit.leaf, audit.seal TO mj_auditor;

-- Sealing (R-66): about each second one sealer puts the new leaves under a Merkle root (RFC 6962: an odd node is promoted unchanged) and
-- chains it to the seal before. The seal names its leaves by number, so a transaction that stays open delays nobody's seal but its own.
-- A seal's hash is sha256 over octet 02, 'mingjie.audit.seal.v1' and PostgreSQL's binary form of the row below, as with a leaf.

CREATE OR REPLACE FUNCTION audit.merkle_root(p_leaf_hashes bytea) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_level bytea := p_leaf_hashes;
    v_octets integer;
BEGIN
    LOOP
        v_octets := octet_length(v_level);
        EXIT WHEN v_octets <= 32;
        SELECT string_agg(sha256('\x01'::bytea || substr(v_level, i, 64)), ''::bytea)
                   || CASE v_octets % 64 WHEN 32 THEN substr(v_level, v_octets - 31) ELSE ''::bytea END
            INTO v_level FROM generate_series(1, v_octets - 63, 64) AS i;    -- in the order of the series: nothing to sort
    END LOOP;
    RETURN v_level;
END $$;

CREATE OR REPLACE FUNCTION audit.seal_hash(s audit.seal) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT sha256('\x026d696e676a69652e61756469742e7365616c2e7631'::bytea || record_send(ROW(
        s.no, s.sealed_at, s.txid, convert_to(s.snapshot, 'UTF8'), s.complete, s.leaves, s.total, convert_to(s.seqs::text, 'UTF8'), s.root, s.prev)))
$$;

-- What no seal holds yet, oldest number first: above the newest sealed number, or in a gap whose transaction may still be running.
CREATE OR REPLACE FUNCTION audit.unsealed(p audit.sealing, p_limit integer) RETURNS TABLE (seq bigint, at timestamptz, hash bytea)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT u.* FROM (
        SELECT l.seq, l.at, l.hash FROM unnest(p.settling + p.fresh) AS gap
            CROSS JOIN LATERAL (SELECT x.* FROM audit.leaf x WHERE x.seq >= lower(gap) AND x.seq < upper(gap)) AS l
        UNION ALL
        (SELECT l.seq, l.at, l.hash FROM audit.leaf l WHERE l.seq > p.last_seq ORDER BY l.seq LIMIT p_limit)
    ) u ORDER BY u.seq LIMIT p_limit
$$;

-- Writes one seal and tells it, or gives no row: nothing to seal, or another sealer is at work. Wants a transaction of its own: its number
-- must be higher than that of every transaction that took a leaf's number before it looked. Hence, too, a table lock and no row lock.
CREATE OR REPLACE FUNCTION api.seal_leaves(p_limit integer)
RETURNS TABLE (no bigint, sealed_at timestamptz, leaves integer, hash bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_book audit.sealing;
    v_former audit.seal;
    v audit.seal;
    v_gaps int8multirange;
BEGIN
    PERFORM law.demand_read_committed();
    IF pg_current_xact_id_if_assigned() IS NOT NULL THEN
        RAISE EXCEPTION 'a seal wants a transaction of its own' USING ERRCODE = 'active_sql_transaction';
    END IF;
    BEGIN
        LOCK TABLE audit.sealing IN SHARE UPDATE EXCLUSIVE MODE NOWAIT;
    EXCEPTION WHEN lock_not_available THEN
        RETURN;
    END;
    SELECT b.* INTO STRICT v_book FROM audit.sealing b;
    SELECT s.* INTO v_former FROM audit.seal s ORDER BY s.no DESC LIMIT 1;
    SELECT pg_current_snapshot()::text, count(*), range_agg(int8range(u.seq, u.seq, '[]')), string_agg(u.hash, ''::bytea ORDER BY u.seq)
        INTO v.snapshot, v.leaves, v.seqs, v.leaf_hashes FROM audit.unsealed(v_book, p_limit) u;
    IF v.leaves = 0 THEN
        RETURN;
    END IF;
    v.sealed_at := clock_timestamp();
    v.txid := pg_current_xact_id();
    v.no := coalesce(v_former.no, 0) + 1;
    v.complete := v.leaves < p_limit;
    v.total := coalesce(v_former.total, 0) + v.leaves;
    v.prev := coalesce(v_former.hash, decode(repeat('00', 32), 'hex'));
    v.root := audit.merkle_root(v.leaf_hashes);
    v.hash := audit.seal_hash(v);
    INSERT INTO audit.seal (no, sealed_at, txid, snapshot, complete, leaves, total, seqs, leaf_hashes, root, prev, hash)
        VALUES (v.no, v.sealed_at, v.txid, v.snapshot, v.complete, v.leaves, v.total, v.seqs, v.leaf_hashes, v.root, v.prev, v.hash);
    PERFORM audit.turn_page(v_book, v);
    RETURN QUERY SELECT v.no, v.sealed_at, v.leaves, v.hash;
END $$;

-- Notes in the sealer's book which numbers may still come. A gap is given up once every transaction that ran when it was first seen has
-- ended; a book from before a restore (its transaction numbers lie in the future) is settled at once, for nobody of then still runs.
CREATE OR REPLACE FUNCTION audit.turn_page(p_book audit.sealing, p_seal audit.seal) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_last bigint := greatest(p_book.last_seq, upper(p_seal.seqs) - 1);
    v_fresh int8multirange := p_book.fresh + int8multirange(int8range(p_book.last_seq, v_last, '(]')) - p_seal.seqs;
    v_settled boolean := p_seal.complete
        AND (p_book.settled_when IS NULL OR pg_snapshot_xmin(p_seal.snapshot::pg_snapshot) >= p_book.settled_when OR p_book.settled_when > p_seal.txid);
BEGIN
    UPDATE audit.sealing SET last_seq = v_last,
        settling = CASE WHEN v_settled THEN v_fresh ELSE settling - p_seal.seqs END,
        settled_when = CASE WHEN v_settled THEN p_seal.txid ELSE settled_when END,
        fresh = CASE WHEN v_settled THEN '{}'::int8multirange ELSE v_fresh END;
END $$;

-- How sealing stands. Alarm: leaves have waited for more than ten seconds.
CREATE OR REPLACE FUNCTION audit.seal_state()
RETURNS TABLE (newest_seal bigint, newest_seal_age interval, oldest_unsealed bigint, oldest_unsealed_age interval, alarm boolean)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT s.no, clock_timestamp() - s.sealed_at, u.seq, clock_timestamp() - u.at, coalesce(clock_timestamp() - u.at > interval '10 seconds', false)
    FROM audit.sealing b
    LEFT JOIN LATERAL (SELECT x.no, x.sealed_at FROM audit.seal x ORDER BY x.no DESC LIMIT 1) s ON true
    LEFT JOIN LATERAL audit.unsealed(b, 1) u ON true
$$;

CREATE OR REPLACE FUNCTION api.seal_state()
RETURNS TABLE (newest_seal bigint, newest_seal_age interval, oldest_unsealed bigint, oldest_unsealed_age interval, alarm boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$ SELECT * FROM audit.seal_state() $$;

-- What the worker writes outside the database.
CREATE OR REPLACE FUNCTION api.seals_after(p_no bigint, p_limit integer)
RETURNS TABLE (no bigint, sealed_at timestamptz, leaves integer, total bigint, root bytea, hash bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT s.no, s.sealed_at, s.leaves, s.total, s.root, s.hash FROM audit.seal s WHERE s.no > p_no ORDER BY s.no LIMIT p_limit
$$;

-- The number of the first leaf that is not older than an instant, or NULL: numbers rise with time but for moments, so the range is halved
-- again and again. Whoever asks allows a minute either way, and then looks at the time itself.
CREATE OR REPLACE FUNCTION audit.seq_at(p_at timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE STRICT SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_low bigint := (SELECT min(l.seq) FROM audit.leaf l);
    v_high bigint := (SELECT max(l.seq) FROM audit.leaf l) + 1;
    v_middle bigint;
    v_found audit.leaf;
BEGIN
    WHILE v_low < v_high LOOP
        v_middle := v_low + (v_high - v_low) / 2;
        SELECT l.* INTO v_found FROM audit.leaf l WHERE l.seq >= v_middle ORDER BY l.seq LIMIT 1;
        IF v_found.at >= p_at THEN
            v_high := v_middle;
        ELSE
            v_low := v_found.seq + 1;
        END IF;
    END LOOP;
    RETURN (SELECT min(l.seq) FROM audit.leaf l WHERE l.seq >= v_low);
END $$;

-- One day of the city, counted: the contents of the daily report.
CREATE OR REPLACE FUNCTION api.audit_day(p_day date)
RETURNS TABLE (kind text, result text, leaves bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    v_since timestamptz := law.end_of_day(p_day - 1);
    v_until timestamptz := law.end_of_day(p_day);
    v_first bigint := audit.seq_at(v_since - interval '1 minute');
    v_last bigint := audit.seq_at(v_until + interval '1 minute');
BEGIN
    RETURN QUERY SELECT l.kind, l.result::text, count(*) FROM audit.leaf l
        WHERE l.seq >= v_first AND (v_last IS NULL OR l.seq < v_last) AND l.at >= v_since AND l.at < v_until GROUP BY 1, 2 ORDER BY 1, 2;
END $$;

CREATE OR REPLACE FUNCTION api.newest_seal(p_before timestamptz)
RETURNS TABLE (no bigint, sealed_at timestamptz, total bigint, hash bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT s.no, s.sealed_at, s.total, s.hash FROM audit.seal s WHERE s.sealed_at < p_before ORDER BY s.no DESC LIMIT 1
$$;

GRANT EXECUTE ON FUNCTION api.seal_leaves(integer), api.seals_after(bigint, integer), api.audit_day(date), api.newest_seal(timestamptz) TO mj_worker;
GRANT EXECUTE ON FUNCTION api.seal_state() TO mj_worker, mj_web, mj_auditor;

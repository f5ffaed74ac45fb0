-- The clock's acts: what ends because time passed, and what is cleared away once its term is over. The decision never waits for these
-- (it asks the time itself); they bring register, sessions and forms into line with it, and every one stands in the audit.

GRANT UPDATE (status) ON law.authorisation TO mj_definer;
GRANT DELETE ON law.session TO mj_definer;

-- Closes what is past its time. One row a kind: what ended, and how often.
CREATE OR REPLACE FUNCTION api.expire() RETURNS TABLE (what text, ended bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_at timestamptz := clock_timestamp();
BEGIN
    PERFORM law.demand_read_committed();
    what := 'session';
    SELECT count(law.end_session(s.id, s.reason)) INTO ended FROM (
        SELECT x.id, CASE WHEN x.absolute_until <= v_at THEN 'absolute-limit' ELSE 'idle' END AS reason
        FROM law.session x
        WHERE x.ended_at IS NULL AND (x.absolute_until <= v_at OR x.seen_at + x.idle_limit <= v_at)
        FOR UPDATE SKIP LOCKED) s;
    RETURN NEXT;
    what := 'ticket';
    WITH due AS MATERIALIZED (  -- a condition would slip below the lock, which then finds its row deleted
        SELECT t.viewing_id FROM secret.ticket t WHERE t.redeemed_at IS NULL AND t.expires_at <= v_at FOR UPDATE SKIP LOCKED)
    SELECT count(*) FILTER (WHERE law.finish_viewing(d.viewing_id, 'unused', NULL)) INTO ended FROM due d;
    RETURN NEXT;
    what := 'authorisation';
    ended := law.expire_authorisations(law.day_of(v_at));
    RETURN NEXT;
END $$;

-- An authorisation holds until 24:00 of its last day (Form 1, note 5: it is closed when its time is over).
CREATE OR REPLACE FUNCTION law.expire_authorisations(p_day date) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    v_ended bigint;
BEGIN
    WITH expired AS (
        UPDATE law.authorisation SET status = 'expired' WHERE status = 'approved' AND valid_to < p_day
        RETURNING application_no, department_id, valid_to)
    SELECT count(audit.append('authorisation.expire', 'done', NULL, NULL, NULL, e.department_id, NULL, NULL, NULL,
                              'authorisation', e.application_no, 'last day ' || to_char(e.valid_to, 'YYYY-MM-DD')))
        INTO v_ended FROM expired e;
    RETURN v_ended;
END $$;

-- Looks whose node is silent ended when it last spoke (a picture lives no longer than its node), or now where it said good-bye.
CREATE OR REPLACE FUNCTION api.close_orphans() RETURNS TABLE (ended bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_at timestamptz := clock_timestamp();
BEGIN
    PERFORM law.demand_read_committed();
    WITH orphan AS (
        UPDATE law.viewing w SET ended_at = greatest(coalesce(o.beat_at, v_at), w.started_at, w.opened_at), end_reason = 'node-lost'
        FROM (SELECT x.id, n.beat_at FROM law.viewing x LEFT JOIN operations.node n ON n.name = x.node, law.policy p
              WHERE x.ended_at IS NULL AND coalesce(n.beat_at <= v_at - p.node_silence, true) FOR UPDATE OF x SKIP LOCKED) o
        WHERE w.id = o.id AND w.ended_at IS NULL
        RETURNING w.*
    ), void AS (
        DELETE FROM secret.ticket t USING orphan w WHERE t.viewing_id = w.id
    )
    SELECT count(audit.append('viewing.close', 'done', NULL, w.person_id, a.login, w.department_id, w.address, w.terminal_id, w.session_id,
                              'viewing', w.register_no, 'node-lost; ' || w.node))
        INTO ended FROM orphan w JOIN law.account a ON a.person_id = w.person_id;
    RETURN NEXT;
END $$;

-- Retention. Sessions that carry no look go after six calendar months and a week (the register's go with the register); tickets and
-- nodes are of no use after a day. Leaves and seals are not purged. What was cleared away is counted in the audit.
CREATE OR REPLACE FUNCTION api.purge() RETURNS TABLE (what text, purged bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_at timestamptz := clock_timestamp();
BEGIN
    PERFORM law.demand_read_committed();
    FOR what, purged IN
        WITH session AS (
            DELETE FROM law.session s WHERE s.ended_at < v_at - interval '6 months 7 days'
                AND NOT EXISTS (SELECT FROM law.viewing w WHERE w.session_id = s.id) RETURNING 1
        ), ticket AS (
            DELETE FROM secret.ticket t USING law.viewing w
                WHERE w.id = t.viewing_id AND w.ended_at IS NOT NULL AND t.expires_at < v_at - interval '1 day' RETURNING 1
        ), node AS (
            DELETE FROM operations.node n WHERE n.beat_at < v_at - interval '1 day'
                AND NOT EXISTS (SELECT FROM law.viewing w WHERE w.node = n.name AND w.ended_at IS NULL) RETURNING 1
        )
        SELECT 'session', count(*) FROM session UNION ALL SELECT 'ticket', count(*) FROM ticket UNION ALL SELECT 'node', count(*) FROM node
    LOOP
        IF purged > 0 THEN
            PERFORM audit.append('retention.purge', 'done', NULL, NULL, NULL, NULL, NULL, NULL, NULL, what, NULL, purged::text);
        END IF;
        RETURN NEXT;
    END LOOP;
END $$;

-- What the worker itself did or met, as far as it may say so: always of kind worker.*, never in a person's name.
CREATE OR REPLACE FUNCTION api.worker_said(p_node text, p_what text, p_result text, p_detail text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM audit.append('worker.' || left(p_what, 40), p_result, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'node', left(p_node, 80), left(p_detail, 400));
END $$;

GRANT EXECUTE ON FUNCTION api.expire(), api.close_orphans(), api.purge(), api.worker_said(text, text, text, text) TO mj_worker;

-- A video process begins: whatever its predecessor of the same name was showing ended when that one last spoke (it was killed, else it
-- would have closed its rows). Looks whose ticket is not used yet are left alone: the new process will serve them.
CREATE OR REPLACE FUNCTION api.arrive(p_node text) RETURNS TABLE (ended bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM law.demand_read_committed();
    WITH lost AS (
        UPDATE law.viewing w
        SET ended_at = greatest(coalesce((SELECT n.beat_at FROM operations.node n WHERE n.name = p_node), w.opened_at), w.started_at, w.opened_at),
            end_reason = 'node-lost'
        WHERE w.node = p_node AND w.ended_at IS NULL
          AND NOT EXISTS (SELECT FROM secret.ticket t WHERE t.viewing_id = w.id AND t.redeemed_at IS NULL)
        RETURNING w.*
    ), void AS (
        DELETE FROM secret.ticket t USING lost w WHERE t.viewing_id = w.id
    )
    SELECT count(audit.append('viewing.close', 'done', NULL, w.person_id, a.login, w.department_id, w.address, w.terminal_id, w.session_id,
                              'viewing', w.register_no, 'node-lost; ' || w.node))
        INTO ended FROM lost w JOIN law.account a ON a.person_id = w.person_id;
    RETURN NEXT;
END $$;

GRANT EXECUTE ON FUNCTION api.arrive(text) TO mj_feeds;

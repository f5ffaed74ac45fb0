-- Who may do what in the database: the least that each process needs. Re-applied at every migrate; tests assert it.

-- The definer functions read the law and write its course, nothing more: no truncation, no change of a rule.
GRANT SELECT ON ALL TABLES IN SCHEMA catalogue, law, operations TO mj_definer;
GRANT UPDATE (failed_count, locked_until) ON law.account TO mj_definer;
GRANT INSERT ON law.session, law.viewing, catalogue.status_event TO mj_definer;
GRANT UPDATE (seen_at, ended_at, end_reason) ON law.session TO mj_definer;
GRANT UPDATE (started_at, ended_at, end_reason) ON law.viewing TO mj_definer;
GRANT UPDATE (status, status_at) ON catalogue.camera TO mj_definer;
GRANT INSERT, UPDATE, DELETE ON operations.node TO mj_definer;
GRANT SELECT ON secret.camera_source TO mj_definer;
GRANT SELECT, INSERT, DELETE, UPDATE (redeemed_at) ON secret.ticket TO mj_definer;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA law TO mj_definer;

-- The web process speaks for people, by their token.
GRANT EXECUTE ON FUNCTION
    api.sign_in_begin(text, inet), api.sign_in(text, bytea, inet, bytea, bytea, text), api.viewer(text, inet, text, boolean),
    api.sign_out(text, inet), api.open_viewing(text, inet, text, text, text), api.end_viewing(text, inet, bigint),
    api.register(text, inet, text, timestamptz, timestamptz, integer), api.jurisdiction_in_force(text, inet)
    TO mj_web;

-- The video process knows cameras by a look's ticket only.
GRANT EXECUTE ON FUNCTION
    api.redeem(text, inet, text), api.recheck(text, bigint[]), api.viewing_started(text, bigint), api.close_viewing(text, bigint, text, text),
    api.beat(text, text, text, text), api.leave(text), api.report_status(text, integer, text, text)
    TO mj_feeds;
GRANT EXECUTE ON FUNCTION api.beat(text, text, text, text), api.leave(text) TO mj_worker;

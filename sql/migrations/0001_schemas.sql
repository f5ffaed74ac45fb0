-- The rooms of the database. Nobody may enter but by a grant (Article 26: no road to a picture past the decision).
--   catalogue   what exists: the city, its townships, its cameras (Articles 4 to 7)
--   law         who may do what, where and until when (Articles 7, 22 to 27)
--   operations  the running of the platform: nodes, revisions
--   secret      addresses, credentials, tickets: no login role reads a row of it
--   audit       what was done, append-only (Article 24)
--   api         the only functions that the web and video processes may call
CREATE SCHEMA catalogue;
CREATE SCHEMA law;
CREATE SCHEMA operations;
CREATE SCHEMA secret;
CREATE SCHEMA audit;
CREATE SCHEMA api;

GRANT USAGE ON SCHEMA catalogue, law, operations, secret, audit, api TO mj_definer;
GRANT USAGE ON SCHEMA api TO mj_web, mj_feeds, mj_worker, mj_auditor;

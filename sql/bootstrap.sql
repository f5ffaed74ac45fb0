-- Extensions and roles: run at every migrate by the role that prepares the database (the superuser of the private
-- cluster, or the role of DATABASE_URL), before any migration. Repeatable.
-- Belongs here: what stands outside our schemas. Tables and grants are in migrations, functions in functions/.

CREATE EXTENSION IF NOT EXISTS postgis WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pgcrypto WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

DO $$
DECLARE
    role_name text;
BEGIN
    -- mj_owner owns the tables, mj_definer the functions that act for somebody; nobody signs in as either
    FOREACH role_name IN ARRAY ARRAY['mj_owner', 'mj_definer'] LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = role_name) THEN
            EXECUTE pg_catalog.format('CREATE ROLE %I NOLOGIN', role_name);
        END IF;
    END LOOP;
    FOREACH role_name IN ARRAY ARRAY['mj_web', 'mj_feeds', 'mj_worker', 'mj_auditor'] LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = role_name) THEN
            EXECUTE pg_catalog.format('CREATE ROLE %I LOGIN NOINHERIT', role_name);
        END IF;
        EXECUTE pg_catalog.format('ALTER ROLE %I SET idle_in_transaction_session_timeout = %L', role_name, '30s');
        EXECUTE pg_catalog.format('ALTER ROLE %I SET default_transaction_isolation = %L', role_name, 'read committed');
        EXECUTE pg_catalog.format('ALTER ROLE %I SET timezone = %L', role_name, 'UTC');
    END LOOP;
    -- whoever prepares the database acts as these two while it does
    EXECUTE pg_catalog.format('GRANT mj_owner, mj_definer TO %I', current_user);
    EXECUTE pg_catalog.format('GRANT CREATE ON DATABASE %I TO mj_owner', current_database());
    -- a temporary table of the caller's must never stand before ours
    EXECUTE pg_catalog.format('REVOKE TEMPORARY, CREATE ON DATABASE %I FROM PUBLIC', current_database());
END
$$;

GRANT mj_definer TO mj_owner;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE mj_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE mj_definer REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

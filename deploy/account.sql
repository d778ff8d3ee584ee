-- The account of every day, for containers: what `manage.py postgresql_roles` does elsewhere.
SELECT 'CREATE ROLE conoceles LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'conoceles') \gexec
ALTER ROLE conoceles PASSWORD :'word';
GRANT CONNECT ON DATABASE conoceles TO conoceles;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO conoceles;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO conoceles;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO conoceles;

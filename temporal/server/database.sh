#!/bin/sh
# The role of Temporal's server in docker-compose.yml: it owns its two databases and may do nothing in any other.
# PostgreSQL's container runs this when its volume is new. Repeated by hand it changes the password to the one that is set now,
# and hands over what an older installation made as `postgres` (docs/operations.md, "Keys").
set -eu
: "${TEMPORAL_DATABASE_PASSWORD:?}"
if [ "${#TEMPORAL_DATABASE_PASSWORD}" -lt 12 ]; then
  cat >&2 <<'END'
TEMPORAL_DATABASE_PASSWORD has fewer than 12 characters. Choose a longer one, as `openssl rand -base64 24` gives, then:
  docker compose up --detach postgres
  docker compose exec postgres sh /docker-entrypoint-initdb.d/temporal.sh
END
  exit 1
fi

run_sql() {
  psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username postgres --dbname "$1"
}

# \getenv, so that the password stands in no command line.
run_sql postgres <<'SQL'
\getenv password TEMPORAL_DATABASE_PASSWORD
select 'create role temporal'
  where not exists (select from pg_roles where rolname = 'temporal') \gexec
alter role temporal login nosuperuser nocreatedb nocreaterole noinherit password :'password';
select format('create database %I', name)
  from unnest(array['temporal', 'temporal_visibility']) as name
  where not exists (select from pg_database where datname = name) \gexec
alter database temporal owner to temporal;
alter database temporal_visibility owner to temporal;
revoke connect, temporary on database temporal, temporal_visibility from public;
SQL

for database in temporal temporal_visibility; do
  run_sql "$database" <<'SQL'
select format('alter table %s owner to temporal', oid::regclass)
  from pg_class
  where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') \gexec
select format('alter routine %s owner to temporal', oid::regprocedure)
  from pg_proc
  where pronamespace = 'public'::regnamespace
    and not exists (
      select from pg_depend where classid = 'pg_proc'::regclass and objid = pg_proc.oid and deptype = 'e'
    ) \gexec
SQL
done

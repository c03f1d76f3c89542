#!/bin/sh
# Runs once, on an empty data folder: for each service a database, a role that owns and migrates it, and one that the service runs as.
set -eu
for service in $SERVICES; do
  upper=$(echo "$service" | tr '[:lower:]' '[:upper:]')
  psql -v ON_ERROR_STOP=1 -v name="$service" -v password="$(printenv "${upper}_DATABASE_PASSWORD")" \
    -v owner="${service}_owner" -v owner_password="$(printenv "${upper}_OWNER_PASSWORD")" \
    --username "$POSTGRES_USER" --dbname postgres <<'SQL'
create role :"name" login password :'password';
create role :"owner" login password :'owner_password';
grant :"name" to :"owner";
create database :"name" owner :"owner";
SQL
done

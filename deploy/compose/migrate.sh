#!/bin/sh
# Before the services start: each database is migrated by its owner, whose password no service has.
set -eu
for service in $SERVICES; do
  password=$(printenv "$(echo "$service" | tr '[:lower:]' '[:upper:]')_OWNER_PASSWORD")
  CHECKONCE_DATABASE_URL="postgresql://${service}_owner:$password@postgres:5432/$service?sslmode=disable" checkonce migrate "$service"
done

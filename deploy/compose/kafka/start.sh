#!/bin/sh
# Starts the broker; the first time it formats the storage with the administrator's SCRAM credentials.
set -eu
: "${KAFKA_ADMIN_PASSWORD:?}" "${KAFKA_CLUSTER_ID:?}"
bin=${KAFKA_BIN:-/opt/kafka/bin}
here=$(dirname "$0")
settings=${KAFKA_SETTINGS:-/tmp/server.properties}
umask 077
login=org.apache.kafka.common.security
{
  cat "$here/server.properties"
  echo "listener.name.client.scram-sha-512.sasl.jaas.config=$login.scram.ScramLoginModule required username=\"admin\" password=\"$KAFKA_ADMIN_PASSWORD\";"
  echo "listener.name.controller.plain.sasl.jaas.config=$login.plain.PlainLoginModule required username=\"admin\" password=\"$KAFKA_ADMIN_PASSWORD\" user_admin=\"$KAFKA_ADMIN_PASSWORD\";"
} > "$settings"
"$bin/kafka-storage.sh" format --ignore-formatted --cluster-id "$KAFKA_CLUSTER_ID" --config "$settings" \
  --add-scram "SCRAM-SHA-512=[name=admin,password=$KAFKA_ADMIN_PASSWORD]"
exec "$bin/kafka-server-start.sh" "$settings"

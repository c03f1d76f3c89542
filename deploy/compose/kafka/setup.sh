#!/bin/sh
# Makes topics, users and grants; every step may be repeated. SERVICES names the services, <SERVICE>_KAFKA_PASSWORD their users'.
set -eu
: "${KAFKA_ADMIN_PASSWORD:?}" "${PLACE:?}" "${SERVICES:?}" "${KAFKA_BOOTSTRAP:?}"
bin=${KAFKA_BIN:-/opt/kafka/bin}
here=$(dirname "$0")
umask 077
admin=$(mktemp)
trap 'rm -f "$admin"' EXIT
cat > "$admin" <<END
security.protocol=SASL_PLAINTEXT
sasl.mechanism=SCRAM-SHA-512
sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="admin" password="$KAFKA_ADMIN_PASSWORD";
END
as_admin() {
  tool=$1
  shift
  "$bin/$tool" --bootstrap-server "$KAFKA_BOOTSTRAP" --command-config "$admin" "$@"
}

topic() {
  as_admin kafka-topics.sh --create --if-not-exists --topic "$1" --partitions 6 --replication-factor 1 \
    --config retention.ms=-1 --config max.message.bytes=4259840 --config compression.type=producer
}

topic "$PLACE.shared"
for service in $SERVICES; do
  topic "$PLACE.$service.events"
  password=$(printenv "$(echo "$service" | tr '[:lower:]' '[:upper:]')_KAFKA_PASSWORD")
  as_admin kafka-configs.sh --alter --entity-type users --entity-name "$service" \
    --add-config "SCRAM-SHA-512=[password=$password]"
done

grep -v '^#' "$here/grants" | sed "s/PLACE/$PLACE/" | while read -r user kind name operations; do
  flags=
  for operation in $(echo "$operations" | tr ',' ' '); do
    flags="$flags --operation $operation"
  done
  # shellcheck disable=SC2086 # several flags are meant
  as_admin kafka-acls.sh --add --force --allow-principal "User:$user" $flags "--$kind" "$name" < /dev/null
done
echo "kafka is ready for $PLACE"

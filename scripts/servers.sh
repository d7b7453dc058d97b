#!/usr/bin/env bash
# RabbitMQ, Elasticsearch and MinIO in containers, for the tests: each keeps its address, its credentials and its data when it
# is killed and started again.
#
#   scripts/servers.sh up [NAME…]      starts them and waits until they serve
#   scripts/servers.sh kill NAME…      as a power cut would
#   scripts/servers.sh down            removes them and their data
#   eval "$(scripts/servers.sh env)"   their addresses
set -euo pipefail

folder="${XDG_RUNTIME_DIR:-${TMPDIR:-/tmp}}/influscope-servers"
# Pins: docs/pins.md.
rabbitmq='rabbitmq:4.2.9-management@sha256:e002010fddc214d38f7c8acf058a2fb62350daa10316431cd2cf959f42761e34'
elasticsearch='docker.elastic.co/elasticsearch/elasticsearch:9.5.4'
minio='quay.io/minio/minio:RELEASE.2025-09-07T16-13-09Z@sha256:14cea493d9a34af32f524e538b8346cf79f3321eff8e708c1e2960462bd8936e'

# Made once; read by the containers from files, never on a command line.
prepare() {
  [ -e "$folder/password" ] && return
  install -d -m 0700 "$folder"
  (
    umask 077
    head -c 24 /dev/urandom | base64 | tr -dc 'A-Za-z0-9' >"$folder/password"
    printf 'RABBITMQ_DEFAULT_USER=tests\nRABBITMQ_DEFAULT_PASS=%s\n' "$(cat "$folder/password")" >"$folder/rabbitmq.env"
    printf 'MINIO_ROOT_USER=tests-user\nMINIO_ROOT_PASSWORD=%s\n' "$(cat "$folder/password")" >"$folder/minio.env"
    printf 'discovery.type=single-node\nxpack.security.enabled=false\nES_JAVA_OPTS=-Xms1g -Xmx1g\n' >"$folder/elasticsearch.env"
  )
}

create() {
  local name="influscope-$1" image="${!1}" ports command=()
  case "$1" in
    rabbitmq) ports='-p 127.0.0.1:25672:5672 -p 127.0.0.1:25673:15672' ;;
    elasticsearch) ports='-p 127.0.0.1:29200:9200' ;;
    minio) ports='-p 127.0.0.1:29000:9000' command=(server /data) ;;
    *) echo "servers.sh: no server is called $1: rabbitmq, elasticsearch or minio" >&2 && exit 2 ;;
  esac
  # shellcheck disable=SC2086
  docker create --name "$name" --env-file "$folder/$1.env" $ports "$image" ${command[@]+"${command[@]}"} >/dev/null
}

serves() {
  case "$1" in
    rabbitmq) docker exec influscope-rabbitmq rabbitmq-diagnostics -q check_port_connectivity >/dev/null 2>&1 ;;
    elasticsearch) curl -fsS 'http://127.0.0.1:29200/_cluster/health?wait_for_status=yellow&timeout=1s' >/dev/null 2>&1 ;;
    minio) curl -fsS http://127.0.0.1:29000/minio/health/ready >/dev/null 2>&1 ;;
  esac
}

up() {
  docker container inspect "influscope-$1" >/dev/null 2>&1 || create "$1"
  docker start "influscope-$1" >/dev/null
  local deadline=$((SECONDS + 120))
  until serves "$1"; do
    if [ "$SECONDS" -ge "$deadline" ]; then
      docker logs --tail 20 "influscope-$1" >&2
      echo "servers.sh: $1 does not serve after 120 s" >&2
      exit 1
    fi
    sleep 0.2
  done
}

verb="${1:-}"
shift || true
[ $# -gt 0 ] || set -- rabbitmq elasticsearch minio
case "$verb" in
  up)
    prepare
    for name; do up "$name" & done
    for _; do wait -n; done
    ;;
  kill) for name; do docker kill "influscope-$name" >/dev/null; done ;;
  down)
    docker rm -fv influscope-rabbitmq influscope-elasticsearch influscope-minio >/dev/null 2>&1 || true
    rm -rf "$folder"
    ;;
  env)
    password="$(cat "$folder/password")"
    cat <<ENV
export QUEUE_URL='amqp://tests:$password@127.0.0.1:25672/%2F'
export RABBITMQ_MANAGEMENT_URL='http://tests:$password@127.0.0.1:25673'
export SEARCH_URL='http://127.0.0.1:29200'
export OBJECTS_URL='s3://avatars?endpoint=http://127.0.0.1:29000'
export AWS_ACCESS_KEY_ID='tests-user' AWS_SECRET_ACCESS_KEY='$password' AWS_REGION='us-east-1'
ENV
    ;;
  *)
    sed -n '2,9s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac

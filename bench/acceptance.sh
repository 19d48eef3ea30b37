#!/usr/bin/env bash
# How many tasks POST /generate accepts durably with 64 connections, against what redis-benchmark reaches for XADD of 300 bytes with
# appendfsync always on the same disk, one after the other. Prints a markdown table. Needs wrk, redis-server and redis-benchmark.
# The engine is paused meanwhile: it is acceptance that is measured, on a machine that the load generator shares.
set -euo pipefail
home=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
seconds=${1:-8}
work=$(mktemp -d -p "${BENCH_DISK:-$home/artifacts}")
trap 'kill -CONT $engine 2>/dev/null; kill $server $redis 2>/dev/null; wait 2>/dev/null; rm -rf "$work"' EXIT
engine='' server='' redis=''

redis-server --port 16399 --save '' --appendonly yes --appendfsync always --dir "$work" --loglevel warning >/dev/null &
redis=$!
until redis-cli -p 16399 ping >/dev/null 2>&1; do sleep 0.1; done
value=$(head -c 300 /dev/zero | tr '\0' x)
xadd() { redis-benchmark -p 16399 -c 64 -n "$1" --csv XADD stream '*' task "$value" 2>/dev/null | tail -1 | cut -d, -f2 | tr -d '"'; }
xadd 50000 >/dev/null
stream=$(xadd 300000)
kill "$redis"; wait "$redis" 2>/dev/null || true

prompt=$(head -c 260 /dev/zero | tr '\0' x)
cat >"$work/post.lua" <<LUA
wrk.method = "POST"
wrk.headers["X-API-Key"] = "test-key-123"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"prompt": "$prompt", "max_tokens": 8}'
LUA
RATE_LIMITS_ENABLED=false QUEUE_LIMIT=10000000 ${DATABASE_URL:+DATABASE_URL=$DATABASE_URL} "$home/artifacts/slipway/slipway" serve --urls http://127.0.0.1:18399 --data "$work/data" >"$work/log" 2>&1 &
server=$!
until curl -s http://127.0.0.1:18399/health | grep -q '"model_loaded":true'; do sleep 0.2; done
engine=$(pgrep -P "$server")
kill -STOP $engine
load() { wrk -t1 -c64 -d"$1s" -s "$work/post.lua" --latency http://127.0.0.1:18399/generate; }
load 3 >/dev/null
load "$seconds" >"$work/wrk"
refused=$(awk '/Non-2xx/ { print $NF }' "$work/wrk")
rate=$(awk -v refused="${refused:-0}" '/requests in/ { total = $1; split($3, t, /[ms,]/); } /Requests\/sec/ { print $2 * (total - refused) / total }' "$work/wrk")
p99=$(awk '$1 == "99%" { print $2 }' "$work/wrk")

echo "| | a second | p99 |"
echo "| --- | --- | --- |"
echo "| redis-benchmark, XADD of 300 bytes, appendfsync always | ${stream%.*} | |"
echo "| POST /generate, accepted durably | ${rate%.*} | $p99 |"
echo "| ratio | $(awk -v a="$rate" -v b="$stream" 'BEGIN { printf "%.2f", a / b }') | |"

#!/usr/bin/env bash
# Makes .cairn-build/server.aot: the server's classes loaded, linked and profiled beforehand, so that
# it starts in a fraction of the time (JEP 483, 514). Java learns them by watching one run: a Cairn in
# a home of its own does its main job once and is taken down again. Started in the background by the
# first ./cairn up after a build; safe to end at any time, and to do without.
set -euo pipefail
root=$(cd -P "${BASH_SOURCE[0]%/*}/.." && pwd)
cache=$root/.cairn-build/server.aot
lock=$root/.cairn-build/training.lock

# Whoever can read it can hold it.
(umask 077 && : >>"$lock") && chmod 600 "$lock"
# Held by flock alone, not by what this starts: however this ends, the next training may begin.
[[ ${1-} == locked ]] || exec flock -n -o -E 0 "$lock" bash "${BASH_SOURCE[0]}" locked
home=$(mktemp -d)
export CAIRN_HOME=$home CAIRN_BUILD=skip CAIRN_TRAIN=$cache.fresh
# Any port that nobody listens on; two trainings at once are ruled out by the lock.
CAIRN_PORT=$((20000 + RANDOM % 9000))
export CAIRN_PORT
unset CAIRN_HOLD_FILE CAIRN_STATE_URL CAIRN_BIND

take_down() {
  # What runs on it is not left without its files.
  if echo purge | "$root/cairn" down --purge; then rm -rf "$home"; fi
}
trap take_down EXIT
trap 'exit 130' INT TERM

"$root/cairn" up
"$root/cairn" stack create training
"$root/cairn" stage create training/dev
"$root/cairn" db add training/dev postgres
for path in sign-in "" stacks api/openapi.yaml; do
  curl -s -o /dev/null "http://localhost:$CAIRN_PORT/$path" || true
done
for _ in 1 2 3; do
  "$root/cairn" status
  "$root/cairn" stack list
  "$root/cairn" db list training/dev
  "$root/cairn" env training/dev
  "$root/cairn" op list
done >/dev/null
trap - EXIT
take_down
# A server that is told to end writes what it learned while it ends.
[[ -s $cache.fresh ]] && mv "$cache.fresh" "$cache"
rm -f "$cache.fresh.config"

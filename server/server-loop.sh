#!/bin/sh
# Keeps the server of a home running until it is told to end, as long as the machine's own init does
# not do that: server-loop.sh COMMAND ARGUMENT …
#
# A server that dies (killed, out of memory) is started again at once, after repeated quick deaths
# with growing pauses. One that cannot start the first time ends this with its status, and says why;
# so does one that was told to end.
set -u

child='' stopping='' died='' pause=0
stop() {
  stopping=yes
  [ -n "$child" ] && kill -TERM "$child" 2>/dev/null
}
trap stop TERM INT
trap '' HUP

log() { echo "$(date -u +%Y-%m-%dT%H:%M:%SZ) server-loop: $*" >&2; }

# Until it is gone: a signal ends a wait, not the child.
await() {
  child=$1
  wait "$child"
  status=$?
  while kill -0 "$child" 2>/dev/null; do
    wait "$child"
    status=$?
  done
  child=''
}

while :; do
  started=$(date +%s)
  "$@" &
  await $!
  [ -n "$stopping" ] && exit "$status"
  case $status in
    0 | 130 | 143) exit "$status" ;; # told to end
    75) exit "$status" ;;            # another one serves this home
    1 | 2) [ -z "$died" ] && exit "$status" ;;
  esac
  [ -d "${CAIRN_HOME:-/}" ] || exit "$status" # removed: there is nothing to serve
  died=yes
  [ $(($(date +%s) - started)) -ge 10 ] && pause=0
  log "the server ended with status $status; starting it again in $pause s"
  if [ "$pause" -gt 0 ]; then
    sleep "$pause" &
    await $!
    [ -n "$stopping" ] && exit 143
  fi
  pause=$((pause * 2 + 1))
  [ "$pause" -gt 15 ] && pause=15
done

#!/bin/sh
# Keeps one edge running, with or without the server.
#
#   edge-loop.sh run   JAVA LIB ROUTES RUN    serve ROUTES until SIGTERM; RUN is writable
#   edge-loop.sh train JAVA LIB RUN           write the start-up cache that "run" uses if it is there
#
# A death is followed by a new start at once, repeated quick deaths by growing pauses. Where an edge
# outlived its former loop, this one waits for that edge's end: there are never two.
set -u

mode=$1 java=$2 lib=$3
case $mode in
  run) routes=$4 run=$5 ;;
  train) run=$4 ;;
  *) echo "edge-loop: unknown mode $mode" >&2; exit 2 ;;
esac
cache=$run/$(basename "$lib").aot

# What the compilers no longer need goes back: one arena has no holes that another one's threads left.
export MALLOC_ARENA_MAX=1 MALLOC_TRIM_THRESHOLD_=262144

# Small and quick to start. The second compiler is what makes it as fast as what others put there: it
# takes 20 MiB while it works. The heap gives back what a burst of traffic took. Logging of the cache is
# off, as a stale one is just unused. The kernel's own events are asked for by a library that is unpacked
# into RUN. What would wake an idle process is asked for less often.
flags="-XX:+UseSerialGC -Xms24m -Xmn12m -Xmx96m -Xss256k -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=20
  -XX:+UnlockDiagnosticVMOptions -XX:AsyncDeflationInterval=30000 -XX:ServiceThreadCleanupInterval=30000
  -XX:-UseDynamicNumberOfCompilerThreads -XX:ReservedCodeCacheSize=32m -XX:MaxMetaspaceSize=48m
  -XX:MaxDirectMemorySize=96m -XX:+UseCompactObjectHeaders -XX:-UsePerfData -XX:+ExitOnOutOfMemoryError
  -XX:TrimNativeHeapInterval=30000
  -Xlog:disable -Xlog:all=error:stderr -Xlog:aot=off -Xlog:cds=off
  --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow
  -Dio.netty.allocator.type=pooled -Dio.netty.allocator.numDirectArenas=2
  -Dio.netty.allocator.numHeapArenas=0 -Dio.netty.allocator.maxOrder=4
  -Dio.netty.noUnsafe=false -Dio.netty.leakDetection.level=disabled
  -Dio.netty.native.workdir=$run"

classpath=$(printf '%s:' "$lib"/*.jar)
main=dev.cairn.edge.Main

log() { echo "$(date -u +%Y-%m-%dT%H:%M:%SZ) edge-loop: $*" >&2; }

if [ "$mode" = train ]; then
  # shellcheck disable=SC2086
  "$java" $flags -XX:AOTCacheOutput="$cache.$$" -cp "$classpath" $main --train || exit 1
  [ -s "$cache.$$" ] && mv -f "$cache.$$" "$cache"
  rm -f "$cache.$$" "$cache.$$".config
  exit 0
fi

child='' stopping=''
stop() {
  stopping=yes
  [ -n "$child" ] && kill -TERM "$child" 2>/dev/null
}
trap stop TERM INT
trap '' HUP

# Whether pid $1 is an edge on our routes file, and not somebody who was given its number later.
serves() {
  [ -n "$1" ] && kill -0 "$1" 2>/dev/null || return 1
  if [ -r "/proc/$1/cmdline" ]; then
    tr '\0' ' ' <"/proc/$1/cmdline" | grep -F -q -- "$main --routes $routes "
  else
    ps -o args= -p "$1" | grep -F -q -- "$main --routes $routes "
  fi
}

pause=0
while [ -z "$stopping" ]; do
  other=$(cat "$run/edge.pid" 2>/dev/null)
  if serves "$other"; then
    log "edge $other is still serving; taking over when it ends"
    while [ -z "$stopping" ] && serves "$other"; do sleep 1; done
    continue
  fi
  started=$(date +%s)
  use=
  [ -s "$cache" ] && use="-XX:AOTCache=$cache"
  # shellcheck disable=SC2086
  "$java" $flags ${use:+"$use"} -cp "$classpath" $main --routes "$routes" --run "$run" &
  child=$!
  echo "$child" >"$run/edge.pid"
  wait "$child"
  status=$?
  while kill -0 "$child" 2>/dev/null; do # a signal ended the wait, not the child
    wait "$child"
    status=$?
  done
  child=''
  [ -n "$stopping" ] && break
  if [ $(($(date +%s) - started)) -ge 2 ]; then pause=0; fi
  log "edge ended with status $status; starting it again in $pause s"
  [ "$pause" -gt 0 ] && sleep "$pause"
  pause=$((pause * 2 + 1))
  [ "$pause" -gt 15 ] && pause=15
done
rm -f "$run/edge.pid"
log "stopped"

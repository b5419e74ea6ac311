#!/usr/bin/env bash
# A Podman of the tests' own: its service on a private socket, with storage, networks and settings in a
# directory below /tmp, so that nothing of the machine's own Podman is touched. Needs root, and the base
# image in Docker, from which it is copied.
#
#   podman.sh start   prints the address of the service
#   podman.sh stop    ends it and removes all it made
set -euo pipefail

base=cairn-test/base:1
# One for each checkout: two checks at once do not meet. Short, for a socket's path holds 107 bytes.
root=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
home=/tmp/cairn-podman-$(printf %s "$root" | cksum | cut -d' ' -f1)
export CONTAINERS_CONF=$home/containers.conf CONTAINERS_REGISTRIES_CONF=$home/registries.conf

say() { printf 'podman: %s\n' "$*" >&2; }
podman_() { podman --root "$home/storage" --runroot "$home/run" "$@"; }

stop() {
  [[ -e $home ]] || return 0
  # Not by its command line alone: a number may be another process's by now.
  local pid
  pid=$(cat "$home/pid" 2>/dev/null || true)
  podman_ rm -fa >/dev/null 2>&1 || true
  podman_ network ls -q 2>/dev/null | grep -vx podman | xargs -r -n1 podman --root "$home/storage" --runroot "$home/run" network rm -f >/dev/null 2>&1 || true
  if [[ -n $pid ]] && tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF "$home/podman.sock"; then
    kill "$pid" 2>/dev/null || true
    while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
  fi
  umount "$home/storage/overlay" 2>/dev/null || true
  rm -rf "$home"
}

start() {
  [[ $EUID == 0 ]] || { say "needs root: rootless networks cannot be reached from this machine"; exit 1; }
  command -v podman >/dev/null || { say "is not installed: apt-get install -y podman"; exit 1; }
  stop
  mkdir -p "$home/networks"
  # crun refuses control groups of both versions side by side, and some machines raise no limits.
  {
    printf '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]\n'
    printf '[engine]\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\n'
    command -v runc >/dev/null && printf 'runtime = "runc"\n'
    printf '[network]\nnetwork_config_dir = "%s/networks"\n' "$home"
  } >"$home/containers.conf"
  # As Docker has it by itself: a registry of this machine needs no TLS.
  printf '[[registry]]\nprefix = "127.0.0.1"\nlocation = "127.0.0.1"\ninsecure = true\n' >"$home/registries.conf"
  setsid podman --root "$home/storage" --runroot "$home/run" system service --time=0 \
    "unix://$home/podman.sock" >"$home/service.log" 2>&1 </dev/null &
  echo $! >"$home/pid"
  local tries
  for ((tries = 0; tries < 150; tries++)); do
    [[ -S $home/podman.sock ]] && break
    kill -0 "$(cat "$home/pid")" 2>/dev/null || { tail -5 "$home/service.log" >&2; exit 1; }
    sleep 0.1
  done
  local box
  box=$(docker create "$base" /bin/true)
  docker export "$box" | podman_ import - "$base" >/dev/null 2>"$home/import.log" ||
    { tail -3 "$home/import.log" >&2; docker rm "$box" >/dev/null; exit 1; }
  docker rm "$box" >/dev/null
  # Proved by running one, since a kernel that refuses says so only here.
  podman_ run --rm --network none "$base" /bin/true >"$home/run.log" 2>&1 ||
    { tail -3 "$home/run.log" >&2; exit 1; }
  echo "unix://$home/podman.sock"
}

case ${1-} in
start) start ;;
stop) stop ;;
*) say "start or stop"; exit 2 ;;
esac

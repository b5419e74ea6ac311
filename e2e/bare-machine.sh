#!/usr/bin/env bash
# The README's two lines on a machine as it is: the smallest system of this distribution, with a JDK and
# Maven and nothing else of ours, in namespaces of its own. Runs ./cairn up, a note, ./cairn down, as
# root and as a user without sudo, and ./check on a few tests. Needs root, debootstrap and unshare.
# What it is given from here: the JDK, Maven with its settings and what it has fetched, the network.
set -euo pipefail
cd -P "$(dirname "${BASH_SOURCE[0]}")/.."
checkout=$PWD
begun=$SECONDS
say() { printf 'bare machine: %3d s  %s\n' $((SECONDS - begun)) "$*"; }
die() { say "$*"; exit 1; }

# Everything else happens where no process and no mount of this outlives it.
if [[ ${1-} != inside ]]; then
  e2e/base.sh >/dev/null
  machine=$(mktemp -d "${TMPDIR:-/tmp}/cairn-machine.XXXXXX")
  trap 'rm -rf --one-file-system "$machine"' EXIT
  unshare --mount --pid --fork --kill-child e2e/bare-machine.sh inside "$machine"
  exit
fi
machine=$2

mount --make-rprivate /
tar -C "$machine" -xf "$(e2e/base.sh)"
# The home of its root, as its password file says.
admin_home=$(grep '^root:' "$machine/etc/passwd" | cut -d: -f6)
mount -t proc proc "$machine/proc"
mount -t tmpfs -o mode=0755 dev "$machine/dev"
mkdir "$machine/dev/shm"
mount -t tmpfs -o mode=1777 shm "$machine/dev/shm"
for device in null:3 zero:5 full:7 random:8 urandom:9; do
  mknod -m 0666 "$machine/dev/${device%:*}" c 1 "${device#*:}"
done
ln -s /proc/self/fd "$machine/dev/fd"
cp -L /etc/resolv.conf "$machine/etc/resolv.conf"
# As Debian's installer makes it: closed to others.
chmod 0700 "$machine$admin_home"

mkdir -p "$machine/usr/lib/jvm/jdk-25" "$machine/usr/share/maven"
# With what its links lead to: packages keep the certificates outside of it.
tar -C "$(readlink -f "${JAVA_HOME:?JAVA_HOME must name a JDK 25}")" --exclude=./jmods --exclude=./lib/src.zip --exclude=./man -ch . |
  tar -C "$machine/usr/lib/jvm/jdk-25" -x
maven=$(dirname "$(dirname "$(readlink -f "$(command -v mvn)")")")
cp -rL "$maven/." "$machine/usr/share/maven/"
ln -s /usr/share/maven/bin/mvn "$machine/usr/bin/mvn"
own=~
if [[ -r $own/.m2/settings.xml ]]; then
  cp "$own/.m2/settings.xml" "$machine/usr/share/maven/conf/settings.xml"
fi
fetched=$own/.m2/repository
if [[ -d $fetched ]]; then
  mkdir -p "$machine$admin_home/.m2"
  cp -a --reflink=auto "$fetched" "$machine$admin_home/.m2/repository"
fi
say "the machine stands"

# What a clone has: what Git tracks, or would.
mkdir "$machine$admin_home/cairn"
git -c safe.directory='*' ls-files -z -co --exclude-standard |
  while IFS= read -r -d '' file; do [[ -e $file || -L $file ]] && printf '%s\0' "$file"; done |
  tar --null -T - -c | tar -C "$machine$admin_home/cairn" -x

# on USER HOME COMMAND…, in the clone in that home, with the environment of a fresh login.
on() {
  local user=$1 home=$2 path=/usr/local/bin:/usr/bin:/bin
  shift 2
  [[ $user != root ]] || path=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
  say "$user\$ $*"
  chroot --userspec="$user:$user" --groups= "$machine" /usr/bin/env -i HOME="$home" USER="$user" LOGNAME="$user" \
    PATH="$path" CAIRN_PORT="$port" /bin/bash -c 'cd "$1" && shift && exec "$@"' bash "$home/cairn" "$@" \
    </dev/null 2>&1 | tee "$machine/said" && return
  tail -n 30 "$machine$home"/.cairn/logs/builds/* "$machine$home"/cairn/.cairn-build/build.log 2>/dev/null || true
  die "$* ended with an error"
}

free_port() {
  local port
  for ((port = 21000 + RANDOM % 8000; ; port++)); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}

# ask ADDRESS METHOD PATH [BODY]: the whole answer; the machine has no program for that.
ask() {
  local host=${1#http://} body=${4-} to
  to=${host%:*}
  [[ $to == *.localhost ]] && to=127.0.0.1 # as browsers have it, where the system knows no such names
  exec 3<>"/dev/tcp/$to/${host#*:}"
  printf '%s %s HTTP/1.0\r\nHost: %s\r\nContent-Length: %d\r\n\r\n%s' "$2" "$3" "$host" ${#body} "$body" >&3
  cat <&3
  exec 3<&- 3>&-
}

no_process_of() { # HOME
  local left
  left=$(grep -slaF "CAIRN_HOME=$1" /proc/[0-9]*/environ || true)
  [[ -z $left ]] || die "still running: $left"
}

main_job() { # USER HOME
  local address
  on "$1" "$2" ./cairn up examples/notes
  address=$(grep -oE '^notes/dev +http://\S+' "$machine/said" | grep -oE 'http://\S+') || die "no address of notes/dev was printed"
  ask "$address" POST /api/notes "{\"text\":\"of $1\"}" | grep -q ' 201 ' || die "the note was not taken"
  ask "$address" GET / | grep -q "of $1" || die "the page does not show the note"
  say "the page shows the note"
  on "$1" "$2" ./cairn down
  no_process_of "$2/.cairn"
}

port=$(free_port)
main_job root "$admin_home"
stage_user=$(grep -oE '^cairn-[0-9a-f]{10}:' "$machine/etc/passwd") || die "the stage has no user"
grep -qE "^$stage_user.*:$admin_home/.cairn/applications/home/notes.dev:" "$machine/etc/passwd" || die "its home is another"

chroot "$machine" useradd --create-home --shell /bin/bash anna
# Built already: the same sources are built once.
mv "$machine$admin_home/.m2" "$machine/home/anna/.m2"
cp -a "$machine$admin_home/cairn" "$machine/home/anna/cairn"
chroot "$machine" chown -R anna:anna /home/anna
port=$(free_port)
main_job anna /home/anna
on anna /home/anna bash -c 'root=$PWD; source bin/setup.sh; has_library libc.so.6' || die "a library that is there is not found"
# As part of ./check itself, CHECKS=none leaves the second line out.
[[ ${CHECKS-} == none ]] ||
  on anna /home/anna ./check -Dfast -pl api,server,cli -am -Dtest="${CHECKS:-MainTest,StageUsersTest,ProgramsTest,ProcessesTest}"
say "done"

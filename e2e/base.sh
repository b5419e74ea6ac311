#!/usr/bin/env bash
# Prints the path of a tar of the smallest system of this machine's distribution, made by debootstrap
# where this checkout has none yet. Needs root and debootstrap to make it.
set -euo pipefail
cd -P "$(dirname "${BASH_SOURCE[0]}")/.."
suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
tar=$PWD/.cairn-build/base-$suite.tar
die() { printf 'base: %s\n' "$*" >&2; exit 1; }

mkdir -p .cairn-build
(umask 077 && : >>"$tar.lock") && chmod 600 "$tar.lock" # whoever can read it can hold it
exec 9>"$tar.lock"
flock 9
if [[ ! -r $tar ]]; then
  [[ $EUID == 0 ]] || die "making $tar needs root. Run: sudo $0"
  command -v debootstrap >/dev/null || die "debootstrap is missing. Run: apt-get install -y debootstrap"
  work=$(mktemp -d "${TMPDIR:-/tmp}/cairn-base.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  printf 'base: debootstrap of %s (under a minute)\n' "$suite" >&2
  debootstrap --variant=minbase --include=ca-certificates "$suite" "$work/system" >"$work/log" 2>&1 ||
    { tail -5 "$work/log" >&2; die "debootstrap failed"; }
  rm -rf "$work/system/var/cache/apt/archives"/*.deb "$work/system/dev"/*
  tar -C "$work/system" -cf "$tar.new" .
  mv "$tar.new" "$tar"
fi
echo "$tar"

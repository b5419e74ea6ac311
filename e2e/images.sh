#!/usr/bin/env bash
# Makes the base images of the examples where they cannot be pulled: local images under exactly the
# names of the Dockerfiles' FROM lines, from debootstrap, the JDK 25 and the Maven of this machine.
# Does nothing where they are there or can be pulled. Needs root and debootstrap only to make them.
set -euo pipefail

build=maven:3-eclipse-temurin-25
run=eclipse-temurin:25-jre

have() { docker image inspect "$1" >/dev/null 2>&1; }
pull() { timeout "${PULL_TIMEOUT:-60}" docker pull -q "$1" >/dev/null 2>&1; }

missing=no
for image in "$build" "$run"; do
  have "$image" || pull "$image" || missing=yes
done
[[ $missing == no ]] && exit 0

say() { printf 'images: %s\n' "$*"; }
die() { printf 'images: %s\n' "$*" >&2; exit 1; }

jdk=${JAVA_HOME:?JAVA_HOME must name a JDK 25}
maven=$(dirname "$(dirname "$(readlink -f "$(command -v mvn)")")")
[[ $EUID == 0 ]] || die "$build cannot be pulled, and making it needs root. Run: sudo $0"
command -v debootstrap >/dev/null || die "debootstrap is missing. Run: apt-get install -y debootstrap"

work=$(mktemp -d "${TMPDIR:-/tmp}/cairn-images.XXXXXX")
trap 'rm -rf "$work"' EXIT

base=cairn-test/base:1
have "$base" || docker import - "$base" <"$("${0%/*}/base.sh")" >/dev/null

say "$run and $build: JDK of $jdk, Maven of $maven"
mkdir -p "$work/context/jdk" "$work/context/maven"
tar -C "$(readlink -f "$jdk")" --exclude=./jmods --exclude=./lib/src.zip --exclude=./man -ch . |
  tar -C "$work/context/jdk" -x
# Distributions keep Maven's jars and settings behind links that lead out of its directory.
cp -rL "$maven/." "$work/context/maven/"

cat >"$work/context/Dockerfile" <<'DOCKERFILE'
FROM cairn-test/base:1 AS run
ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8
COPY jdk /opt/java/openjdk
FROM run AS build
ENV MAVEN_HOME=/usr/share/maven
COPY maven /usr/share/maven
RUN ln -s /usr/share/maven/bin/mvn /usr/bin/mvn
DOCKERFILE
for target in run build; do
  docker build -q --target "$target" -t "${!target}" "$work/context" >"$work/build.log" 2>&1 ||
    { tail -5 "$work/build.log" >&2; die "${!target} could not be built"; }
done
say "made $run and $build"

# Sourced by ./cairn and ./check: finds or installs what is needed, and builds. Expects $root.
# Everything it installs it announces first; what it cannot install it names with the exact command.

source "$root/bin/path.sh"
build_dir=$root/.cairn-build

say() { printf '%s: %s\n' "${who:-cairn}" "$*" >&2; }

# fail WHAT NEXT
fail() {
  printf '%s: %s\n  → %s\n' "${who:-cairn}" "$1" "$2" >&2
  exit 1
}

is_jdk25() {
  [[ -x $1/bin/javac && -r $1/release ]] || return 1
  local line
  while read -r line; do
    case $line in
      JAVA_VERSION=\"2[5-9]* | JAVA_VERSION=\"[3-9][0-9]*) return 0 ;;
    esac
  done <"$1/release"
  return 1
}

# Sets and exports JAVA_HOME.
find_jdk() {
  local candidate on_path=
  if on_path=$(command -v javac 2>/dev/null); then
    on_path=$(readlink -f "$on_path")
    on_path=${on_path%/bin/javac}
  fi
  for candidate in "${JAVA_HOME-}" /usr/lib/jvm/*25* "$on_path" /usr/lib/jvm/* \
    /opt/java/openjdk "${HOME-/root}"/.sdkman/candidates/java/25* \
    /Library/Java/JavaVirtualMachines/*25*/Contents/Home; do
    if [[ -n $candidate ]] && is_jdk25 "$candidate"; then
      export JAVA_HOME=$candidate
      return 0
    fi
  done
  return 1
}

has_apt() { command -v apt-get >/dev/null 2>&1; }

# We are root, or sudo asks for no password, or somebody can type it.
can_be_root() {
  [[ $EUID == 0 ]] || { command -v sudo >/dev/null 2>&1 && { [[ -t 0 ]] || sudo -n true 2>/dev/null; }; }
}

as_root() {
  if [[ $EUID == 0 ]]; then "$@"; else sudo "$@"; fi
}

# What to type where we could not: sudo, where there is one.
apt_command() {
  local become=
  [[ $EUID == 0 ]] || { command -v sudo >/dev/null 2>&1 && become='sudo ' || become='as root: '; }
  echo "${become}apt-get install -y $*"
}

apt_updated=
apt_update() {
  [[ -n $apt_updated ]] && return 0
  as_root apt-get update -qq >/dev/null 2>&1 || say "apt-get update reported problems; going on with the lists at hand"
  apt_updated=yes
}

apt_candidate() {
  [[ $(apt-cache policy "$1" 2>/dev/null) == *"Candidate: "[0-9]* ]]
}

# apt_install REASON PACKAGE…: installs those; false where it cannot.
apt_install() {
  local reason=$1
  shift
  has_apt && can_be_root || return 1
  say "installing $* ($reason)"
  apt_update
  DEBIAN_FRONTEND=noninteractive as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1
}

# Adoptium's packages are the way on releases whose own archive has no JDK 25.
adoptium_hint() {
  cat <<'HINT'
Install one, for example Eclipse Temurin's package:
    apt-get install -y wget gpg
    wget -qO- https://packages.adoptium.net/artifactory/api/gpg/key/public | gpg --dearmor -o /usr/share/keyrings/adoptium.gpg
    echo "deb [signed-by=/usr/share/keyrings/adoptium.gpg] https://packages.adoptium.net/artifactory/deb $(. /etc/os-release; echo $VERSION_CODENAME) main" > /etc/apt/sources.list.d/adoptium.list
    apt-get update && apt-get install -y temurin-25-jdk
HINT
}

need_jdk() {
  find_jdk && return 0
  if has_apt && can_be_root; then
    apt_update
    local package
    for package in openjdk-25-jdk-headless temurin-25-jdk; do
      if apt_candidate "$package" && apt_install "Java 25" "$package" && find_jdk; then
        return 0
      fi
    done
  fi
  fail "Cairn needs a JDK 25: none was found in JAVA_HOME, /usr/lib/jvm or PATH, and this system's packages have none." \
    "$(adoptium_hint)"
}

# need_command COMMAND PACKAGE REASON
need_command() {
  command -v "$1" >/dev/null 2>&1 && return 0
  apt_install "$3" "$2" && command -v "$1" >/dev/null 2>&1 && return 0
  fail "$1 is missing ($3)." "Install it: $(apt_command "$2")"
}

need_maven() {
  # Debian's Maven package asks for a Java of its own if none is there; ours is not from a package.
  need_command mvn maven "builds Cairn"
}

# What the build depends on, as one line: names, sizes and times.
fingerprint() {
  (cd "$root" && find pom.xml .mvn api server edge cli \( -name target -o -path "*/src/test" \) -prune -o -type f -printf '%p %s %T@\n' |
    LC_ALL=C sort | md5sum)
}

build() {
  local now then=
  now=$(fingerprint)
  [[ -r $build_dir/stamp ]] && read -r then <"$build_dir/stamp"
  [[ "$now" == "$then" && -r $root/cli/target/cairn-cli.jar && -r $root/server/target/cairn-server.jar ]] && return 0
  need_maven
  say "building (the first time takes a few minutes: Maven fetches what it needs)"
  mkdir -p "$build_dir"
  local log=$build_dir/build.log begun=$SECONDS pid
  (cd "$root" && exec mvn -B -Dfast -Dmaven.test.skip=true -Dstyle.color=never package -pl api,server,edge,cli -am) >"$log" 2>&1 </dev/null &
  pid=$!
  trap 'kill $pid 2>/dev/null; exit 130' INT TERM
  local seen= line
  while kill -0 "$pid" 2>/dev/null; do
    line=$(grep -E '^\[INFO\] (Building Cairn|Building cairn|--- )|^Download(ed|ing) from' "$log" 2>/dev/null | tail -1 | cut -c1-90) || true
    if [[ -n $line && $line != "$seen" ]]; then
      seen=$line
      [[ -t 2 ]] && printf '\r\033[K  %3d s  %s' $((SECONDS - begun)) "${line#\[INFO\] }" >&2
    fi
    sleep 0.3
  done
  [[ -t 2 ]] && printf '\r\033[K' >&2
  trap - INT TERM
  if ! wait "$pid"; then
    grep -E '^\[ERROR\]' "$log" | head -20 >&2
    fail "The build failed." "The whole output is in $log"
  fi
  echo "$now" >"$build_dir/stamp"
  say "built ($((SECONDS - begun)) s)"
}

# Lets the command start fast: Java writes down the classes that it uses, loaded and linked.
warm_command() {
  local jar=$root/cli/target/cairn-cli.jar cache=$build_dir/cli.aot
  mkdir -p "$build_dir"
  # Whoever built it for others keeps it.
  [[ -w $build_dir ]] || return 0
  echo "$JAVA_HOME/bin/java" >"$build_dir/java"
  [[ -r $cache && ! $jar -nt $cache ]] && return 0
  local fresh=$build_dir/cli.aot.$$ home
  home=$(mktemp -d)
  CAIRN_HOME=$home "$JAVA_HOME/bin/java" -XX:AOTCacheOutput="$fresh" -XX:+UseSerialGC -Xlog:disable \
    -cp "$jar:$root/cli/target/lib/*" dev.cairn.cli.Warm >/dev/null 2>&1 </dev/null || true
  if [[ -s $fresh ]]; then
    mv "$fresh" "$cache"
  fi
  rm -rf "$fresh" "$fresh.config" "$home"
}

has_library() { [[ $(ldconfig -p 2>/dev/null) == *"$1"* ]]; }

# What MySQL from Maven Central loads. Newer systems have the same libaio under another name.
want_libraries() {
  local package
  if ! has_library libnuma.so.1; then
    apt_install "MySQL" libnuma1 ||
      say "libnuma is missing: MySQL from Maven Central needs it (package numactl-libs, or $(apt_command libnuma1))"
  fi
  has_library libaio.so.1 && return 0
  if has_apt && can_be_root; then
    apt_update
    for package in libaio1 libaio1t64; do
      apt_candidate "$package" && apt_install "MySQL" "$package" && return 0
    done
  fi
  say "libaio is missing: MySQL from Maven Central needs it (package libaio, or $(apt_command libaio1), in newer releases libaio1t64)"
}

# Whether a directory above the home lets nobody else through, as /root does.
is_below_closed() {
  local directory=$1
  while [[ $directory == /?* ]]; do
    directory=${directory%/*}
    [[ ! -d ${directory:-/} || $(stat -c %A "${directory:-/}") == *x ]] || return 0
  done
  return 1
}

# As root, engines and applications run as users of their own.
need_for_root() {
  local home=${CAIRN_HOME:-${HOME:-/root}/.cairn}
  [[ $home == /* ]] || home=$PWD/$home
  need_command useradd passwd "makes the users that engines and applications run as"
  need_command setpriv util-linux "runs them as these"
  if is_below_closed "$home"; then
    need_command setfacl acl "lets them through to $home"
  fi
}

# set_up_and_build [DIR]: for what DIR's cairn.yaml asks for.
set_up_and_build() {
  need_jdk
  [[ $EUID != 0 ]] || need_for_root
  if [[ -r ${1:-.}/cairn.yaml ]] && sed 's/#.*//' "${1:-.}/cairn.yaml" | grep -q mysql; then
    want_libraries
  fi
  [[ ${CAIRN_BUILD-} == skip ]] || build
  warm_command
}

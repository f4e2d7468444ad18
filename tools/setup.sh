# Sourced by quickstart.sh, test.sh and bench: installs missing packages, configures once, builds.
# Works on a bare Debian or Ubuntu, under WSL too: no sudo, no locale, no package lists.

export LC_ALL=C.UTF-8
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '== %s\n' "$*" >&2; }
fail() { printf '%s\n' "$*" >&2; exit 2; }

# packages_of GROUP...: the package names of these groups of packages.txt.
packages_of() {
  local group
  for group in "$@"; do
    sed -n "s/^$group[[:space:]]\+//p" tools/packages.txt
  done
}

# missing_packages GROUP...: those not installed; a command of the package's name, from wherever it
# came, will do as well.
missing_packages() {
  local package installed
  installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p')
  for package in $(packages_of "$@"); do
    grep -qxF -- "$package" <<<"$installed" || command -v -- "$package" >/dev/null || echo "$package"
  done
}

have_package_lists() { ls /var/lib/apt/lists/*Packages* >/dev/null 2>&1; }

# want_packages GROUP...: as need_packages, but what cannot be installed is only said.
want_packages() {
  local missing
  command -v dpkg-query >/dev/null || return 0
  mapfile -t missing < <(missing_packages "$@")
  [ ${#missing[@]} -eq 0 ] && return
  if have_package_lists && ! apt-cache show "${missing[@]}" >/dev/null 2>&1 ||
     ! (need_packages "$@"); then
    say "Going on without: ${missing[*]}"
  fi
}

# install_packages: those in `missing`, by the command in `apt`; says on the terminal, whatever becomes
# of its output, how much there is to fetch and how far it is.
install_packages() {
  local line done=0 all
  "${apt[@]}" install --no-install-recommends --assume-no "${missing[@]}" 2>/dev/null |
    grep -E '^(Need to get|After this)|newly installed' | sed 's/^/   /' >&3
  all=$("${apt[@]}" install --no-install-recommends -s "${missing[@]}" 2>/dev/null | grep -c '^Inst ')
  "${apt[@]}" install -y --no-install-recommends "${missing[@]}" 2>&1 | while IFS= read -r line; do
    printf '%s\n' "$line"
    [[ $line == "Setting up "* ]] || continue
    done=$((done + 1))
    if [ $((done % 20)) -eq 0 ]; then printf '   %d of %d packages are set up\n' "$done" "$all" >&3; fi
  done
}
exec 3>&2

# need_packages GROUP...: installs what is missing, or says what to install and exits.
need_packages() {
  local missing=() as_root=()
  if ! command -v dpkg-query >/dev/null; then
    say "Neither Debian nor Ubuntu; going on with what is installed"
    return
  fi
  mapfile -t missing < <(missing_packages "$@")
  [ ${#missing[@]} -eq 0 ] && return
  if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
      as_root=(sudo)
    else
      fail "These packages are missing, and installing them takes root or sudo:
  ${missing[*]}
As root: apt-get install ${missing[*]}"
    fi
  fi
  say "Installing ${#missing[@]} packages and what they need: ${missing[*]}"
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q
             -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0)
  local log
  log=$(mktemp)
  if ! have_package_lists || ! install_packages >"$log" 2>&1 ; then
    # No package lists, or old ones: fetch them and try (again).
    if ! { "${apt[@]}" update && install_packages; } >"$log" 2>&1; then
      tail -n 20 "$log" >&2
      rm -f "$log"
      fail "apt-get could not install: ${missing[*]}"
    fi
  fi
  rm -f "$log"
}

# configure PRESET [-DNAME=VALUE]...: once; ninja reconfigures by itself when a CMakeLists changes.
configure() {
  local preset=$1 option fresh=
  shift
  [ -f "build/$preset/build.ninja" ] || fresh=yes
  for option in "$@"; do
    option=${option#-D}
    grep -q "^${option%%=*}:.*=${option#*=}\$" "build/$preset/CMakeCache.txt" 2>/dev/null || fresh=yes
  done
  [ -n "$fresh" ] || return 0
  say "Configuring build/$preset"
  mkdir -p "build/$preset"
  if ! cmake --preset "$preset" "$@" >"build/$preset/configure.log" 2>&1; then
    cat "build/$preset/configure.log" >&2
    fail "cmake could not configure build/$preset"
  fi
}

# build PRESET [TARGET]...
build() {
  local preset=$1 target targets=()
  shift
  for target in "$@"; do targets+=(--target "$target"); done
  say "Building build/$preset${1:+ ($*)}"
  cmake --build "build/$preset" "${targets[@]}" >&2 || fail "build/$preset did not build"
}

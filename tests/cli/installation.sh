#!/usr/bin/env bash
# What is installed, and what the Debian package holds, works away from the sources: the program
# with its configurations, the manual and completion.
source "$(dirname "$0")/common/cli.sh"

build=$(dirname "$OVERBUILD")
made() { "$@" >../captured/out 2>../captured/err || fail "$*"; }

# works_in PREFIX
works_in() {
  local prefix=$1 words
  OVERBUILD=$prefix/bin/overbuild
  expect 0 list --json -
  ! grep '"file": ' ../captured/out | grep -qvF "\"file\": \"$prefix/share/overbuild/configs/" ||
    fail "list names configurations that are not installed"
  ! PATH=$prefix/bin:$PATH overbuild list --json - | grep '"file": ' |
    grep -qvF "\"file\": \"$prefix/share/overbuild/configs/" ||
    fail "found by PATH, the program names other configurations"
  expect 0 run toy --years 2 -o toy --force
  expect 0 hindcast telecom-1996 -n 1 --set population.enterprises=50
  if command -v man >/dev/null; then
    made man -l --warnings "$prefix"/share/man/man1/overbuild.1*
    silent err
    says out 'overbuild hypotheses CONFIG'
  fi
  words=$(PATH=$prefix/bin:$PATH bash -c '
    source "$1"
    complete_as() {
      COMP_WORDS=(overbuild "$@")
      COMP_CWORD=$#
      _overbuild
      echo "${COMPREPLY[*]}"
    }
    complete_as hind
    complete_as run tele
    complete_as run --rep
    complete_as sensitivity --method so' - "$prefix/share/bash-completion/completions/overbuild")
  [ "$words" = $'hindcast\ntelecom-1996\n--replicate\nsobol' ] || fail "bash completes: $words"
  ! command -v zsh >/dev/null || made zsh -n "$prefix/share/zsh/vendor-completions/_overbuild"
}

made cmake --build "$build" --target overbuild_reference
made env DESTDIR= cmake --install "$build" --prefix "$work/prefix"
works_in "$work/prefix"

if ! command -v dpkg-deb >/dev/null; then
  echo "no dpkg: the package is not built"
  exit 0
fi
made cpack --config "$build/CPackConfig.cmake" -G DEB -B "$work/package"
made dpkg-deb -x "$work"/package/overbuild_*.deb "$work/unpacked"
works_in "$work/unpacked/usr"
# Each library comes with the package, but for those that no Debian system is without.
for code in "$work"/unpacked/usr/bin/overbuild "$work"/unpacked/usr/lib/liboverbuild.so; do
  made ldd "$code"
  if grep -E '=> ' ../captured/out | grep -vE 'lib(c|m|stdc\+\+|gcc_s)\.so' |
      grep -vF "$work/unpacked/usr/"; then
    fail "$code takes libraries of this system"
  fi
done

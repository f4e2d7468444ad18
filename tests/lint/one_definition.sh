#!/usr/bin/env bash
# Each function and each object is defined once: the layers link as plain objects, as a shared
# library takes them, and not only as archives, where the first definition found hides the others.
set -euo pipefail
source tests/lint/common/files.sh

command -v nm >/dev/null && command -v c++filt >/dev/null || exit 77
folder=$(dirname "${OVERBUILD:-build/release/overbuild}")
archives=("$folder"/{core,market,agents,sim}/liboverbuild_*.a)
[ -f "${archives[0]}" ] || exit 77

# Strong definitions only: what is inline may stand in many objects.
found=$(nm --defined-only --extern-only "${archives[@]}" 2>/dev/null |
        sed -nE 's/^[0-9a-f]+ [TDBR] //p' | sort | uniq -d | c++filt)
report "These are defined by more than one source" "$found"

#!/usr/bin/env bash
# clang-tidy 14 finds nothing in any source (test.sh --full), or in those that changed last. All of
# them are read as the build joins them, several at once, since headers take most of the time; a source
# alone takes ten to twenty seconds. It reads a build without precompiled headers, which are g++'s and
# not its own. By hand: OVERBUILD_TIDY=all (or changed) bash tests/lint/tidy.sh [PATTERN]
# where PATTERN chooses from what is read, by its path.
set -euo pipefail
source tests/lint/common/files.sh

command -v clang-tidy-14 >/dev/null && [ -n "${OVERBUILD_TIDY:-}" ] || exit 77
most=6  # of the changed ones, so that a large change keeps everyday tests short

build=$(dirname "$(realpath "${OVERBUILD:-build/release/overbuild}")")/tidy
cmake --preset release -B "$build" -DOVERBUILD_PCH=OFF -DOVERBUILD_TESTS=ON \
  -DOVERBUILD_REPORT=OFF >/dev/null
if [ "$OVERBUILD_TIDY" = all ]; then
  sources=$(sed -nE 's/^ *"file": "(.*)",?$/\1/p' "$build/compile_commands.json" |
            grep -vE '/(generated|_cmake|tests/wasm)/' | sort -u)
else
  changed=$(git diff --name-only HEAD~1 -- '*.cpp' 2>/dev/null) || exit 77
  sources=$(files agents api core market sim tests tools | grep -E '\.cpp$' |
            grep -vE '^(api/wasm|tests/(fuzz|wasm))/' |
            comm -12 <(sort) <(sort <<<"$changed") | head -n "$most")
fi
sources=$(grep -E -- "${1:-.}" <<<"$sources" || true)
[ -n "$sources" ] || exit 0

# Warnings that g++ knows and clang does not are no finding, and neither is how sources are joined.
found=$(tr '\n' '\0' <<<"$sources" |
        xargs -0 -P "$(nproc)" -n 1 clang-tidy-14 -p "$build" --quiet \
          --checks=-bugprone-suspicious-include --extra-arg=-Wno-unknown-warning-option \
          --header-filter='/(core|market|agents|sim|api|tools|tests)/.*\.[ch]pp$' 2>/dev/null |
        grep -E '(warning|error):' | sort -u || true)
report "clang-tidy objects" "$found"

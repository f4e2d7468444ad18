#!/usr/bin/env bash
# clang-tidy 14 finds nothing in any source (test.sh --full), or in those that changed last: a source
# takes it ten to twenty seconds. It reads a build without precompiled headers, which are g++'s and
# not its own. By hand: OVERBUILD_TIDY=changed bash tests/lint/tidy.sh
set -euo pipefail
source tests/lint/common/files.sh

command -v clang-tidy-14 >/dev/null && [ -n "${OVERBUILD_TIDY:-}" ] || exit 77
most=6  # of the changed ones, so that a large change keeps everyday tests short

sources=$(files agents api core market sim tests tools | grep -E '\.cpp$' |
          grep -vE '^(api/wasm|tests/(fuzz|wasm))/')
if [ "$OVERBUILD_TIDY" != all ]; then
  changed=$(git diff --name-only HEAD~1 -- '*.cpp' 2>/dev/null) || exit 77
  sources=$(comm -12 <(sort <<<"$sources") <(sort <<<"$changed") | head -n "$most")
fi
[ -n "$sources" ] || exit 0

build=$(dirname "${OVERBUILD:-build/release/overbuild}")/tidy
cmake --preset release -B "$build" -DOVERBUILD_PCH=OFF -DOVERBUILD_TESTS=ON \
  -DOVERBUILD_REPORT=OFF >/dev/null
# Warnings that g++ knows and clang does not are no finding.
found=$(tr '\n' '\0' <<<"$sources" |
        xargs -0 -P "$(nproc)" -n 1 clang-tidy-14 -p "$build" --quiet \
          --extra-arg=-Wno-unknown-warning-option 2>/dev/null | grep -E '(warning|error):' | sort -u || true)
report "clang-tidy objects" "$found"

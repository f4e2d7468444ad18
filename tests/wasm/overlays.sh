#!/usr/bin/env bash
# What a page of the playground has downloaded, run by the program: conditions and moved numbers have the
# digests that the engine for browsers gives them; skipped where the build left the engine out.
set -euo pipefail
program=$(realpath "${OVERBUILD:-build/release/overbuild}")
build=$(dirname "$program")
skip() { echo "skipped: $*"; exit 77; }
[ -s "$build/wasm/engine.wasm" ] || skip "no engine for browsers in this build (Debian package emscripten)"
command -v node >/dev/null || skip "no node (Debian package nodejs)"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for config in toy ai-2026 telecom-1996; do
  "$program" playground "configs/$config.yaml" --set population.enterprises=100 --drivers 0 -o "$work/$config.html" >"$work/log" 2>&1 || {
    ! grep -q 'this build has no playground' "$work/log" || skip "the page was not built"
    cat "$work/log"
    exit 1
  }
  node tests/wasm/overlays.mjs "$build/wasm" "$program" "configs/$config.yaml" "$work/$config.html" "$work"
done

#!/usr/bin/env bash
# The engine for browsers, run by node, against the native one: state, parameters, refusals and the
# digests of at least 200 worlds over all presets, small populations; skipped where the build left the
# engine out. OVERBUILD_PLAIN_ENGINE names the folder of one built without vector instructions.
set -euo pipefail
build=$(dirname "${OVERBUILD:-build/release/overbuild}")
skip() { echo "skipped: $*"; exit 77; }
[ -s "$build/wasm/engine.wasm" ] || skip "no engine for browsers in this build (Debian package emscripten)"
command -v node >/dev/null || skip "no node (Debian package nodejs)"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for config in configs/*.yaml; do
  name=$(basename "$config" .yaml)
  case $name in
    toy) "$build/overbuild_worlds" "$config" 80 >"$work/$name.json" ;;
    *) "$build/overbuild_worlds" "$config" 32 population.enterprises=200 >"$work/$name.json" ;;
  esac
done
# What is drawn beside what is fixed, and values in every form that a page may send.
"$build/overbuild_worlds" configs/toy.yaml 12 expectations.neglect=0.9 technology.leap.variant=none \
  'technology.curvature={"dist": "uniform", "lo": -0.12, "hi": 0.02}' builders.bold.debt.secured=1.35e9 \
  'macro.public_signal=[0.5, 0.4]' >"$work/changed.json"
for engine in "$build/wasm" ${OVERBUILD_PLAIN_ENGINE:-}; do
  node tests/wasm/digests.mjs "$engine" "$work"/*.json
done

#!/usr/bin/env bash
# The report in headless Chromium: no console message, no network request, marks in every chart, in
# a wide window, in dark colours and on a phone; skipped where there is no Chromium.
source "$(dirname "$0")/common.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

run() { "$OVERBUILD" run "$@" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }; }
report() { "$OVERBUILD" report "$@" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }; }
run "$ROOT/configs/toy.yaml" -o "$work/a"
run "$ROOT/configs/toy.yaml" --seed 5 --years 9 -o "$work/b"
run "$ROOT/configs/toy.yaml" --years 1 -o "$work/short"
echo 'technology: {leap: {variant: none}}' >"$work/no-leap.yaml"
"$OVERBUILD" ensemble "$ROOT/configs/toy.yaml" -n 12 --scenario no-leap="$work/no-leap.yaml" \
  -o "$work/worlds.db" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
report "$work/a" "$work/b" "$work/worlds.db" "$ROOT/tests/data/report/scorecard.json" -o "$work/two.html"
report "$work/short" -o "$work/one.html"
node "$ROOT/tests/browser/report.mjs" "$work/two.html" "$work/one.html"

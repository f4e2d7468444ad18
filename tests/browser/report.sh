#!/usr/bin/env bash
# The report in headless Chromium: no console message, no network request, marks in every chart, in
# a wide window, in dark colours and on a phone; skipped where there is no Chromium.
source "$(dirname "$0")/common.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

run() { "$OVERBUILD" run "$@" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }; }
report() {
  "$OVERBUILD" report "$@" >"$work/log" 2>&1 && return
  ! grep -q 'this build has no report' "$work/log" || skip "built without the report's front end"
  cat "$work/log"
  exit 1
}
run "$ROOT/configs/toy.yaml" -o "$work/a"
run "$ROOT/configs/toy.yaml" --seed 5 --years 9 -o "$work/b"
run "$ROOT/configs/toy.yaml" --years 1 -o "$work/short"
echo 'technology: {leap: {variant: none}}' >"$work/no-leap.yaml"
"$OVERBUILD" ensemble "$ROOT/configs/toy.yaml" -n 12 --scenario no-leap="$work/no-leap.yaml" \
  -o "$work/worlds.db" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
cat >"$work/mine.yaml" <<'YAML'
hypotheses:
  HA_dear: {claim: Rents stay up, family: mine, on: [rental.mean_reversion_speed=0.5], off: [rental.mean_reversion_speed=0.05],
            predicates: {rent: {metric: rental_price, op: ">=", value: 1, years: [2026, 2029], at_least: 2}}}
  HB_sticky: {claim: Nobody moves, family: mine, on: [demand.switching_cost=5000], off: [demand.switching_cost=0]}
YAML
"$OVERBUILD" hypotheses "$ROOT/configs/toy.yaml" --hypotheses "$work/mine.yaml" -n 6 \
  -o "$work/crossed.db" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
"$OVERBUILD" sensitivity "$ROOT/configs/toy.yaml" -n 3 --outcome rental_price:at:2030 \
  --set 'rental.mean_reversion_speed={dist: uniform, lo: 0.05, hi: 0.5}' \
  --set 'demand.switching_cost={dist: lognormal, median: 300, gsd: 2}' \
  -o "$work/screened.db" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
report "$work/a" "$work/b" "$work/worlds.db" "$work/crossed.db" "$work/screened.db" "$ROOT/tests/data/report/scorecard.json" -o "$work/two.html"
report "$work/short" -o "$work/one.html"
# Every preset, each with names of its own, small.
pages=()
for configuration in "$ROOT"/configs/*.yaml; do
  preset=$(basename "$configuration" .yaml)
  few=(--set population.enterprises=200)
  [ "$preset" != toy ] || few=()
  run "$configuration" "${few[@]}" -o "$work/$preset"
  report "$work/$preset" -o "$work/$preset.html"
  pages+=("$work/$preset.html")
done
report "$work/worlds.db" -o "$work/worlds.html"
node "$ROOT/tests/browser/report.mjs" "$work/two.html" "$work/one.html" "${pages[@]}" "$work/worlds.html"

#!/usr/bin/env bash
# What the tables of hypotheses say below themselves, and that they are read in 80 columns.
source "$(dirname "$0")/common/cli.sh"

few=(--set population.enterprises=50)
cat >two.yaml <<'YAML'
extends: toy
hypotheses:
  HX1_power_stays_dear:
    claim: Power costs more than 70 dollars a MWh
    family: success
    predicates:
      dear: {metric: energy_price, op: ">", value: 70, years: [2026, 2028], at_least: 1}
    on: ["macro.energy_price=90"]
    off: ["macro.energy_price=30"]
  HX2_settings_do_not_do_this:
    claim: Power costs more than 700 dollars a MWh
    family: success
    predicates:
      dear: {metric: energy_price, op: ">", value: 700, years: [2026, 2028], at_least: 1}
    on: ["expectations.neglect=0.6"]
    off: ["expectations.neglect=0.4"]
YAML
expect 0 hypotheses toy "${few[@]}" --hypotheses two.yaml -n 1 -o one.db --json one.json
is_json one.json
[ "$(wc -L <../captured/out)" -le 80 ] || fail "a line is wider than 80 columns"
says out '1 paired replicate,'
tr '\n' ' ' <../captured/out | tr -s ' ' >../captured/line
said() { grep -qE -- "$1" ../captured/line || fail "not said: $1"; }
# Which yardstick was used; the sector alone is judged material; settings that do nothing are named.
said 'success: pays off where the net present value at [0-9.]+ % a year is not below zero. That rate \(hurdle_rate\) is fixed'
said 'material for the sector: P\(sector\) moves by 10 points or more'
said 'Settings that do not force what is claimed: HX2_settings_do_not_do_this \(held in 0 of 1 worlds when it alone was forced, in 0 of 1'
! grep -q 'claimed: HX1' ../captured/line || fail "settings that force their claim are doubted"
if command -v jq >/dev/null; then
  rate=$(jq -r '.rate_remarks[0]' one.json | sed -nE 's/.*value at ([0-9.]+) %.*/\1/p')
  expect 0 run toy "${few[@]}" -o r
  kept=$(awk -F, '$2 == "hurdle_rate" { printf "%.1f", 100 * $NF; exit }' r/series.csv)
  [ "$rate" = "$kept" ] || fail "the rate is told as $rate %, and is $kept %"
  # All but one of two conditions is only the other, and stands once.
  jq -r '.success_combinations.rows[].conditions' one.json >rows
  [ "$(wc -l <rows)" -eq 4 ] || fail "rows are told twice: $(tr '\n' ',' <rows)"
fi
# Intervals stay on their line.
! grep -qE '^ *\[[0-9]|\[[0-9.+-]+,?$' ../captured/out || fail "an interval is broken over lines"
expect 0 hypotheses toy "${few[@]}" --hypotheses two.yaml -n 3 -o one.db
says out '3 paired replicates,'
! grep -qE '^ *\[[0-9]|\[[0-9.+-]+,?$' ../captured/out || fail "an interval is broken over lines"
[ "$(wc -L <../captured/out)" -le 80 ] || fail "a line is wider than 80 columns"

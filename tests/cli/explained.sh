#!/usr/bin/env bash
# Every head of a column, every label of a row that is no data and every kind of event in the tables that
# commands print is known to `explain`. What is data: years, scenarios, conditions of branches.
source "$(dirname "$0")/common/cli.sh"
command -v jq >/dev/null || { echo "skipped: there is no jq to read tables with"; exit 77; }

few=(--set population.enterprises=100)
expect 0 run ai-2026 "${few[@]}" -o run --details --json tables-run.json
expect 0 run ai-2026 "${few[@]}" --seed 2 -o other
expect 0 run telecom-1996 "${few[@]}" -o fibre --json tables-telecom.json
expect 0 compare run other --json tables-compare.json
failed=$(awk -F, '$3 == "default" { print $4; exit }' run/events.csv)
for firm in "$failed" oracle openai nvidia; do
  expect 0 why run "$firm" --json "tables-why-$firm.json"
done
expect 0 ensemble ai-2026 "${few[@]}" -n 24 --years 6 -o worlds.db --json tables-ensemble.json
expect 0 compare worlds.db worlds.db --outcome losses:sum:2026-2029 --json tables-paired.json
expect 0 discover worlds.db --outcome 'capex:sum:2026-2029 > 3e12' --json tables-discover.json
expect 0 sensitivity --from worlds.db --outcome capex:sum:2026-2029 --json tables-given-data.json
expect 0 hypotheses toy "${few[@]}" --hypotheses hypotheses/HS1-frontier-scarcity,hypotheses/HT1-timing-not-direction \
  -n 1 -o h.db --json tables-hypotheses.json
expect 0 hindcast telecom-1996 -n 2 --json -
priors=(--set 'expectations.neglect={dist: uniform, lo: 0.1, hi: 0.9}'
        --set 'rental.tightness_response={dist: uniform, lo: 0.5, hi: 3}')
expect 0 sensitivity toy "${few[@]}" "${priors[@]}" --years 4 --method morris -n 2 --outcome capex:sum:2026-2028 -o m.db --json tables-morris.json
expect 0 sensitivity toy "${few[@]}" "${priors[@]}" --years 4 --method sobol -n 2 --second-order \
  --outcome capex:sum:2026-2028 -o s.db --json tables-sobol.json
expect 0 list --json tables-list.json
for topic in metrics schedule glossary; do expect 0 explain "$topic" --json "tables-$topic.json"; done
mkdir evidence
printf 'extends: %s\n' "$TOY" >one.yaml
cat >evidence/one.yaml <<'YAML'
title: a record for a test
overrides: [population.enterprises=100]
train_until: 2029
targets:
  - {id: spending, metric: capex, years: [2026, 2028], statistic: sum, observed: 6e9, lo: 4e9, hi: 8e9, split: train, source: invented}
YAML
expect 0 calibrate one.yaml --set 'expectations.neglect={dist: uniform, lo: 0.1, hi: 0.9}' \
  --parameters expectations.neglect --waves 1 --points-per-wave 20 --generations 1 --points-per-generation 20 \
  -n 10 -o c.db --json tables-calibrate.json

# Heads, as they are printed; those of scenarios and years are data.
jq -r '.. | objects | select(has("columns") and has("rows")) | .columns[].heading // empty' tables-*.json |
  grep -vE '^$|^[0-9]{4}( \(extrapolation\))?$' | sort -u >words
# Those of scorecards, whose JSON has no tables.
printf '%s\n' target observed 'band from' 'band to' '10 %' median '90 %' worlds verdict series years persistence \
  'log-linear trend' known inside >>words
# Labels of rows: first columns that hold words of the program or ids of configurations.
jq -r '.. | objects | select(has("columns") and has("rows")) | . as $table | .columns[].key
       | select(. == ("metric", "event", "bearer", "owner", "outcome", "payer", "hypothesis", "condition", "id",
                      "series", "input", "kind", "rank", "column"))
       | . as $key | $table.rows[][$key] // empty' tables-*.json | sort -u >labels
# What the text alone shows: targets and series of a scorecard.
"$OVERBUILD" hindcast telecom-1996 -n 2 2>/dev/null |
  awk '/^(Training|Test) targets$|^Fixed by inputs|^CRPS/ { head = 1; next } /^$/ { head = 0 }
       head == 1 { head = 2; next } head == 2 && $1 ~ /^[a-z]/ { print $1 }' | sort -u >scored
[ "$(wc -l <words)" -ge 80 ] || fail "few heads were found"
[ "$(wc -l <scored)" -ge 15 ] || fail "few targets were found"

unknown=0
while IFS= read -r word; do
  "$OVERBUILD" explain -- "$word" >../captured/out 2>&1 </dev/null && continue
  "$OVERBUILD" explain --config telecom-1996 -- "$word" >../captured/out 2>&1 </dev/null && continue
  "$OVERBUILD" explain --config one.yaml -- "$word" >../captured/out 2>&1 </dev/null && continue
  echo "not explained: $word" >&2
  unknown=$((unknown + 1))
done < <(cat words labels scored | grep -vE '^base$|:(sum|any|max|at):|^\(' | sort -u)
[ "$unknown" -eq 0 ] || fail "$unknown heads and labels are not explained"

# Words that a newcomer meets, and what they must not be taken for.
for word in CRPS hindcast band Shapley material 'pays off' 'conjunction index' 'family forced' 'pure play' levered \
  rollover_refused renegotiation 'net worth' gap failures coverage skill posterior implausibility \
  'effective sample size' emulator Sobol Morris ensemble replicate capital revenue 'gross margin' hyperscaler \
  'effective size' 'spend s.e.' round 'content digest' 'share explained' 'no rate of return' 'no rate' \
  neocloud commitment HS1_frontier_scarcity 'price, as good as best in 2025' 'capital spending on the network'; do
  expect 0 explain "$word"
done
tells() { expect 0 explain "$1"; says out "$2"; }
never() { expect 0 explain "$1"; ! grep -qE -- "$2" ../captured/out || fail "explain $1 says $2"; }
tells commitment 'ahead of revenue'
never commitment 'paid for whether it is used or not'
tells revenue 'What a firm.s customers pay'
tells 'gross margin' 'before research'
tells capital 'shells and equipment'
tells hyperscaler 'large business beside compute'
tells neocloud 'compute alone'
tells take-or-pay 'whether it is used or not'
tells 'share explained' 'Below zero'
# A firm of a configuration of one's own: the commands that are named are commands that work.
printf 'extends: toy\nbuilders: {bold: {label: Bold Own}}\n' >"own firm.yaml"
expect 0 explain 'Bold Own' --config 'own firm.yaml'
says out "overbuild explain builders.bold --config 'own firm.yaml'"
expect 0 explain builders.bold --config 'own firm.yaml'
tells capex_growth_2000 'target of telecom-1996'

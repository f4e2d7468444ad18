#!/usr/bin/env bash
# Sensitivity by functions with known indices, by worlds, and by designs made elsewhere; hypotheses.
source "$(dirname "$0")/common/cli.sh"

expect 0 sensitivity --test ishigami --method sobol -n 256 --json indices.json
says out '^x1 .*'
says out 'exact: first 0.3139 0.4424 0.0000'
is_json indices.json
expect 2 sensitivity --test ishigamy
says err "did you mean 'ishigami'"
expect 2 sensitivity -n 4 -o a.db
says err 'CONFIG or --test is required'
expect 2 sensitivity "$TOY" -n 4 -o a.db
says err 'no value of this configuration has a prior'

priors=(--set run.years=4 --set 'rental.anchor_speed={dist: uniform, lo: 0.05, hi: 0.5}'
        --set 'demand.switching_cost={dist: lognormal, median: 300, gsd: 2}')
expect 0 sensitivity "$TOY" "${priors[@]}" -n 3 --outcome rental_price:at:2029 -o morris.db
says out 'rental.anchor_speed'
says out 'luck of the replicate'
says out 'within this model and these priors'
cp ../captured/out first
expect 0 sensitivity "$TOY" "${priors[@]}" -n 3 --outcome rental_price:at:2029 -o morris.db
cmp -s first ../captured/out || fail "asking again gives another answer"
expect 0 sensitivity "$TOY" "${priors[@]}" -n 4 --method sobol --parameters rental.anchor_speed \
  --outcome capex:sum:2026-2029 -o sobol.db
! grep -q 'demand.switching_cost' ../captured/out || fail "--parameters is ignored"
expect 2 sensitivity "$TOY" "${priors[@]}" -n 4 --outcome rental_price:avg:2029 -o b.db
says err 'unknown statistic'
expect 2 sensitivity "$TOY" "${priors[@]}" -n 4 --outcome rental_price:at:2099 -o b.db
says err 'the run covers 2026 to'

# A design comes back in its own order, and its rows are runs.
printf 'rental.anchor_speed,replicate\n0.4,2\n0.1,0\n0.4,2\n' >points.csv
expect 0 sensitivity "$TOY" --set run.years=4 --design points.csv --csv answers.csv \
  --outcome rental_price:at:2029 -o design.db
head -n 1 answers.csv | grep -qx 'rental.anchor_speed,replicate,rental_price:at:2029' ||
  fail "another header: $(head -n 1 answers.csv)"
[ "$(sed -n 2p answers.csv)" = "$(sed -n 4p answers.csv)" ] || fail "equal rows differ"
[ "$(sed -n 2p answers.csv)" != "$(sed -n 3p answers.csv)" ] || fail "rows do not differ"
expect 0 run "$TOY" --set run.years=4 --set rental.anchor_speed=0.4 --replicate 2 -o single
value=$(sed -n 's/^2029,rental_price,[^,]*,//p' single/series.csv)
[ "$(sed -n 2p answers.csv)" = "0.4,2,$value" ] || fail "a row is not the run: $value"
printf 'rental.anchor_speed\n0.4,1\n' >broken.csv
expect 2 sensitivity "$TOY" --design broken.csv -o c.db
says err 'has 2 fields'

# What does not fit says how to run it again, with the values of the design.
printf 'rental.anchor_speed,replicate\n0.4,2\n-7,3\n' >wrong.csv
expect 2 sensitivity "$TOY" --set run.years=4 --design wrong.csv --csv wrong-answers.csv \
  --outcome rental_price:at:2029 -o wrong.db
says err 'again with: overbuild run .* --replicate 3 --set rental.anchor_speed=-7$'

# Hypotheses from a file of one's own.
cat >mine.yaml <<'YAML'
experiment: {cohorts: 2, window: 2}
hypotheses:
  dear: {claim: Rents stay up, family: mine,
         predicates: {rent: {metric: rental_price, op: ">=", value: 1, years: [2026, 2029], at_least: 2}},
         on: [rental.anchor_speed=0.5], off: [rental.anchor_speed=0.05]}
  sticky: {claim: Nobody moves, family: mine, on: [demand.switching_cost=5000], off: [demand.switching_cost=0]}
YAML
expect 0 hypotheses "$TOY" --set run.years=4 --hypotheses mine.yaml -n 3 --json table.json -o mine.db
says out 'all but dear'
says out 'paired bootstrap 95 %'
says out 'conjunction index'
grep -q '"mine_effects"' table.json || fail "no effects as numbers"
is_json table.json
expect 2 hypotheses "$TOY" -n 3 -o none.db
says err 'there are no hypotheses about this configuration'
sed 's/demand.switching_cost=0/rental.anchor_speed=1/' mine.yaml >clash.yaml
expect 2 hypotheses "$TOY" --hypotheses clash.yaml -n 3 -o none.db
says err 'sets rental.anchor_speed, as dear does'

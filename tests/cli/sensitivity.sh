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

expect 0 sensitivity --test ishigami --method morris -n 500
awk '$1 == "x2" && $2 > 7 { seen = 1 } END { exit !seen }' ../captured/out ||
  fail "screening misses the input with most of the variance"

priors=(--set run.years=4 --set 'rental.mean_reversion_speed={dist: uniform, lo: 0.05, hi: 0.5}'
        --set 'demand.switching_cost={dist: lognormal, median: 300, gsd: 2}')
expect 0 sensitivity "$TOY" "${priors[@]}" -n 3 --outcome rental_price:at:2029 -o morris.db
says out 'rental.mean_reversion_speed'
says out 'luck of the replicate'
says out 'within this model and these priors'
cp ../captured/out first
expect 0 sensitivity "$TOY" "${priors[@]}" -n 3 --outcome rental_price:at:2029 -o morris.db
cmp -s first ../captured/out || fail "asking again gives another answer"
expect 0 sensitivity "$TOY" "${priors[@]}" -n 4 --method sobol --parameters rental.mean_reversion_speed \
  --outcome capex:sum:2026-2029 -o sobol.db
! grep -q 'demand.switching_cost' ../captured/out || fail "--parameters is ignored"
expect 2 sensitivity "$TOY" "${priors[@]}" -n 4 --parameters macro.base_rate_meen -o none.db
says err "unknown key 'macro.base_rate_meen'.*did you mean 'macro.base_rate_mean'"
expect 2 sensitivity "$TOY" "${priors[@]}" -n 4 --parameters macro.inflation -o none.db
says err "'macro.inflation' has no prior; expected one .*--set 'macro.inflation=.dist: uniform, lo: LOWEST, hi: HIGHEST.'"
expect 0 sensitivity "$TOY" "${priors[@]}" -n 3 --method morris --outcome capex:sum:2026-2027 -o few.db --json few.json
says out '3 trajectories give no interval: take at least 4'
if command -v jq >/dev/null; then
  jq -e '[.outcomes[].rows[] | .mu_star_lo] | all(. == null)' few.json >/dev/null || fail "three trajectories have an interval"
fi
expect 2 sensitivity "$TOY" "${priors[@]}" -n 4 --parameters rental.mean_reversion_speed,rental.mean_reversion_speed \
  --outcome capex:sum:2026-2029 -o b.db
says err 'rental.mean_reversion_speed: is named twice'
expect 2 sensitivity "$TOY" "${priors[@]}" -n 4 --outcome capex:at:2029 --outcome capex:at:2029 -o b.db
says err 'asked for twice'
# An outcome that does not vary, and one that few worlds have.
expect 0 sensitivity "$TOY" "${priors[@]}" -n 4 --method sobol --outcome lab_defaults:any:2026-2029 \
  --json constant.json -o constant.db
says out 'the same in every world'
says out '^rental.mean_reversion_speed +- +- +- +- +- +-$'
grep -q '"constant": true' constant.json || fail "the JSON does not say that the outcome is constant"
expect 0 sensitivity "$TOY" "${priors[@]}" -n 4 --method sobol --outcome recovery_rate:at:2028 -o gaps.db
says out 'Sobol .*, [0-3] of 4 base points'
says out 'in the others a world has no value'
# Without --outcome: something that varies.
expect 0 sensitivity "$TOY" "${priors[@]}" -n 2 -o default.db
says out '^capex:sum:2026-2029: Morris, 2 trajectories'
! grep -q 'the same in every world' ../captured/out || fail "the default outcomes do not vary"
# Values of a choice, however rare, are tried by screening; a small Sobol design says what it left out.
rare=(--set run.years=2 --set 'capex.hurdle_wedge={dist: choice, values: [0.02, 0.3], weights: [0.99, 0.01]}')
expect 0 sensitivity "$TOY" "${rare[@]}" -n 3 --outcome capex:sum:2026-2027 -o rare.db
! grep -q 'Never tried' ../captured/out || fail "screening left a value out"
expect 0 sensitivity "$TOY" "${rare[@]}" -n 2 --method sobol --outcome capex:sum:2026-2027 -o rare-sobol.db
says out 'Never tried by this design: capex.hurdle_wedge: 0.3; take more base points'
expect 2 sensitivity "$TOY" "${priors[@]}" -n 4 --outcome rental_price:avg:2029 -o b.db
says err 'unknown statistic'
expect 2 sensitivity "$TOY" "${priors[@]}" -n 4 --outcome rental_price:at:2099 -o b.db
says err 'the run covers 2026 to'

# A design comes back in its own order, and its rows are runs.
printf 'rental.mean_reversion_speed,replicate\n0.4,2\n0.1,0\n0.4,2\n' >points.csv
expect 0 sensitivity "$TOY" --set run.years=4 --design points.csv --csv answers.csv \
  --outcome rental_price:at:2029 -o design.db
head -n 1 answers.csv | grep -qx 'rental.mean_reversion_speed,replicate,rental_price:at:2029' ||
  fail "another header: $(head -n 1 answers.csv)"
[ "$(sed -n 2p answers.csv)" = "$(sed -n 4p answers.csv)" ] || fail "equal rows differ"
[ "$(sed -n 2p answers.csv)" != "$(sed -n 3p answers.csv)" ] || fail "rows do not differ"
expect 0 run "$TOY" --set run.years=4 --set rental.mean_reversion_speed=0.4 --replicate 2 -o single
value=$(sed -n 's/^2029,rental_price,[^,]*,//p' single/series.csv)
[ "$(sed -n 2p answers.csv)" = "0.4,2,$value" ] || fail "a row is not the run: $value"
printf 'rental.mean_reversion_speed\n0.4,1\n' >broken.csv
expect 2 sensitivity "$TOY" --design broken.csv -o c.db
says err 'broken.csv:2: has 2 fields'
# Whole numbers as other programs write them; without a replicate what is not named is at its median.
printf 'rental.mean_reversion_speed,replicate\n4.0e-01,2.000000000000000000e+00\n' >exponents.csv
expect 0 sensitivity "$TOY" --set run.years=4 --design exponents.csv --csv exponents-answers.csv \
  --outcome rental_price:at:2029 -o exponents.db
[ "$(sed -n 2p exponents-answers.csv)" = "4.0e-01,2.000000000000000000e+00,$value" ] || fail "replicate 2 is not"
spread=(--set run.years=3 --set 'technology.curvature={dist: uniform, lo: -0.12, hi: 0.02}')
printf 'rental.mean_reversion_speed\n0.4\n' >one.csv
expect 0 sensitivity "$TOY" "${spread[@]}" --design one.csv --csv one-answers.csv --outcome capex:at:2028 -o one.db
expect 0 run "$TOY" "${spread[@]}" --set rental.mean_reversion_speed=0.4 -o medians
median=$(sed -n 's/^2028,capex,[^,]*,//p' medians/series.csv)
[ "$(sed -n 2p one-answers.csv)" = "0.4,$median" ] || fail "what a design does not name is not at its median"
# What is wrong is said before any world runs, with its place.
refused() {
  printf "$1" >refused.csv
  expect 2 sensitivity "$TOY" --set run.years=2 --design refused.csv --outcome capex:at:2027 -o refused.db
  says err "$2"
  silent out
  [ ! -e refused.db ] || fail "a design that is refused makes a file"
}
refused 'rental.mean_reversion_speed,replicate\n0.4,abc\n' 'refused.csv:2:5: .abc. is no replicate'
refused 'rental.mean_reversion_speed,replicate\n0.4,"2\n0.3,3\n' 'refused.csv:2:5: a quoted field is never closed'
refused 'rental.mean_reversion_sped\n0.4\n' "refused.csv:1:1: .*did you mean 'rental.mean_reversion_speed'"
refused 'rental.mean_reversion_speed;replicate\n0,4;1\n' 'separated by semicolons'
refused 'rental.mean_reversion_speed,rental.mean_reversion_speed\n0.4,0.5\n' 'twice'
refused 'run.years\n2\n9\n' 'cover the same years'

# What does not fit says how to run it again, with the values of the design.
printf 'rental.mean_reversion_speed,replicate\n0.4,2\n-7,3\n' >wrong.csv
expect 2 sensitivity "$TOY" --set run.years=4 --design wrong.csv --csv wrong-answers.csv \
  --outcome rental_price:at:2029 -o wrong.db
says err 'again with: overbuild run .* --replicate 3 --set rental.mean_reversion_speed=-7$'

# Hypotheses from a file of one's own.
cat >mine.yaml <<'YAML'
experiment: {cohorts: 2, window: 2}
hypotheses:
  dear: {claim: Rents stay up, family: mine,
         predicates: {rent: {metric: rental_price, op: ">=", value: 1, years: [2026, 2029], at_least: 2}},
         on: [rental.mean_reversion_speed=0.5], off: [rental.mean_reversion_speed=0.05]}
  sticky: {claim: Nobody moves, family: mine, on: [demand.switching_cost=5000], off: [demand.switching_cost=0]}
YAML
expect 0 hypotheses "$TOY" --set run.years=4 --hypotheses mine.yaml -n 3 --json table.json -o mine.db
says out '^(all but dear|dear) '
says out 'Newcombe for shares of worlds'
says out 'conjunction index'
grep -q '"mine_effects"' table.json || fail "no effects as numbers"
grep -q '"mine_combination_counts"' table.json || fail "no numbers of worlds"
says out '[0-3] of 3: '
is_json table.json
expect 2 hypotheses "$TOY" -n 3 -o none.db
says err 'there are no hypotheses about this configuration'
sed 's/demand.switching_cost=0/rental.mean_reversion_speed=1/' mine.yaml >clash.yaml
expect 2 hypotheses "$TOY" --hypotheses clash.yaml -n 3 -o none.db
says err 'sets rental.mean_reversion_speed, as dear does'

#!/usr/bin/env bash
# Experiments on stored worlds: scenario discovery, indices from any sample, pairs of two ensembles;
# Latin hypercubes, truncated priors, interactions and outcomes by expression on the way.
source "$(dirname "$0")/common/cli.sh"

priors=(--set run.years=4 --set 'rental.mean_reversion_speed={dist: uniform, lo: 0.05, hi: 0.5}'
        --set 'demand.switching_cost={dist: lognormal, median: 300, gsd: 2, truncate: [100, 900]}')
expect 0 ensemble "$TOY" "${priors[@]}" -n 80 --sampling latin-hypercube -o cube.db
first=$(sed -n 's/^content digest *//p' ../captured/out)
expect 0 ensemble "$TOY" "${priors[@]}" -n 80 --sampling latin-hypercube --threads 1 -o one.db
[ "$(sed -n 's/^content digest *//p' ../captured/out)" = "$first" ] || fail "threads change a hypercube"
expect 2 ensemble "$TOY" "${priors[@]}" -n 90 --sampling latin-hypercube -o cube.db
says err 'Latin hypercube of 80 worlds'
expect 0 verify cube.db -n 3
# Each of 80 equal parts of a uniform prior once; nothing beyond the ends of a truncated one.
drawn() { sqlite3 cube.db "SELECT json_extract(parameters, '\$.\"$1\"') FROM runs"; }
if command -v sqlite3 >/dev/null; then
  parts=$(drawn rental.mean_reversion_speed | awk '{ print int(($1 - 0.05) / 0.45 * 80) }' | sort -n | uniq | wc -l)
  [ "$parts" -eq 80 ] || fail "$parts of 80 parts are met"
  drawn demand.switching_cost | awk '$1 < 100 || $1 > 900 { exit 1 }' || fail "a draw beyond its ends"
fi
expect 2 check "$TOY" --set 'demand.switching_cost={dist: lognormal, median: 300, gsd: 2, truncate: [400, 900]}'
says err 'truncate leaves out its median'

# An outcome that an input decides.
expect 0 discover cube.db --outcome 'rental_price:at:2029 > rental_price:median:2026-2029' --json found.json
says out 'of 80 worlds, within this model'
is_json found.json
expect 0 sensitivity --from cube.db --outcome rental_price:at:2029 --json given.json
says out '^rental.mean_reversion_speed '
says out 'first-order Sobol indices from 80 of 80 worlds'
is_json given.json
expect 0 sensitivity --from cube.db
says out '^capex:sum:2026-2029: first-order'
expect 0 ensemble "$TOY" "${priors[@]}" -n 80 -o worlds.db
expect 2 compare cube.db worlds.db
says err 'priors are drawn otherwise'
expect 2 discover worlds.db --outcome rental_price:at:2029
says err 'expected a condition, which is 1 or 0'
expect 2 discover worlds.db --outcome 'rental_price:at:2029 > (1'
says err "ends too early; expected '\)'"
expect 2 discover worlds.db --outcome 'rentel_price:at:2029 > 1'
says err "did you mean 'rental_price'"
expect 2 discover worlds.db --outcome 'capex:at:2029 > 1' --scenario bese
says err "did you mean 'base'"
expect 0 discover worlds.db --outcome 'capex:at:2029 > 0'
says out 'nothing to discover'
expect 2 discover "$TOY" --outcome 'capex:at:2029 > 0'
says err 'is no file of ensembles'

# Pairs.
printf 'demand: {switching_cost: 900}\n' >costly.yaml
expect 0 ensemble "$TOY" "${priors[@]}" -n 12 --scenario costly=costly.yaml -o both.db
expect 0 compare both.db both.db --scenario costly --scenario base --outcome 'capex:sum:2026-2029'
says out '^capex:sum:2026-2029 +.bn '
expect 0 compare both.db both.db --scenario costly --scenario base --outcome 'capex:sum:2026-2029' --json pairs.json
says out 'B - A, 12 pairs of worlds with the same draws'
is_json pairs.json
# The sign is that of two runs: what the second has more than the first.
printf 'macro: {energy_price: 300}\n' >dear.yaml
expect 0 ensemble "$TOY" "${priors[@]}" -n 3 --scenario dear=dear.yaml -o dear.db
expect 0 compare dear.db dear.db --scenario base --scenario dear --outcome capex:at:2026 --json dear.json
expect 0 compare dear.db dear.db --scenario dear --scenario base --outcome capex:at:2026 --json turned.json
expect 0 ensemble "$TOY" "${priors[@]}" -n 1 --scenario dear=dear.yaml -o single.db
expect 0 compare single.db single.db --scenario base --scenario dear --json single.json
expect 0 run "$TOY" "${priors[@]}" --replicate 0 -o run-base
expect 0 run "$TOY" "${priors[@]}" --replicate 0 --overlay dear.yaml -o run-dear
expect 0 compare run-base run-dear --json runs.json
if command -v jq >/dev/null; then
  jq -es '(.[0].outcomes[].q10 + .[1].outcomes[].q90) as $sum | .[0].outcomes[].q10 != 0 and ($sum | fabs) < 1' \
    dear.json turned.json >/dev/null || fail "turning the sides round does not turn the sign round"
  runs=$(jq '.headlines.rows[] | select(.metric == "capex" and .year == 2029) | .difference' runs.json)
  pairs=$(jq '.differences.capex.years[] | select(.year == 2029) | .median' single.json)
  awk -v a="$runs" -v b="$pairs" 'BEGIN { exit !(a * b > 0 && (a - b) ^ 2 < 1e-12 * b ^ 2) }' ||
    fail "of two runs capex differs by $runs, of the same worlds in files by $pairs"
fi
expect 0 compare both.db both.db --json -
grep -q '"share_above": 0.0' ../captured/out || fail "worlds differ from themselves"
! grep -Eq '"median": -?[1-9]' ../captured/out || fail "worlds differ from themselves"
expect 2 compare both.db both.db --scenario a --scenario b --scenario c
says err 'more than twice'
expect 2 compare . . --outcome capex:at:2029
says err 'for two files of ensembles'

# Interactions.
expect 0 sensitivity --test ishigami --method sobol --second-order -n 1024
awk '$1 == "x1" && $2 == "x3" && $3 > 0.20 && $3 < 0.29 { seen = 1 } END { exit !seen }' ../captured/out ||
  fail "the interaction of Ishigami's function is not found"
expect 2 sensitivity --test ishigami --second-order
says err 'second-order is of --method sobol'
expect 0 sensitivity "$TOY" "${priors[@]}" -n 4 --method sobol --second-order \
  --outcome 'capex:sum:2026-2029 / 1e9' --json second.json -o second.db
says out 'Interactions of two inputs'
is_json second.json
expect 2 sensitivity --from second.db
says err 'points of a design, no sample of the priors'

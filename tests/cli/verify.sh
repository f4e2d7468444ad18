#!/usr/bin/env bash
# What is stored is run again and compared: the same is said to be the same, and whatever is changed in
# a result is noticed and named.
source "$(dirname "$0")/common/cli.sh"

expect 0 run "$TOY" --years 4 -o run
expect 0 verify run
says out '^The same: this build repeats the run to the bit'
says out '^tables +12 of 12 the same'
expect 0 verify run --threads 1 --json run.json
is_json run.json
grep -q '"same": true' run.json || fail "the JSON says otherwise"
expect 0 run "$TOY" --years 4 --replicate 5 --seed 7 --record workloads \
  --set 'technology.curvature={dist: uniform, lo: -0.1, hi: 0.02}' -o drawn
expect 0 verify drawn

# changed COMMAND PATTERN: after the command in a copy of the run, it is different, and why is said.
changed() {
  rm -rf copy
  cp -r run copy
  (cd copy && eval "$1")
  expect 1 verify copy
  says out '^Different: '
  says out "$2"
}
changed "sed -i '3s/[1-9]/0/g' flows.csv" 'copy/flows\.csv: is not as the run wrote it'
says out '  flows\.csv, line 3:'
changed "sed -i '\$d' agents.csv" 'copy/agents\.csv: is not as the run wrote it'
changed "rm losses.csv" 'losses\.csv'
changed "sed -i 's/\"result_digest\": \"./\"result_digest\": \"/; s/\"result_digest\": \"\(.*\)\"/\"result_digest\": \"0\1\"/' manifest.json" \
  'digest +0[0-9a-f]{15} stored'
changed "sed -i 's/\"contentSize\"/\"size\"/; s/\"sha256\": \"./\"sha256\": \"x/' ro-crate-metadata.json" \
  'another checksum than ro-crate-metadata.json says'
# Somebody else's description of the folder is no bug.
cp -r run described
echo '{"@graph": [1, {"@type": ["File"], "@id": 2}]}' >described/ro-crate-metadata.json
expect 0 verify described
changed 'echo "{\"@graph\": 1}" >ro-crate-metadata.json' 'is not the description that the run wrote'
# Another input: the year and the phase in which it begins to matter are named.
echo 'shocks: {later: {year: 2028, series: energy_price, change: 1}}' >shock.yaml
expect 0 run "$TOY" --years 4 --overlay shock.yaml -o shocked
changed "cp ../shocked/config.yaml ." 'config\.yaml: is not as the run wrote it'
says out '^First difference: year 2028, phase P0'  # prices are drawn there
# A run of another build is run again with this one; a directory of before there were descriptions too.
cp -r run other
sed -i 's/"sources": "[0-9a-f]*"/"sources": "0123456789abcdef"/' other/manifest.json
rm other/ro-crate-metadata.json
expect 0 verify other
says out '^made by  .*sources 0123456789abcdef'
says out '^again by [0-9.]+ \('

# No result.
cp -r run failed
sed -i 's/"status": "complete"/"status": "failed"/' failed/manifest.json
expect 2 verify failed
says err 'this run did not end'
expect 2 verify nowhere
says err 'nowhere: does not exist'
mkdir empty
expect 2 verify empty
echo text >text
expect 2 verify text
says err 'no file of ensembles'

# Worlds of a file, with what they recorded, in every scenario.
small=(--set run.years=3 --set 'technology.curvature={dist: uniform, lo: -0.1, hi: 0.02}')
printf 'demand: {switching_cost: 900}\n' >costly.yaml
expect 0 ensemble "$TOY" -n 6 "${small[@]}" --scenario costly=costly.yaml --record agents,digests -o worlds.db
expect 0 verify worlds.db -n 5 --json worlds.json
says out '^worlds +5 of 5 run again are the same'
is_json worlds.json
expect 0 verify worlds.db -n 100
says out '^worlds +12 of 12'
cat >success.yaml <<'YAML'
hypotheses:
  free: {claim: "c", family: success, on: [demand.switching_cost=0], off: [],
         predicates: {p: {metric: capex, op: ">=", value: 1, years: [2026, 2027], at_least: 1}}}
YAML
expect 0 hypotheses "$TOY" --hypotheses success.yaml -n 2 -o success.db
expect 0 verify success.db -n 4
says out '^worlds +4 of 4'
expect 0 sensitivity "$TOY" -n 2 --years 2 -o design.db \
  --set 'expectations.neglect={dist: uniform, lo: 0.2, hi: 0.8}'
expect 2 verify design.db
says err 'points of a design'
command -v sqlite3 >/dev/null || exit 0

# altered SQL PATTERN: after the SQL in a copy of the file, it is different, and why is said.
altered() {
  cp worlds.db copy.db
  sqlite3 copy.db "$1"
  expect 1 verify copy.db -n 100
  says out "$2"
}
altered "update series set capex = capex + 1 where scenario = 'costly' and replicate = 4 and year = 2027" \
  'costly, replicate 4: .*first in 2027, capex'
altered "update agents_rows set value = value + 1 where rowid = 40" 'row [0-9]+ of agents, column value'
altered "delete from agents_rows where rowid = 40" '(row [0-9]+ of agents|rows of agents stored)'
altered "update digests_rows set digest = '00' where rowid = 9" 'row 9 of digests, column digest'
altered "update runs set digest = '0123456789abcdef' where replicate = 2 and scenario = 'base'" \
  'base, replicate 2: digest 0123456789abcdef stored'
altered "update runs set parameters = '{\"technology.curvature\": 0.01}' where replicate = 1 and scenario = 'base'" \
  'base, replicate 1: digest'

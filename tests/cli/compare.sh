#!/usr/bin/env bash
# Equal runs are called identical; others part at a named year, phase and agent; other directories
# are refused with the file and what was expected.
source "$(dirname "$0")/common/cli.sh"

expect 0 run "$TOY" -o a
expect 0 run "$TOY" -o b --threads 1
expect 0 run "$TOY" -o seed --seed 2
debt=$(sed -n '/^\(builders\.[^,]*\.debt\.senior\),.*/{s//\1/p;q}' a/parameters.csv)
[ -n "$debt" ] || fail "no builder has senior debt"
builder=$(echo "$debt" | cut -d. -f2)
expect 0 run "$TOY" -o debt --set "$debt=123456789"

expect 0 compare a b
says out 'identical'
# Equal runs are read once, and still have outcomes.
expect 0 compare a b --json -
says out '"identical": true'
says out '"difference": 0.0'
expect 0 compare a debt
says out "^$debt +[0-9.e+]+ +123456789"
says out "First difference: year [0-9]+, (phase [A-Za-z0-9]+|initial state), agent $builder: "
[ "$(grep -n "^Outcomes" ../captured/out | cut -d: -f1)" -lt "$(grep -n "^Configuration" ../captured/out | cut -d: -f1)" ] ||
  fail "outcomes do not come first"
says out "^value destroyed +.bn "
says out 'First series to differ, in [0-9]+: '
says out '^capex +\$bn +[0-9]+ '
expect 0 compare a seed
says out 'First difference: year [0-9]+, (phase|initial state)'
# The first phase is the one that draws what differs.
for setting in macro.base_rate_sd=0.02 macro.energy_sd=0.2; do
  expect 0 run "$TOY" -o drawn --set "$setting"
  expect 0 compare a drawn
  says out 'First difference: year [0-9]+, phase P0'
  rm -r drawn
done
expect 0 compare a debt --json -
is_json ../captured/out
says out '"identical": false'
says out "\"$builder\""

# The words of the runs, where they have the same ones.
expect 0 run "$ROOT/configs/telecom-1996.yaml" -o fibre
expect 0 run "$ROOT/configs/telecom-1996.yaml" -o dearer --set vendors.cisco.price=9000
expect 0 compare fibre dearer
says out 'agent cisco: Cisco \(maker of equipment\)'
says out '^rental_price +\$/lit '
says out '^ +Mb/s-hour'
! grep -E 'H100e|builder\)' ../captured/out || fail "words of another world"

expect 2 compare a nowhere
says err 'nowhere: does not exist; expected a run directory'
expect 2 compare a "$TOY"
says err 'is not a directory'
mkdir foreign
expect 2 compare foreign a
says err 'foreign/manifest\.json: '
echo '{"name": "something else"}' >foreign/manifest.json
expect 2 compare foreign a
says err 'manifest\.json: is not the manifest of a run'
cp -r a broken
sed -i '3s/,[^,]*$/,many/' broken/series.csv
expect 2 compare a broken
says err 'broken/series\.csv:3: '
rm broken/digests.csv
expect 2 compare a broken
says err 'broken/digests\.csv: cannot be read'

#!/usr/bin/env bash
# The study program on the toy world: each table appears, the same for any number of threads, worlds
# that do not start are left out and counted, and a page keeps what was written by hand.
source "$(dirname "$0")/common/cli.sh"

STUDY=$(dirname "$OVERBUILD")/overbuild_study
[ -x "$STUDY" ] || exit 77  # built only when tools/study is there
OVERBUILD=$STUDY

expect 0 opening "$TOY"
says out '^\| utilisation \| % \| 62'
expect 0 replicates "$TOY" -n 4 --years 5
says out '^\| different results \| 4 \|'
says out '^\| runs that did not end \| 0 \|'
cp ../captured/out many
expect 0 replicates "$TOY" -n 4 --years 5 --threads 1
cmp -s many ../captured/out || fail "the replicates differ between one thread and several"
expect 0 roles "$TOY" -n 3 --years 6
says out '^\| builder \| [1-9][0-9]* of [1-9]'
says out '^\| utility \| addition_mw \|'

# Of few enterprises one is most of a way of being served, and not every start is the one on record.
refusing=(--set blocks.buyers.modes_met=true --years 3 --set "population.enterprises=10")
expect 0 replicates "$TOY" -n 12 "${refusing[@]}"
runs=$(sed -n 's/^| runs | \([0-9]*\) |$/\1/p' ../captured/out)
[ "$runs" -gt 0 ] && [ "$runs" -lt 12 ] || fail "of 12 worlds $runs start; some should, not all"
says out "^$((12 - runs)) of 12 worlds did not start: the start misses "
says out '^\| runs that did not end \| 0 \|'
[ "$(grep -c 'did not start' ../captured/out)" -eq 1 ] || fail "it is said more than once"
expect 0 orders "$TOY" -n 12 "${refusing[@]}"
says out "^$((24 - 2 * runs)) of 24 worlds did not start: the start misses "
expect 2 replicates "$TOY" -n 3 "${refusing[@]}" --set population.enterprises=1
says err 'the start misses '
expect 2 orders "$TOY" -n 3 --set population.enterprise=1
says err 'population.enterprise'

expect 0 blocks "$TOY" -n 2 --years 3
says out '^\| all \|'
says out '^These repeat the row \*none\* to the bit \(2 worlds looked at\): as configured, '
says out '^\| \*\*capital\*\* alone \|'
says out '^\| with satiation \|'
! grep -q ' 0 of 0 ' ../captured/out || fail "it counts targets where there are none"
says out 'rules on \| spending [0-9]+, bn usd \|'
expect 0 blocks "$TOY" -n 2 --years 3 --set blocks.capital.satiation=true --set blocks.market.idle_hours=true
says out '^\| without satiation \|'

# What a study compares is on and off by the study, whatever the configuration says.
for study in "funds blocks.investors.scenarios" "orders blocks.orders.quantile_orders"; do
  read -r name rule <<<"$study"
  expect 0 "$name" "$TOY" -n 2 --years 3 --set "$rule=false"
  cp ../captured/out off
  expect 0 "$name" "$TOY" -n 2 --years 3 --set "$rule=true"
  cmp -s off ../captured/out || fail "$name: the table hangs on what the configuration says of $rule"
done

expect 0 pair -n 2 --years 4 --set population.enterprises=100
says out '^\| as it was \| [0-2] of 2: '
[ "$(grep -c '^| all four | ' ../captured/out)" -eq 2 ] || fail "not both histories are swapped"
expect 2 pair -n 2 --posterior no-such-file.db

expect 0 outcomes "$TOY" -n 4 --years 5
says out '^\| hours used, lowest year \| [0-9]'
says out '^\| labs \| [1-9]'
expect 0 labs "$TOY" -n 2 --years 3
says out '^\| as configured \| [0-9.]+ \|  \|'
says out '^\| `labs.steady_research` on \|'
says out '^\| funds have no money \| [0-9]'

printf 'By hand.\n\n<!-- Below: printed by overbuild_study -->\nold\n' >page.md
expect 0 opening "$TOY" --into page.md
grep -q '^By hand\.$' page.md || fail "the page lost what was written by hand"
grep -q '^| utilisation ' page.md || fail "the page has no table"
! grep -q '^old$' page.md || fail "the page kept an old table"

printf 'No marker.\n' >page.md
expect 2 opening "$TOY" --into page.md
expect 2 opening no-such-configuration
expect 2 roles "$TOY" -n 0
expect 2 nothing

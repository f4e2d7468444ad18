#!/usr/bin/env bash
# The study program on the toy world: each table appears, the same for any number of threads, and
# a page keeps what was written by hand.
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

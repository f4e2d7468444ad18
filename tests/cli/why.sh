#!/usr/bin/env bash
# The story of one firm from the files of one run; other names and places are refused.
source "$(dirname "$0")/common/cli.sh"

expect 0 run "$TOY" -o a
builder=$(sed -n 's/^builders\.\([^.]*\)\..*/\1/p' a/parameters.csv | head -n 1)
expect 0 why a "$builder"
says out "builder"
says out 'The plan that went furthest wrong'
says out 'What it expected and did'
says out 'What it asked for, and what it got'
expect 0 why a "$builder" --json -
is_json ../captured/out
says out '"decision"'
expect 2 why a "$builder" 1990
says err "it covers"
expect 2 why a nobody
says err "no agent 'nobody' in a; there are "
expect 2 why nowhere "$builder"

# Another world calls its roles and units by its own names.
expect 0 run "$ROOT/configs/telecom-1996.yaml" --set population.enterprises=200 --years 4 -o t
expect 0 why t worldcom
says out "WorldCom .carrier."
says out "lit Mb/s"
! grep -E "builder|H100e" ../captured/out || fail "names of another world"

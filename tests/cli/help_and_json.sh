#!/usr/bin/env bash
# Every subcommand explains itself with an example; tables come as JSON too; results are on standard
# output alone and plain when that is no terminal.
source "$(dirname "$0")/common/cli.sh"

expect 0 --help
for command in run ensemble hypotheses sensitivity discover check explain list schema compare report; do
  says out "^ +$command "
  "$OVERBUILD" "$command" --help >../captured/help || fail "$command --help"
  grep -q "overbuild $command" ../captured/help || fail "$command --help has no example"
done
expect 0 --version
says out '^overbuild [0-9]+\.[0-9]+'

unset NO_COLOR
expect 0 run "$TOY" --years 3
! grep -q $'\033' ../captured/out || fail "colour without a terminal"
says out 'no forecast of any firm'
says out '^2025 .*opening$'
says out '^digest +[0-9a-f]{16}$'
[ "$(wc -L <../captured/out)" -le 110 ] || fail "a line is wider than 110 columns"
expect 0 run "$TOY" --years 3 --real 2026 --json real.json
says out 'US\$ of 2026'
is_json real.json
TERM=dumb expect 0 run "$TOY" --years 3
! grep -q '[▁█]' ../captured/out || fail "blocks on a dumb terminal"

expect 0 run "$TOY" --years 3 --json -
is_json ../captured/out
says out '"result_digest": "[0-9a-f]{16}"'
expect 0 list --json -
is_json ../captured/out
expect 0 list
says out '^toy +'
says out '^ai-2026 +'
expect 0 check toy
says out 'no problems'
for topic in '' schedule metrics capex run.seed run; do
  expect 0 explain $topic
  [ -s ../captured/out ] || fail "explain $topic says nothing"
  expect 0 explain $topic --json -
  is_json ../captured/out
done
expect 0 explain capex.shell_price --config telecom-1996
grep -q "usd/thousand fibre-km" ../captured/out || fail "explain does not speak the configuration's words"
expect 2 explain capex.shell_price --config no-such-configuration
expect 0 explain schedule
for phase in P0 P5 P9 P12; do says out "^$phase +"; done
expect 2 explain capx
says err "did you mean 'capex'"
expect 0 schema
is_json ../captured/out

# Output that cannot be written is an error; a reader that leaves is not.
if [ -e /dev/full ]; then
  code=0
  "$OVERBUILD" list >/dev/full 2>../captured/err || code=$?
  [ "$code" -eq 2 ] || fail "list to a full device: exit code $code"
  says err 'No space left'
fi
"$OVERBUILD" explain metrics | head -n 1 >/dev/null || fail "a reader that leaves is an error"

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
says out '2025 is the initial state'
says out '^What happened, nominal US\$'
says out '^Next: overbuild (why|report) '
says out '^Next: overbuild ensemble toy .*-n 100 -o worlds.db$'
says out '^digest +[0-9a-f]{16}$'
[ "$(wc -L <../captured/out)" -le 80 ] || fail "a line is wider than 80 columns"
# Of many settings, too; and a shell takes the lines as one command.
expect 0 run "$TOY" --years 3 --quiet --set macro.energy_price=61 --set macro.inflation=0.021 \
  --set population.enterprises=150
[ "$(wc -L <../captured/out)" -le 80 ] || fail "a command of what to do next is wider than 80 columns"
sed -n '/^Next: overbuild ensemble/,$p' ../captured/out |
  tr -d '\\\n' | grep -qE 'ensemble toy +--set macro.energy_price=61 .*enterprises=150 +--set run.years=3 +-n 100 +-o worlds.db' ||
  fail "the next command lacks a setting"
# Of a file of one's own it names the file, and what was laid over it.
printf 'extends: toy\n' >mine.yaml
printf 'macro: {energy_price: 61}\n' >over.yaml
expect 0 run mine.yaml --years 3 --quiet --seed 2 --overlay over.yaml
sed -n '/^Next: overbuild ensemble/,$p' ../captured/out |
  tr -d '\\\n' | grep -qE 'ensemble mine.yaml +--years 3 +--overlay over.yaml +-n 100 +-o worlds.db' ||
  fail "the next command is not about the file that was run"
expect 0 run "$TOY" --years 3 --details
[ "$(wc -L <../captured/out)" -le 80 ] || fail "a line of --details is wider than 80 columns"
says out '^Paths'
expect 0 run "$TOY" --years 3 --quiet
silent err
says out '^What happened'
! grep -q 'Year by year' ../captured/out || fail "--quiet prints tables"
for command in "list" "list lessons" "explain metrics" "explain glossary" "explain leap"; do
  # shellcheck disable=SC2086
  expect 0 $command
  [ "$(wc -L <../captured/out)" -le 80 ] || fail "$command is wider than 80 columns"
done
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
says out '\[default\]'
says out '^Presets: '
says out '^Lessons: '
! grep -q "$ROOT" ../captured/out || fail "list prints paths that nobody asked for"
expect 0 list --paths
says out "configs/toy\.yaml"
expect 0 list lessons --names
says out '^lessons/no-leap$'
! grep -q '^toy$' ../captured/out || fail "list lessons names presets"
expect 2 list lesson
says err "did you mean 'lessons'"
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
# Whatever a screen shows can be asked about, in any spelling.
for word in leap Leaps hurdle-rate 'end users pay' 'capital spending on AI' funding.csv missing_units P9 \
  builder 'resale price of original cost' CoreWeave coreweave failed due missing contract_rejection recovery; do
  expect 0 explain "$word"
done
says out 'recovery_rate'
expect 0 explain 'end users pay'
says out 'end_user_spend .metric.'
expect 0 explain '"CoreWeave"'
says out 'builder in ai-2026'
expect 2 explain capx
says err 'no such word; the nearest are .*capex'

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

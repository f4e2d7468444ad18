#!/usr/bin/env bash
# The story of one firm from the files of one run; other names and places are refused.
source "$(dirname "$0")/common/cli.sh"

expect 0 run "$TOY" -o a
builder=$(sed -n '/^builders\.\([^.]*\)\..*/{s//\1/p;q}' a/parameters.csv)
expect 0 why a "$builder"
says out "builder"
says out 'The plan that went furthest wrong'
[ "$(wc -L <../captured/out)" -le 80 ] || fail "a line is wider than 80 columns"
says out 'What it expected and did'
says out 'What it asked for, and what it got'
# What is left out is said.
last=$(awk -F, 'END { print $1 }' a/series.csv)
expect 0 why a "$builder" "$last"
says out "What it expected and did, $((last - 7)) to $last .give a YEAR for earlier ones"
expect 0 why a "$builder" --json -
is_json ../captured/out
says out '"decision"'
says out '"paragraph"'
# Growth, kept in logarithms, is told as the change that it is.
year=$(sed -nE 's/.*"decision": "In ([0-9]+) it ordered.*/\1/p' ../captured/out)
told=$(sed -nE 's/.*expecting demand to grow by (-?[0-9]+) %.*/\1/p' ../captured/out)
kept=$(awk -F, -v year="$year" -v firm="$builder" \
  '$1 == year && $2 == firm && $5 == "expected_growth" { printf "%.0f", 100 * (exp($7) - 1) }' a/agents.csv)
[ -n "$told" ] && [ "$told" = "$kept" ] || fail "growth of $year is told as $told %, and is $kept %"
# By its label, in any case and with quotation marks, too.
label=$(sed -n "/^[0-9]*,$builder,builder,\([^,]*\),.*/{s//\1/p;q}" a/agents.csv)
for name in "$label" "${label^^}" "\"$label\""; do
  expect 0 why a "$name"
  says out "^$label "
done
# What is there is told with labels; the beginning of one is enough (below).
expect 2 why a nobody
says err "$label"
# A failure has its reason in a paragraph.
failed=$(awk -F, '$3 == "default" { print $4; exit }' a/events.csv)
if [ -n "$failed" ]; then
  expect 0 why a "$failed"
  tr '\n' ' ' <../captured/out >../captured/line
  grep -qE 'failed in [0-9]+ and was (liquidated|reorganised)\..* fell due as agreed, of it .*(insolvent|illiquid)' ../captured/line ||
    fail "no reason for the failure of $failed"
  # What fell due and what was claimed are told apart.
  if grep -q 'and was liquidated' ../captured/line; then
    grep -q 'At the failure creditors claimed .* What was claimed at the failure in ' ../captured/line ||
      fail "claims of $failed look like what fell due"
  else
    grep -q ' What fell due in ' ../captured/line || fail "dues of $failed look like claims"
  fi
fi
expect 2 why a "$builder" 1990
says err "it covers"
expect 2 why a nobody
says err "no agent 'nobody' in a; there are$"
[ "$(wc -L <../captured/err)" -le 80 ] || fail "a line of names is wider than 80 columns"
expect 2 why nowhere "$builder"
says err 'nowhere: does not exist; expected a run directory'
expect 2 why "$builder" a
says err "'$builder' is no run directory, and a is one: the run comes first, overbuild why a $builder"
expect 2 why a/manifest.json "$builder"
says err 'a/manifest.json is a file, and `why` reads a run directory'
expect 2 why a "${label}x"
says err "no agent '${label}x' in a; did you mean '$label'"
# An id is the firm of that id, whatever others are called; a name that several have names them all.
expect 0 run "$TOY" --years 2 --set builders.bold.label=steady -o named
expect 0 why named steady --json -
says out '"agent": "steady"'
expect 0 run "$TOY" --years 2 --set builders.bold.label=Twin --set builders.steady.label=Twin -o twins
expect 2 why twins twin
says err "several firms of twins are called 'twin': bold .builder. and steady .builder.; ask for one by its id"
: >worlds.db
expect 2 why worlds.db "$builder"
says err 'worlds.db is a file, and `why` reads a run directory'
! grep -q 'manifest' ../captured/err || fail "a file is taken for a directory"

# Contracts from before the start are among the largest.
expect 0 run ai-2026 --set population.enterprises=100 --years 4 -o c
expect 0 why c openai --json contracts.json
says out '^2025 '
if command -v jq >/dev/null; then
  jq -e '[.contracts.rows[] | select(.builder == "oracle" and .year == 2025)] |
         length == 1 and .[0].kind == "before the start" and .[0].amount_usd == 300e9 and
         .[0].detail == "2026 to 2031, take-or-pay 80%"' contracts.json >/dev/null ||
    fail "the contract with Oracle from before the start is not told as it is"
fi
expect 0 why c coreweave
says out '^2025 +nvidia +coreweave +backstop before +[0-9.]+ +2026 to 2032$'

# Another world calls its roles and units by its own names.
expect 0 run "$ROOT/configs/telecom-1996.yaml" --set population.enterprises=200 --years 4 -o t
expect 0 why t worldcom
says out "WorldCom .carrier."
expect 0 why t WorldC
says out "WorldCom .carrier."
says out "lit Mb/s"
! grep -E "builder|H100e" ../captured/out || fail "names of another world"

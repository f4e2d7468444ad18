#!/usr/bin/env bash
# What README says of a world is what the program prints of it today.
source "$(dirname "$0")/common/cli.sh"

command=$(sed -n 's/^<!-- printed by: overbuild \(.*\) -->$/\1/p' "$ROOT/README.md")
[ -n "$command" ] || fail "README prints no world"
awk '/^<!-- printed by: / { inside = 1 } /^<!-- end -->/ { inside = 0 }
     inside && !/^<!--|^```|^$/' "$ROOT/README.md" >said
# shellcheck disable=SC2086
expect 0 $command
sed '/^Next: /,$d' ../captured/out | grep -v '^$' >printed
diff -u said printed >&2 || fail "README is out of date: overbuild $command"
# The row of the whole population beside it.
row=$(grep '^| 20,000 |' "$ROOT/README.md")
# shellcheck disable=SC2086
expect 0 ${command/--set population.enterprises=2000 /} -o whole
tr '\n' ' ' <../captured/out >whole.txt
while IFS= read -r number; do
  grep -qF -- "$number" whole.txt || fail "README is out of date: no $number with 20,000 enterprises"
done < <(tr '|' '\n' <<<"$row" | sed 's/^ *//; s/ *$//' | grep -F '$')
failed=$(cut -d'|' -f5 <<<"$row" | tr -d ' ')
grep -q "$failed firms failed" whole.txt || fail "README is out of date: other failures with 20,000 enterprises"

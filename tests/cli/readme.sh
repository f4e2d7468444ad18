#!/usr/bin/env bash
# What README says of a world is what the program prints of it today.
source "$(dirname "$0")/common/cli.sh"

command=$(sed -n 's/^<!-- printed by: overbuild \(.*\) -->$/\1/p' "$ROOT/README.md")
[ -n "$command" ] || fail "README prints no world"
awk '/^<!-- printed by: / { inside = 1 } /^<!-- end -->/ { inside = 0 }
     inside && !/^<!--|^```|^$/' "$ROOT/README.md" >said
# shellcheck disable=SC2086
expect 0 $command
sed -e '/^Next: /,/[^\\]$/d' ../captured/out | grep -v '^$' >printed
diff -u said printed >&2 || fail "README is out of date: overbuild $command"

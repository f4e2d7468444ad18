#!/usr/bin/env bash
# What files say steers no terminal: control characters of labels are written out in all that is
# printed for people.
source "$(dirname "$0")/common/cli.sh"

printf 'extends: %s\nbuilders: {steady: {label: "\\e]0;owned\\a\\x9b31mred"}}\n' "$TOY" >hostile.yaml
expect 0 run hostile.yaml --years 3 -o a
expect 0 run hostile.yaml --years 3 -o b --set builders.steady.debt.senior=2e9
grep -q $'\x1b' a/agents.csv || fail "the label is not hostile"
for command in "run hostile.yaml --years 2 -o c" "compare a b" "why a steady" "check hostile.yaml"; do
  # shellcheck disable=SC2086
  expect 0 $command
  ! LC_ALL=C grep -q $'[\x01-\x08\x0b-\x1f]' ../captured/out ../captured/err ||
    fail "$command steers the terminal"
  ! LC_ALL=C grep -q $'\xc2\x9b' ../captured/out ../captured/err ||
    fail "$command steers the terminal by a control character of UTF-8"
done
expect 0 compare a b
says out 'x1b\]0;owned'

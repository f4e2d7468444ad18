#!/usr/bin/env bash
# Every wrong configuration is one paragraph with its position, exit code 2, and nothing written.
source "$(dirname "$0")/common/cli.sh"

# refuses PATTERN NAME: check and run both refuse the file and leave the folder as it was.
refuses() {
  local before
  before=$(ls -A)
  for command in check run; do
    expect 2 "$command" "$2"
    says err "$1"
    silent out
    [ "$(ls -A)" = "$before" ] || fail "$command $2 left something behind"
  done
}

# config TEXT: toy.yaml with TEXT on lines of its own from line 2 on.
config() { printf 'extends: %s\n%s\n' "$TOY" "$1" >bad.yaml; }

refuses 'missing\.yaml: there is no such file' missing.yaml
refuses "did you mean 'toy'" tyo
mkdir folder
refuses 'folder.*director' folder
: >empty.yaml
refuses 'empty\.yaml.*empty' empty.yaml
printf 'run: {seed: 1\n' >broken.yaml
refuses 'broken\.yaml:[0-9]+:[0-9]+: ' broken.yaml
config $'run:\n  seed: 1\n  seed: 2'
refuses 'bad\.yaml:4:3: .*seed' bad.yaml
config $'run:\n  sed: 1'
refuses "bad\.yaml:3:3: .*did you mean 'seed'" bad.yaml
config $'run:\n  years: 51'
refuses 'bad\.yaml:3:10: .*years' bad.yaml
expect 2 run "$TOY" --years 51
says err '50'
expect 2 run "$TOY" --set run.years=51
says err '50'
config $'run:\n  years: many'
refuses 'bad\.yaml:3:10: .*years' bad.yaml
config $'run: 3'
refuses 'bad\.yaml:2:6: ' bad.yaml
config $'opening:\n  rental_price: .nan'
refuses 'bad\.yaml:3:17: ' bad.yaml
config $'opening:\n  rental_price: -2.1'
refuses 'bad\.yaml:3:17: .*(range|from)' bad.yaml
config $'run:\n  years: 010'
refuses 'bad\.yaml:3:10: ' bad.yaml
printf 'extends: nowhere.yaml\n' >bad.yaml
refuses 'bad\.yaml:1:[0-9]+: .*nowhere' bad.yaml
printf 'extends: two.yaml\n' >one.yaml
printf 'extends: one.yaml\n' >two.yaml
refuses 'one\.yaml|two\.yaml' one.yaml

# All problems come together.
config $'run:\n  sed: 1\n  years: many'
expect 2 check bad.yaml
[ "$(grep -c 'bad\.yaml:' ../captured/err)" -eq 2 ] || fail "two problems are not two paragraphs"
expect 2 check bad.yaml --json -
is_json ../captured/out
says out '"line": 3'

# The same file by standard input, and overrides.
code=0
"$OVERBUILD" check - <bad.yaml >../captured/out 2>../captured/err || code=$?
[ "$code" -eq 2 ] || fail "check -: exit code $code"
says err 'stdin:3:3: '
expect 2 check "$TOY" --set run.yeers=3
says err "did you mean '(run\.)?years'"
expect 2 check "$TOY" --set run.years
says err 'path=value'
expect 2 run "$TOY" --set run.years=.nan
expect 2 run "$TOY" --record workload
says err "did you mean 'workloads'"
expect 2 run "$TOY" --real 1990
says err '1990'

# The command line itself.
expect 2
expect 2 rnu "$TOY"
says err "did you mean 'run'"
expect 2 run "$TOY" --sed 3
says err "did you mean '--seed'"
expect 2 run
says err 'CONFIG'
for number in -1 1.5 4294967296 ten ''; do
  expect 2 run "$TOY" --seed "$number"
  says err 'whole number'
done
expect 2 run "$TOY" --seed
# An option has the range of its key.
expect 2 run "$TOY" --years 60
says err "'60' is not a whole number from 1 to 50"
expect 2 run "$TOY" --set run.years=60
says err 'whole number in years from 1 to 50'
expect 2 check "$TOY" --years 0
says err 'from 1 to 50'
expect 0 check "$TOY" --years 1.0e+01
expect 2 explain no_such_thing_at_all
untouched bad.yaml broken.yaml empty.yaml folder one.yaml two.yaml

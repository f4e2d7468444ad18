#!/usr/bin/env bash
# A configuration of one's own extends what `list` names, from a file anywhere and from standard input; the
# configurations that docs/your-own.md shows are sound.
source "$(dirname "$0")/common/cli.sh"

printf 'extends: toy\nrun: {years: 3}\n' >mine.yaml
expect 0 check mine.yaml
expect 0 run mine.yaml -o mine
expect 0 run toy --years 3 -o toy
digest() { sed -n 's/.*"result_digest": "\(.*\)".*/\1/p' "$1/manifest.json"; }
[ "$(digest mine)" = "$(digest toy)" ] || fail "extending a name is not extending its file"
printf 'extends: lessons/no-leap\n' >lesson.yaml
expect 0 check lesson.yaml
code=0
"$OVERBUILD" check - <mine.yaml >../captured/out 2>../captured/err || code=$?
[ "$code" -eq 0 ] || fail "a name from standard input is not found"
printf 'extends: toyy\n' >wrong.yaml
expect 2 check wrong.yaml
says err "wrong.yaml:1:10: .*toyy'.*a file beside this one, or a name that .overbuild list. shows; did you mean 'toy'"
printf 'extends: ai-2027\n' >wrong.yaml
expect 2 check wrong.yaml
says err "did you mean 'ai-20(22|26)'"
printf 'extends: lessons/no-leep\n' >wrong.yaml
expect 2 check wrong.yaml
says err "did you mean 'lessons/no-leap'"
expect 2 check lessons/no-leep
says err "did you mean 'lessons/no-leap'"
code=0
"$OVERBUILD" check - <wrong.yaml >../captured/out 2>../captured/err || code=$?
[ "$code" -eq 2 ] || fail "a wrong name from standard input is taken"
says err "stdin:1:10: .*did you mean 'lessons/no-leap'"
printf 'extends: min\n' >wrong.yaml  # a file beside it, without its ending
expect 2 check wrong.yaml
says err 'did you mean .*mine.yaml'
printf 'extend: ai-2026\n' >wrong.yaml
expect 2 check wrong.yaml
says err "wrong.yaml:1:1: unknown key 'extend'; did you mean 'extends'"
[ "$(wc -l <../captured/err)" -eq 1 ] || fail "keys are missing that the other file has"

# Problems and remarks in the order of their lines, those of one's own file first.
cat >wrong.yaml <<'YAML'
extends: ai-2026
builders:
  oracle: {debt: {senior: -5}}
  coreweave: {ai_capexx: 5}
macro: {energy_price: -1}
run: {yeers: 3}
YAML
expect 2 check wrong.yaml
sed -nE 's/^wrong\.yaml:([0-9]+):.*/\1/p' ../captured/err >lines
[ "$(tr '\n' ' ' <lines)" = "3 4 5 6 " ] || fail "problems stand in the order $(tr '\n' ' ' <lines)"
printf 'extends: ai-2026\nbuilders:\n  oracle: {debt: {senior: 5}}\n' >odd.yaml
expect 0 check odd.yaml
sed -n 2p ../captured/out | grep -q '^odd.yaml:3' || fail "remarks on the preset come before those on one's own file"

# What nothing forbids and nobody means is said.
expect 0 check toy --set builders.bold.shell_mw=0
says out "'builders.bold' has equipment and a shell_mw of 0"
expect 0 check toy
! grep -q 'shell_mw' ../captured/out || fail "a sound configuration is remarked on"

# Amounts in the wrong unit are remarked on, by those of other firms or of the preset; no preset has any.
expect 0 check ai-2026 --set builders.oracle.debt.senior=90
says out "'builders.oracle.debt.senior' is 90 usd, and that of others lies between .*: is it in that unit?"
expect 0 check ai-2026 --set macro.energy_price=0.07
! grep -q 'in that unit' ../captured/out || fail "a thousand times is not more than a thousand times"
expect 0 check ai-2026 --set macro.energy_price=0.01 --json remarks.json
says out "'macro.energy_price' is 0.01 usd/MWh, and 62 in ai-2026"
grep -q '"remarks": \[$' remarks.json || fail "no remark in JSON"
for preset in toy ai-2026 ai-2022 ai-article cloud-2009 telecom-1996; do
  expect 0 check "$preset"
  ! grep -q 'in that unit' ../captured/out || fail "$preset is remarked on"
done

# Hypotheses are looked into: metrics, years, and the settings of both sides.
cat >hypotheses.yaml <<'YAML'
extends: toy
hypotheses:
  one:
    claim: a claim
    family: f
    predicates:
      p: {metric: capexx, op: ">=", value: 1, years: [2026, 2030], at_least: 2}
    on: ["macro.energy_prize=31"]
    off: ["macro.energy_price=-1"]
  two:
    claim: another
    family: f
    predicates:
      q: {metric: capex, op: ">=", value: 1, years: [2090, 2095], at_least: 2}
    on: ["run.years=12"]
YAML
expect 2 check toy --hypotheses hypotheses.yaml
says err "hypotheses.yaml:[0-9:]+ hypotheses.one.predicates.p.metric: unknown metric 'capexx'; expected a yearly metric .*; did you mean 'capex'"
says err "hypotheses.yaml:[0-9:]+ hypotheses.one.on: .*energy_prize.*did you mean 'macro.energy_price'"
says err "hypotheses.yaml:[0-9:]+ hypotheses.one.off: .*energy_price.* is -1"
says err "hypotheses.two.predicates.q can never hold: 2 years are asked for"
says err "hypotheses.yaml:[0-9]+:[0-9]+: 'hypotheses.two.off' is missing; expected a list of path=value settings"
expect 2 check hypotheses.yaml
cat >sides.yaml <<'YAML'
extends: toy
hypotheses:
  same:
    claim: a claim
    family: f
    predicates:
      p: {metric: builders.qamar.debt, op: ">=", value: 1, years: [2026, 2027], at_least: 1}
    on: ["macro.energy_price=31"]
    off: ["macro.energy_price=31"]
  equal:
    claim: another
    family: g
    on: ["macro.energy_price=31"]
    off: ["macro.energy_price=31.0"]
YAML
expect 2 check toy --hypotheses sides.yaml
says err "sides.yaml:7:[0-9]+: hypotheses.same.predicates.p.metric: unknown metric .*; expected a yearly metric of the whole market, .*; did you mean 'debt'"
says err "sides.yaml:9:[0-9]+: hypotheses.same.off: 'on' and 'off' are the same settings"
says err "sides.yaml:14:[0-9]+: hypotheses.equal: 'on' and 'off' come to the same configuration"
expect 2 hypotheses toy --hypotheses sides.yaml -n 1 -o no.db
says err "sides.yaml:14:[0-9]+: hypotheses.equal: 'on' and 'off' come to the same configuration"
[ ! -e no.db ] || fail "hypotheses with equal sides are run"
# What is only strange is remarked on.
cat >strange.yaml <<'YAML'
extends: toy
hypotheses:
  bare:
    claim: a claim
    family: f
    on: ["macro.energy_price=31"]
    off: []
  late:
    claim: another
    family: g
    predicates:
      q: {metric: capex, op: ">=", value: 1, years: [2026, 2090], at_least: 2}
    on: ["macro.energy_price=31"]
    off: ["macro.energy_price=80"]
YAML
expect 0 check toy --hypotheses strange.yaml
says out '2 hypotheses with both sides'
says out "strange.yaml:3:[0-9]+: 'hypotheses.bare' has no predicates"
says out "strange.yaml:12:[0-9]+: 'hypotheses.late.predicates.q' looks at 2026 to 2090, and the run covers 2026 to "
expect 0 check toy --hypotheses mine.yaml
says out "0 hypotheses \(no key 'hypotheses' in mine.yaml\)"
expect 0 check ai-2026 --hypotheses hypotheses/HS1-frontier-scarcity,hypotheses/HF4-no-leap-diminishing
says out 'no problems in [0-9]+ parameters and 2 hypotheses with both sides'

# The blocks of the page, each by the name in its first line.
awk '/^```yaml/ { getline; file = $2; next } /^```/ { file = "" } file { print >file }' "$ROOT/docs/your-own.md"
expect 0 check cheap-power.yaml
expect 0 check one-builder-more.yaml
expect 0 hypotheses ai-2026 --hypotheses cheap-power-hypothesis.yaml -n 1 \
  --set population.enterprises=50 -o h.db

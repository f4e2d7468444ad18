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
says err "toyy"

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
says err "hypotheses.yaml:[0-9:]+ hypotheses.one.predicates.p: unknown metric 'capexx'; did you mean 'capex'"
says err "hypotheses.yaml:[0-9:]+ hypotheses.one.on: .*energy_prize.*did you mean 'macro.energy_price'"
says err "hypotheses.yaml:[0-9:]+ hypotheses.one.off: .*energy_price.* is -1"
says err "hypotheses.two.predicates.q can never hold: 2 years are asked for"
expect 2 check hypotheses.yaml
expect 0 check ai-2026 --hypotheses hypotheses/HS1-frontier-scarcity,hypotheses/HF4-no-leap-diminishing
says out 'no problems in [0-9]+ parameters and 2 hypotheses with both sides'

# The blocks of the page, each by the name in its first line.
awk '/^```yaml/ { getline; file = $2; next } /^```/ { file = "" } file { print >file }' "$ROOT/docs/your-own.md"
expect 0 check cheap-power.yaml
expect 0 check one-builder-more.yaml
expect 0 hypotheses ai-2026 --hypotheses cheap-power-hypothesis.yaml -n 1 \
  --set population.enterprises=50 -o h.db

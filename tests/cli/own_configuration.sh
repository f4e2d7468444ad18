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

# The blocks of the page, each by the name in its first line.
awk '/^```yaml/ { getline; file = $2; next } /^```/ { file = "" } file { print >file }' "$ROOT/docs/your-own.md"
expect 0 check cheap-power.yaml
expect 0 check one-builder-more.yaml
expect 0 hypotheses ai-2026 --hypotheses cheap-power-hypothesis.yaml -n 1 \
  --set population.enterprises=50 -o h.db

#!/usr/bin/env bash
# A start that misses the record is refused; among many worlds it is left out and counted.
source "$(dirname "$0")/common/cli.sh"

command -v jq >/dev/null || { echo "skipped: there is no jq to read JSON with"; exit 77; }
met=(--set population.enterprises=100 --set blocks.buyers.modes_met=true)
expect 0 hindcast ai-2026 "${met[@]}" -n 8
says err '[1-7] of 8 worlds are refused and left out; the first: the start misses opening\.'
says out 'the [1-7] worlds meet'
expect 0 hindcast ai-2026 "${met[@]}" -n 8 --json -
[ "$(jq '.worlds + .refused' ../captured/out)" = 8 ] || fail 'worlds and refused ones are not all'
refused() { ! "$OVERBUILD" run ai-2026 "${met[@]}" --years 1 --replicate "$1" -o "w$1" >../captured/out 2>../captured/err; }
for replicate in 0 1 2 3 4 5 6 7; do refused "$replicate" && break; done
expect 2 run ai-2026 "${met[@]}" --replicate "$replicate" -o never
says err "the start misses"

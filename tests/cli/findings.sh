#!/usr/bin/env bash
# What a run came to is said by terminal, JSON, the page and `why` alike, and agrees with the tables:
# all presets, each with few buyers so that it is fast.
source "$(dirname "$0")/common/cli.sh"
needs_report

for configuration in "$ROOT"/configs/*.yaml; do
  preset=$(basename "$configuration" .yaml)
  few=(--set population.enterprises=200)
  [ "$preset" != toy ] || few=()
  expect 0 run "$configuration" "${few[@]}" --details --json "$preset.json" -o "$preset"
  mv ../captured/out "$preset.txt"
  expect 0 report "$preset" -o "$preset.html"
  stories=()
  for agent in $(awk -F, '$3 == "default" { print $4 }' "$preset/events.csv" | sort -u | head -n 4) \
               $(sed -n '/^builders\.\([^.]*\)\..*/{s//\1/p;q}' "$preset/parameters.csv"); do
    expect 0 why "$preset" "$agent" --json "why-$preset-$agent.json"
    stories+=("why-$preset-$agent.json")
  done
  node "$ROOT/tests/cli/common/findings.mjs" \
    "$preset.json" "$preset.txt" "$preset.html" "$preset" "${stories[@]}" ||
    fail "$preset: not all say the same"
done

#!/usr/bin/env bash
# What a reader does with the report in headless Chromium, measured: jumps, paper, colours, names,
# zeros, hostile texts, numbers; skipped where there is no Chromium or no pdftotext.
source "$(dirname "$0")/common.sh"
command -v pdftotext >/dev/null || skip "no pdftotext (Debian package poppler-utils)"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

quietly() { "$OVERBUILD" "$@" >log 2>&1 || { cat log; exit 1; }; }
quietly run "$ROOT/configs/toy.yaml" -o toy
if ! "$OVERBUILD" report toy -o toy.html >log 2>&1; then
  ! grep -q 'this build has no report' log || skip "built without the report's front end"
  cat log
  exit 1
fi
quietly run "$ROOT/configs/telecom-1996.yaml" --set population.enterprises=300 -o telecom
quietly report telecom -o telecom.html
quietly ensemble "$ROOT/configs/telecom-1996.yaml" --set population.enterprises=100 -n 3 --years 6 -o telecom.db
quietly report telecom.db -o telecom-worlds.html
quietly hindcast "$ROOT/configs/telecom-1996.yaml" -n 2 --json targets.json
quietly report targets.json -o targets.html
echo 'technology: {leap: {variant: none}}' >no-leap.yaml
echo 'rental: {mean_reversion_speed: 0.5}' >dear.yaml
quietly ensemble "$ROOT/configs/toy.yaml" -n 12 --scenario no-leap=no-leap.yaml \
  --scenario dear=dear.yaml -o worlds.db
quietly report toy worlds.db -o worlds.html

# A stranger's configuration: every text in it is an attack.
attack="<img src=data:, onerror=\"document.title='script ran'\">"
yaml() { printf "'%s%s'" "$1" "${attack//\'/\'\'}"; }
cat >hostile.yaml <<YAML
title: $(yaml T)
builders: {bold: {label: $(yaml B), debt: {secured: {value: 3e9, source: $(yaml S), confidence: D}}}}
names:
$(for key in builder vendor lab open_lab app enterprise utility lender investor \
    equipment job jobs point kilowatt megawatt gigawatt capability mode_api mode_hosted_open mode_self_hosted mode_app; do
  echo "  $key: $(yaml $key)"
done)
YAML
quietly run "$ROOT/configs/toy.yaml" --overlay hostile.yaml -o "run$attack"
quietly ensemble "$ROOT/configs/toy.yaml" --overlay hostile.yaml -n 4 --scenario no-leap=no-leap.yaml \
  -o "worlds$attack.db"
cat >mine.yaml <<YAML
hypotheses:
  HA_dear: {claim: $(yaml C), family: mine, on: [rental.mean_reversion_speed=0.5], off: [rental.mean_reversion_speed=0.05],
            predicates: {rent: {metric: rental_price, op: ">=", value: 1, years: [2026, 2029], at_least: 2}}}
YAML
quietly hypotheses "$ROOT/configs/toy.yaml" --hypotheses mine.yaml -n 4 -o "crossed$attack.db"
node -e '
  const card = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
  for (const one of card.targets) one.id = one.metric = `t${process.argv[2]}`;
  for (const one of card.scores) one.series = `s${process.argv[2]}`;
  require("fs").writeFileSync(`card${process.argv[2]}.json`, JSON.stringify(card));
' "$ROOT/tests/data/report/scorecard.json" "$attack"
quietly report "run$attack" toy "worlds$attack.db" "crossed$attack.db" "card$attack.json" -o hostile.html
node "$ROOT/tests/browser/reading.mjs" "$work"

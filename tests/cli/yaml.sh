#!/usr/bin/env bash
# config.yaml means the same to another reader of YAML: numbers are numbers, names are texts.
source "$(dirname "$0")/common/cli.sh"

python3 -c 'import yaml' 2>/dev/null || { echo "python3-yaml is not installed"; exit 77; }
cat >odd.yaml <<EOF
extends: $TOY
title: "no\\u2028line\\x85"
shocks:
  "no": {year: 2030, years: 1, series: base_rate, change: 0.00001}
  "007": {year: 2031, years: 1, series: base_rate, change: 0.01}
  "1e5": {year: 2032, years: 1, series: base_rate, change: 0.01}
  "on": {year: 2032, years: 1, series: base_rate, change: 0.01}
EOF
expect 0 run odd.yaml --years 2 -o odd
expect 0 run odd/config.yaml -o again
[ "$(grep result_digest odd/manifest.json)" = "$(grep result_digest again/manifest.json)" ] ||
  fail "config.yaml is another run"
cat >other_reader.py <<'EOF'
import csv, yaml
tree = yaml.safe_load(open("odd/config.yaml", encoding="utf-8"))
numbers = 0
for row in csv.DictReader(open("odd/parameters.csv", encoding="utf-8", newline="")):
    leaf = tree
    for key in row["path"].split("."):
        assert isinstance(leaf, dict) and key in leaf, row
        leaf = leaf[key]
    if isinstance(leaf, dict) and "value" in leaf:
        leaf = leaf["value"]
    if isinstance(leaf, (list, dict)) or row["value"] in ("true", "false"):
        continue
    try:
        number = float(row["value"])
    except ValueError:
        number = None
    if row["unit"] and number is not None:
        assert isinstance(leaf, (int, float)) and not isinstance(leaf, bool), (row, leaf)
        assert float(leaf) == number, (row, leaf)
        numbers += 1
    elif row["value"]:
        assert isinstance(leaf, str) or number is not None, (row, leaf)
assert numbers > 100, numbers
assert set(tree["shocks"]) == {"no", "007", "1e5", "on"}, tree["shocks"]
assert tree["title"] == "no\u2028line\x85", repr(tree["title"])
EOF
python3 other_reader.py >../captured/out 2>../captured/err || fail "another reader sees other values"

#!/usr/bin/env bash
# Exported tables are read back by another program than ours (hyparquet, from npm) and are what the
# result holds, value by value: a run directory against its CSV, a file of worlds against SQLite.
NEEDS=npm source "$(dirname "$0")/common.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# Every kind of character in a name, and a name that looks like a number.
odd='"Ä, \"q\"; '"'"'=1+1'"'"'\n\t漢字 😀 \\"'
"$OVERBUILD" run "$ROOT/configs/toy.yaml" --years 4 --set "builders.steady.label=$odd" \
  --set 'vendors.vendor.label="0123"' -o run >out 2>err || fail "run: $(cat err)"
"$OVERBUILD" export run --parquet run-tables >out 2>err || fail "export: $(cat err)"
# Beside the packages that it imports; under its name only once it is whole, since tests run side by side.
cp "$ROOT/tests/browser/parquet.mjs" "$work/parquet.mjs"
mv "$work/parquet.mjs" "$BROWSER/parquet.mjs"
node "$BROWSER/parquet.mjs" csv run run-tables
# The comparison can fail: one digit of one field is enough.
cp -r run other
sed -i '7s/1/2/' other/flows.csv
! node "$BROWSER/parquet.mjs" csv other run-tables 2>err || fail "another table is taken for the same"
grep -q 'flows.parquet, row 5' err || fail "the difference is not named: $(cat err)"

"$OVERBUILD" ensemble "$ROOT/configs/toy.yaml" -n 5 --years 4 --record agents,events,flows,digests \
  --set "builders.steady.label=$odd" -o worlds.db >out 2>err || fail "ensemble: $(cat err)"
"$OVERBUILD" export worlds.db --parquet worlds >out 2>err || fail "export: $(cat err)"
command -v python3 >/dev/null || { echo "no python3: worlds are not compared"; exit 0; }
# Numbers as Python writes them, which is to the bit.
python3 - worlds.db >worlds.json <<'PYTHON'
import json, sqlite3, sys
db = sqlite3.connect(sys.argv[1])
tables = {}
for table in ["runs", "series", "parameters", "agents", "events", "flows", "digests"]:
    rows = db.execute(f'SELECT * FROM "{table}"')
    names = [column[0] for column in rows.description]
    tables[table] = [dict(zip(names, row)) for row in rows]
json.dump(tables, sys.stdout)
PYTHON
node "$BROWSER/parquet.mjs" rows worlds.json worlds

#!/usr/bin/env bash
# Tables as Parquet: what is asked for is written, complete or not at all, the same bytes however the
# worlds were run. What is in the files is read back by tests/browser/parquet.sh.
source "$(dirname "$0")/common/cli.sh"

# described FOLDER: its ro-crate-metadata.json names every other file with its checksum and size.
described() {
  local file count=0
  is_json "$1/ro-crate-metadata.json"
  for file in "$1"/*; do
    [ "$(basename "$file")" != ro-crate-metadata.json ] || continue
    grep -q "\"sha256\": \"$(sha256sum "$file" | cut -d' ' -f1)\"" "$1/ro-crate-metadata.json" ||
      fail "$file is not described"
    grep -q "\"contentSize\": \"$(stat -c %s "$file")\"" "$1/ro-crate-metadata.json" ||
      fail "$file has another size"
    count=$((count + 1))
  done
  [ "$(grep -c '"@type": "File"' "$1/ro-crate-metadata.json")" -eq "$count" ] ||
    fail "$1 describes other files"
}

expect 0 run "$TOY" --years 4 -o run
described run
expect 0 export run --parquet out/run
says out '^agents +[1-9][0-9]* rows'
(cd out/run && untouched agents.parquet balances.parquet digests.parquet events.parquet fleet.parquet \
  flows.parquet funding.parquet losses.parquet obligations.parquet parameters.parquet plans.parquet \
  ro-crate-metadata.json series.parquet workloads.parquet) || fail "other files"
described out/run
for file in out/run/*.parquet; do
  [ "$(head -c 4 "$file")$(tail -c 4 "$file")" = PAR1PAR1 ] || fail "$file is no Parquet file"
done
rows=$(($(wc -l <run/flows.csv) - 1))
says out "^flows +$rows rows"

# Nothing is replaced unasked.
expect 2 export run --parquet out/run
says err 'run/series\.parquet: exists already'
expect 0 export run --parquet out/run --tables series --force
expect 0 export run --parquet some --tables flows,series
(cd some && untouched flows.parquet series.parquet ro-crate-metadata.json) || fail "other tables"
described some

# Wrong input.
expect 2 export run --parquet none --tables flow
says err "did you mean 'flows'"
expect 2 export nowhere --parquet none
says err 'nowhere: does not exist'
echo text >text
expect 2 export text --parquet none
says err 'no file of ensembles'
expect 2 export run --parquet text
expect 2 export run
says err 'parquet is required'
cp -r run cut
sed -i '$d' cut/flows.csv
expect 2 export cut --parquet none
says err 'cut/flows\.csv: is not as the run wrote it'
[ ! -e none ] || fail "wrong input made a folder"

# Worlds: the same tables for any number of threads and in whichever order they were stored.
small=(--set run.years=3 --set 'technology.curvature={dist: uniform, lo: -0.1, hi: 0.02}')
expect 0 ensemble "$TOY" -n 12 "${small[@]}" --record agents,flows,events --threads 2 -o two.db
expect 0 ensemble "$TOY" -n 5 "${small[@]}" --record agents,flows,events --threads 1 -o one.db
expect 0 ensemble "$TOY" -n 12 "${small[@]}" --record agents,flows,events --threads 1 -o one.db
for db in one two; do
  expect 0 export $db.db --parquet $db
  (cd $db && untouched agents.parquet events.parquet flows.parquet parameters.parquet \
    ro-crate-metadata.json runs.parquet series.parquet) || fail "other tables of worlds"
  described $db
done
for table in agents events flows parameters series; do
  cmp one/$table.parquet two/$table.parquet || fail "$table depends on threads"
done

# A file with a value that the program does not write leaves nothing behind.
if command -v sqlite3 >/dev/null; then
  sqlite3 two.db "update flows_rows set amount_usd = 'much' where replicate = 3"
  expect 2 export two.db --parquet broken --tables flows
  says err 'the table flows has a value in column amount_usd'
  (cd broken && untouched) || fail "half a file was left"
fi

#!/usr/bin/env bash
# One digest for any number of threads and anything recorded; another for another seed; and the
# resolved configuration repeats the run.
source "$(dirname "$0")/common/cli.sh"

digest() { sed -n 's/.*"result_digest": "\([0-9a-f]*\)".*/\1/p' "$1/manifest.json"; }

for threads in 1 2 3 8; do
  expect 0 run "$TOY" --threads "$threads" -o "t$threads"
  [ "$(digest "t$threads")" = "$(digest t1)" ] || fail "$threads threads give another digest"
done
expect 0 run "$TOY" --record workloads -o recorded
[ "$(digest recorded)" = "$(digest t1)" ] || fail "--record changes the digest"
expect 0 run t1/config.yaml -o again
[ "$(digest again)" = "$(digest t1)" ] || fail "config.yaml does not repeat the run"
expect 0 run "$TOY" --seed 2 -o seed2
[ "$(digest seed2)" != "$(digest t1)" ] || fail "two seeds give one digest"
expect 0 run "$TOY" --replicate 3 -o drawn
expect 0 run drawn/config.yaml --replicate 3 -o drawn-again
[ "$(digest drawn)" = "$(digest drawn-again)" ] || fail "config.yaml does not repeat a replicate"
expect 0 run drawn/config.yaml -o drawn-thrice
[ "$(digest drawn)" = "$(digest drawn-thrice)" ] || fail "config.yaml does not hold the replicate"
for file in series agents events flows balances losses obligations plans fleet workloads digests; do
  cmp "t1/$file.csv" "t8/$file.csv" || fail "$file.csv depends on threads"
  cmp "t1/$file.csv" "again/$file.csv" || fail "config.yaml does not repeat $file.csv"
done
code=0
"$OVERBUILD" run - -o stdin <t1/config.yaml >../captured/out 2>../captured/err || code=$?
[ "$code" -eq 0 ] || fail "run -: exit code $code"
[ "$(digest stdin)" = "$(digest t1)" ] || fail "standard input gives another digest"

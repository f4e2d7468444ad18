#!/usr/bin/env bash
# Under mpirun the content is that of one process, and a lost rank leaves a file that goes on.
source "$(dirname "$0")/common/cli.sh"

if [[ $(ldd "$OVERBUILD") != *libmpi* ]]; then
  export OMPI_COMM_WORLD_SIZE=3 OMPI_COMM_WORLD_RANK=0
  expect 2 ensemble "$TOY" -n 4 -o none.db
  says err 'started by mpirun as 3 processes, but built without MPI'
  untouched
  exit 0
fi
command -v mpirun >/dev/null || { echo "mpirun is not installed"; exit 77; }
content() { sed -n 's/^content digest *//p' "${1:-../captured/out}"; }
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
ranks() {
  local count=$1
  shift
  mpirun --oversubscribe --bind-to none --allow-run-as-root -np "$count" "$OVERBUILD" "$@"
}

small=(--set run.years=2)
expect 0 ensemble "$TOY" -n 24 "${small[@]}" -o one.db
whole=$(content)
for count in 2 4; do
  ranks "$count" ensemble "$TOY" -n 24 "${small[@]}" -o "ranks$count.db" >../captured/out \
    2>../captured/err || fail "$count ranks: exit code $?"
  [ "$(content)" = "$whole" ] || fail "$count ranks make another content"
  [ "$(grep -c '^content digest' ../captured/out)" -eq 1 ] || fail "every rank reports"
done
# Standard input belongs to the first process, which passes it on.
printf 'extends: %s\nrun: {years: 2}\n' "$TOY" >two.yaml
ranks 3 ensemble - -n 24 -o stdin.db <two.yaml >../captured/out 2>../captured/err ||
  fail "a configuration on standard input: exit code $?"
[ "$(content)" = "$whole" ] || fail "a configuration on standard input makes another content"
! grep -q $'\x1b' ../captured/out || fail "colour codes in a file"
# Commands that do not share their work are started once.
code=0
ranks 2 run "$TOY" --years 1 -o twice >/dev/null 2>../captured/err || code=$?
[ "$code" -ne 0 ] && [ ! -e twice ] || fail "two processes made the same run"
says err 'started by mpirun as 2 processes'
# What is wrong with the file is said, and nobody waits for ever.
echo "my diary" >diary.db
code=0
ranks 3 ensemble "$TOY" -n 4 "${small[@]}" -o diary.db >/dev/null 2>../captured/err || code=$?
[ "$code" -ne 0 ] || fail "a diary was taken"
says err 'left alone'

# A rank is lost on the way.
expect 0 ensemble "$TOY" -n 1 "${small[@]}" -o lost.db
: >../captured/err
mpirun --oversubscribe --bind-to none --allow-run-as-root -np 3 \
  "$OVERBUILD" ensemble "$TOY" -n 100000 "${small[@]}" -o lost.db >/dev/null 2>../captured/err &
job=$!
at_work() { grep -q 'going on' ../captured/err && [ "$(pgrep -P "$job" | wc -l)" -ge 3 ]; }
await "three ranks" at_work
kill -9 "$(pgrep -P "$job" | tail -n 1)"
code=0
wait "$job" || code=$?
[ "$code" -ne 0 ] || fail "a lost rank is not noticed"
expect 0 ensemble "$TOY" -n 24 "${small[@]}" -o lost.db
says err 'holds [0-9]+ of 24 worlds'

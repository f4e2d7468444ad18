#!/usr/bin/env bash
# Memory and threads that run out are no result: said with what was needed, before starting where it
# can be known, and never stored as a world's.
source "$(dirname "$0")/common/cli.sh"

content() { sed -n 's/^content digest *//p' ../captured/out; }

big=(--set population.enterprises=20000 --years 3)
expect 0 ensemble "$TOY" -n 4 "${big[@]}" --threads 2 -o good.db
whole=$(content)

# limited KILOBYTES OPTION ARGUMENTS...: the program under a limit of ulimit.
limited() {
  local option=$1 amount=$2
  shift 2
  code=0
  (ulimit "$option" "$amount"; exec "$OVERBUILD" "$@") >../captured/out 2>../captured/err </dev/null || code=$?
}

limited -v 60000 ensemble "$TOY" -n 4 "${big[@]}" --threads 2 -o short.db
# Where one world at a time fits, that is how they are run.
if [ "$code" -eq 0 ]; then
  [ "$(content)" = "$whole" ] || fail "worlds run one after another are others"
else
  [ "$code" -ne 3 ] && [ "$code" -lt 128 ] || fail "little memory: exit code $code"
  says err 'memory|cannot allocate|threads|shared libraries'
fi
expect 0 ensemble "$TOY" -n 4 "${big[@]}" --threads 2 -o short.db
[ "$(content)" = "$whole" ] || fail "a shortage is part of the content"
limited -v 60000 run "$TOY" --set population.enterprises=1000000 --set population.workloads_lo=60 \
  --set population.workloads_hi=60 --years 1 -o short
[ "$code" -ne 0 ] && [ "$code" -ne 3 ] && [ "$code" -lt 128 ] || fail "little memory: exit code $code"

# More threads than the system grants: fewer work, and the worlds are the same.
expect 0 run "$TOY" --years 3 -o some
limited -v 1000000 run "$TOY" --years 3 --threads 1000 -o many
[ "$code" -eq 0 ] || fail "a thousand threads: exit code $code"
expect 0 compare some many
says out 'identical|no difference|the same'
expect 0 ensemble "$TOY" -n 6 --years 3 --threads 2 -o some.db
whole=$(content)
for kilobytes in 300000 1000000; do
  limited -v "$kilobytes" ensemble "$TOY" -n 6 --years 3 --threads 1000 -o "many-$kilobytes.db"
  [ "$code" -eq 0 ] || fail "a thousand threads in $kilobytes kB: exit code $code"
  [ "$(content)" = "$whole" ] || fail "other worlds with a thousand threads"
done

#!/usr/bin/env bash
# An interrupted run ends with exit code 130 and leaves nothing, made parents included.
source "$(dirname "$0")/common/cli.sh"

for signal in INT TERM; do
  for effort in 0 40; do  # hundredths of a second
    "$OVERBUILD" run "$TOY" --set population.enterprises=400000 --years 50 \
      -o deep/er/run >../captured/out 2>../captured/err &
    pid=$!
    await "the run to begin" catches_interrupt "$pid"
    await "the run to work" has_worked "$pid" "$effort"
    kill -"$signal" "$pid" 2>/dev/null || fail "the run ended before the signal"
    code=0
    wait "$pid" || code=$?
    [ "$code" -eq 130 ] || fail "SIG$signal after $effort hundredths of a second of work: exit code $code"
    silent out
    says err 'interrupted'
    untouched
  done
done

# With --force the old run survives an interruption.
expect 0 run "$TOY" --years 2 -o old
before=$(cksum old/*)
"$OVERBUILD" run "$TOY" --set population.enterprises=400000 --years 50 \
  -o old --force >../captured/out 2>../captured/err &
pid=$!
await "the run to begin" catches_interrupt "$pid"
await "the run to work" has_worked "$pid" 30
kill -INT "$pid"
code=0
wait "$pid" || code=$?
[ "$code" -eq 130 ] || fail "exit code $code"
[ "$(cksum old/*)" = "$before" ] || fail "the old run changed"
untouched old

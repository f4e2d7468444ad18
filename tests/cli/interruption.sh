#!/usr/bin/env bash
# An interrupted run ends with exit code 130 and leaves nothing, made parents included.
source "$(dirname "$0")/common/cli.sh"

# listening PID: waits until the program catches SIGINT, so that no signal comes too early.
listening() {
  local caught=0
  while ! ((0x$caught & 2)); do
    sleep 0.01
    caught=$(awk '/^SigCgt/ {print $2}' "/proc/$1/status" 2>/dev/null) || fail "it ended by itself"
  done
}

for signal in INT TERM; do
  for moment in 0 0.4; do
    "$OVERBUILD" run "$TOY" --set population.enterprises=400000 --years 50 \
      -o deep/er/run >../captured/out 2>../captured/err &
    pid=$!
    listening "$pid"
    sleep "$moment"
    kill -"$signal" "$pid" 2>/dev/null || fail "the run ended before the signal"
    code=0
    wait "$pid" || code=$?
    [ "$code" -eq 130 ] || fail "SIG$signal after $moment s: exit code $code"
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
listening "$pid"
sleep 0.3
kill -INT "$pid"
code=0
wait "$pid" || code=$?
[ "$code" -eq 130 ] || fail "exit code $code"
[ "$(cksum old/*)" = "$before" ] || fail "the old run changed"
untouched old

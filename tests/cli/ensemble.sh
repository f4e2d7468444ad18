#!/usr/bin/env bash
# Ensembles: one content for any number of threads, any interruption and any order; what is wrong is
# said before anything is written, and nothing that was stored is lost.
source "$(dirname "$0")/common/cli.sh"

content() { sed -n 's/^content digest *//p' ../captured/out; }

small=(--set run.years=3 --set 'technology.curvature={dist: uniform, lo: -0.1, hi: 0.02}')
expect 0 ensemble "$TOY" -n 60 "${small[@]}" -o whole.db
whole=$(content)
[ -n "$whole" ] || fail "no content digest"
says out 'within this model and these priors'
says err '60 worlds in '
untouched whole.db
expect 0 ensemble "$TOY" -n 60 "${small[@]}" --threads 1 -o one.db
[ "$(content)" = "$whole" ] || fail "one thread makes another content"
expect 0 ensemble "$TOY" -n 60 "${small[@]}" -o whole.db
[ "$(content)" = "$whole" ] || fail "asking again changes the content"
says err 'holds 60 of 60'
# Ten first, the others later: world 7 does not know how many there are.
expect 0 ensemble "$TOY" -n 10 "${small[@]}" -o grown.db
[ "$(content)" != "$whole" ] || fail "ten worlds have the content of sixty"
expect 0 ensemble "$TOY" -n 60 "${small[@]}" -o grown.db
[ "$(content)" = "$whole" ] || fail "a grown file has another content"

# goes_on FILE: whether the program that writes its messages there has opened what it goes on with.
goes_on() { grep -q 'going on' "$1"; }
# larger BYTES DATABASE: whether something was stored since it had so many.
bytes_of() { cat "$1" "$1-wal" 2>/dev/null | wc -c; }
larger() { [ "$(bytes_of "$2")" -gt "$1" ]; }

# Killed on the way, twice: when it has begun, and when it has stored worlds.
expect 0 ensemble "$TOY" -n 1 "${small[@]}" -o killed.db
for moment in begun stored; do
  : >../captured/err
  "$OVERBUILD" ensemble "$TOY" -n 800 "${small[@]}" -o killed.db >/dev/null 2>../captured/err &
  victim=$!
  await "the ensemble to begin" goes_on ../captured/err
  [ "$moment" = begun ] || await "worlds to be stored" larger "$(bytes_of killed.db)" killed.db
  kill -9 "$victim" 2>/dev/null || true
  wait "$victim" 2>/dev/null || true
done
expect 0 ensemble "$TOY" -n 800 "${small[@]}" -o killed.db
killed=$(content)
expect 0 ensemble "$TOY" -n 800 "${small[@]}" -o unharmed.db
[ "$(content)" = "$killed" ] || fail "a killed ensemble ends with another content"
untouched whole.db one.db grown.db killed.db unharmed.db

# Interrupted politely: what is finished is kept.
expect 0 ensemble "$TOY" -n 1 "${small[@]}" -o polite.db
: >../captured/err
"$OVERBUILD" ensemble "$TOY" -n 100000 "${small[@]}" -o polite.db >/dev/null 2>../captured/err &
victim=$!
await "the ensemble to begin" goes_on ../captured/err
# One process at a time.
code=0
"$OVERBUILD" ensemble "$TOY" -n 9 "${small[@]}" -o polite.db >/dev/null 2>../captured/second || code=$?
[ "$code" -eq 2 ] || fail "a second writer: exit code $code"
grep -q 'another process is writing' ../captured/second || fail "the second writer is not told why"
await "the ensemble to listen" catches_interrupt "$victim"
kill -INT "$victim"
code=0
wait "$victim" || code=$?
[ "$code" -eq 130 ] || fail "an interrupted ensemble: exit code $code"
says err 'interrupted with [0-9]+ of 100000 worlds stored'
rm polite.db

# Scenarios: own keys only, and a run that repeats a world of one.
printf 'extends: nowhere.yaml\ndemand: {switching_cost: 900}\n' >costly.yaml
expect 0 ensemble "$TOY" -n 3 "${small[@]}" --scenario costly=costly.yaml --json both.json -o both.db
is_json both.json
grep -q '"costly"' both.json || fail "the scenario is not in the JSON"
expect 0 run "$TOY" "${small[@]}" --replicate 2 --overlay costly.yaml -o again
expect 2 ensemble "$TOY" -n 3 "${small[@]}" --scenario costly -o c.db
says err 'expected NAME=FILE'
expect 2 ensemble "$TOY" -n 3 --scenario base=costly.yaml -o c.db
says err 'the name is taken'

expect 2 ensemble "$TOY" -n 3 --scenario 'two words=costly.yaml' -o c.db
says err "'two words' names a scenario; expected letters"

# Nothing is certain after four worlds.
expect 0 ensemble "$TOY" -n 4 "${small[@]}" --json few.json -o few.db
says out '(0 of 4: below 49.0|4 of 4: above 51.0) %'
! grep -q 's\.e\.' ../captured/out || fail "a share with a standard error"
grep -q '"event_counts"' few.json || fail "no numbers of worlds in the JSON"

# All worlds of a file cover the same years.
expect 2 ensemble "$TOY" -n 3 --set 'run.years={dist: choice, values: [5, 10]}' -o c.db
says err "run.years.*worlds of one question cover the same years"
expect 2 check "$TOY" --set 'time.start={dist: choice, values: [2026, 2027]}'
says err "time.start.*worlds of one question cover the same years"
echo 'run: {years: 9}' >longer.yaml
expect 2 ensemble "$TOY" -n 3 --scenario longer=longer.yaml -o c.db
says err "scenario 'longer' covers 9 years from 2026, the first scenario [0-9]+ from 2026"
[ ! -e c.db ] || fail "wrong input made a file"

# Draws beyond a range are made inside it, and said.
expect 0 check "$TOY" --set 'expectations.neglect={dist: normal, mean: 0.95, sd: 0.2}'
says out "expectations.neglect.*40 % above the allowed range"
expect 0 ensemble "$TOY" -n 40 --set run.years=2 \
  --set 'expectations.neglect={dist: normal, mean: 0.95, sd: 0.2}' -o cut.db

# Another question than the one the file answers.
expect 2 ensemble "$TOY" -n 60 "${small[@]}" --seed 5 -o whole.db
says err 'seed: 1 there, 5 now'
expect 2 ensemble "$TOY" -n 60 "${small[@]}" --set rental.mean_reversion_speed=0.5 -o whole.db
says err 'rental.mean_reversion_speed: [0-9.]+ there, 0.5 now'
expect 0 ensemble "$TOY" -n 60 "${small[@]}" --threads 2 -o whole.db
[ "$(content)" = "$whole" ] || fail "a refused question changed the file"

# Wrong input is said before a file is made.
expect 2 ensemble "$TOY" -n 3 --set run.yeers=3 -o none.db
says err "did you mean 'run.years'"
expect 2 ensemble "$TOY" -n 3 --metrics capexx -o none.db
says err "did you mean 'capex'"
expect 2 ensemble "$TOY" -n 3 --record flow -o none.db
says err "did you mean 'flows'"
expect 2 ensemble "$TOY" -n 0 -o none.db
[ ! -e none.db ] || fail "wrong input made a file"

# Files of others, broken ones, places that cannot be written.
echo "my diary" >diary.db
expect 2 ensemble "$TOY" -n 3 -o diary.db --force
says err 'left alone'
[ "$(cat diary.db)" = "my diary" ] || fail "a diary was overwritten"
expect 2 ensemble "$TOY" -n 3 -o no/folder/a.db
cp whole.db broken.db
size=$(stat -c %s broken.db)
dd if=/dev/urandom of=broken.db bs=4096 seek=$((size / 8192)) count=4 conv=notrunc 2>/dev/null
expect 2 ensemble "$TOY" -n 60 "${small[@]}" -o broken.db
says err 'damaged'
if [ "$(id -u)" -ne 0 ]; then
  mkdir locked && chmod a-w locked
  expect 2 ensemble "$TOY" -n 3 -o locked/a.db
  says err 'cannot be written'
fi

# A full disk, played by a limit on the size of files: what was committed stays, and goes on.
cp grown.db full.db
code=0
(trap '' XFSZ; ulimit -f $(($(stat -c %s full.db) / 512 + 40))
 exec "$OVERBUILD" ensemble "$TOY" -n 3000 "${small[@]}" -o full.db) >/dev/null 2>../captured/err || code=$?
[ "$code" -eq 2 ] || fail "a full disk: exit code $code"
says err 'full.*worlds stored so far are kept'
expect 0 ensemble "$TOY" -n 60 "${small[@]}" -o full.db
says err 'holds 60 of 60'

# A world whose draws do not fit together is recorded with the command that repeats it.
expect 2 ensemble "$TOY" -n 8 --set run.years=2 \
  --set 'population.workloads_lo={dist: uniform, lo: 1, hi: 19}' -o refused.db
says err "again with: overbuild run .* --replicate [0-9]+"
expect 2 ensemble "$TOY" -n 8 --set run.years=2 --on-error stop \
  --set 'population.workloads_lo={dist: uniform, lo: 1, hi: 19}' -o stopped.db

# A world that failed is tried again by the same command; the file then has what it always should.
if command -v sqlite3 >/dev/null; then
  expect 0 ensemble "$TOY" -n 10 "${small[@]}" -o again.db
  ten=$(content)
  sqlite3 again.db "update runs set status='failed', reason='std::bad_alloc' where replicate=1;
                    delete from series where replicate=1"
  expect 0 ensemble "$TOY" -n 10 "${small[@]}" -o again.db
  says err 'holds 9 of 10 worlds \(1 that failed are tried again\)'
  [ "$(content)" = "$ten" ] || fail "a world that was tried again changes the content"

  # The first worlds of a file are those of a smaller one, and their digest is theirs.
  expect 0 ensemble "$TOY" -n 10 "${small[@]}" -o whole.db
  [ "$(content)" = "$ten" ] || fail "ten of sixty worlds have another content"
  says out 'holds 60 worlds; these are 10'

  # Another build is refused unless told.
  "$OVERBUILD" --version >../captured/out
  says out '^sources +[0-9a-f]{16}$'
  sqlite3 again.db "update meta set value='0.0.9' where key='version'"
  expect 2 ensemble "$TOY" -n 12 "${small[@]}" -o again.db
  says err 'another build'
  says err 'version: 0\.0\.9 there, [0-9.]+ now'
  [ "$(sqlite3 again.db 'select count(*) from runs')" -eq 10 ] || fail "a refused build wrote"
  expect 0 ensemble "$TOY" -n 12 "${small[@]}" -o again.db --mix-builds
  says out 'Worlds of several builds: 0\.0\.9'
  [ "$(sqlite3 again.db 'select group_concat(replicate) from runs_of_other_builds')" = 10,11 ] ||
    fail "the file does not say which worlds are whose"

  # Somebody who keeps the file open, as a notebook does, holds up nobody.
  expect 0 ensemble "$TOY" -n 20 "${small[@]}" -o read.db
  mkfifo hold
  { printf '%s\n' 'begin; select count(*) from runs;' '.shell touch reading'; cat hold; } |
    sqlite3 read.db >/dev/null &
  reader=$!
  exec 9>hold
  await "the reader" test -e reading
  "$OVERBUILD" ensemble "$TOY" -n 40 "${small[@]}" -o read.db >../captured/out 2>../captured/err 9>&- &
  writer=$!
  await "a word about the reader" grep -q 'worlds wait in memory until it lets go' ../captured/err
  exec 9>&-
  wait "$writer" || fail "a reader ends the ensemble"
  wait "$reader"
  [ "$(sqlite3 read.db 'select count(*) from runs')" -eq 40 ] || fail "worlds are missing"
fi

# A restart at once after a kill finds the file free, unless the disk keeps the killed process for longer
# than the program waits for it.
expect 0 ensemble "$TOY" -n 1 "${small[@]}" -o restart.db
opened() { goes_on ../captured/err || ! kill -0 "$1" 2>/dev/null; }
dying() { grep -q '^State:.[^Z]' "/proc/$1/status" 2>/dev/null; }
for _ in 1 2 3 4 5; do
  : >../captured/err
  "$OVERBUILD" ensemble "$TOY" -n 100000 "${small[@]}" -o restart.db >/dev/null 2>../captured/err &
  victim=$!
  await "the ensemble to begin" opened "$victim"
  kill -9 "$victim"
  : >../captured/err  # here, and not by the second when it comes to it: what the first said is gone
  "$OVERBUILD" ensemble "$TOY" -n 100000 "${small[@]}" -o restart.db >/dev/null 2>../captured/err &
  second=$!
  await "the second to begin" opened "$second"
  dying "$victim" || ! grep -q 'another process' ../captured/err || fail "a dying process blocks the file"
  kill -TERM "$second" 2>/dev/null || true
  wait "$victim" "$second" 2>/dev/null || true
done

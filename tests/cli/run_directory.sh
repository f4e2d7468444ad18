#!/usr/bin/env bash
# A run directory is complete or absent, and never takes the place of anything unasked.
source "$(dirname "$0")/common/cli.sh"

# Default names, numbered rather than overwritten.
expect 0 run "$TOY" --years 2
complete runs/toy-s1
says out 'files +runs/toy-s1$'
before=$(cksum runs/toy-s1/*)
expect 0 run "$TOY" --years 2
says out 'files +runs/toy-s1-2$'
expect 0 run "$TOY" --years 2 --seed 9 --replicate 4
complete runs/toy-s9-r4
expect 0 run "$TOY" --years 2
complete runs/toy-s1-3
[ "$(cksum runs/toy-s1/*)" = "$before" ] || fail "the first run changed"
[ "$(ls -A runs | wc -l)" -eq 4 ] || fail "something else is in runs"

# An explicit directory is refused when it exists, before anything is simulated.
expect 0 run "$TOY" --years 2 -o mine
before=$(cksum mine/*)
expect 2 run "$TOY" --years 3 -o mine
says err 'mine: exists already'
silent out
[ "$(cksum mine/*)" = "$before" ] || fail "mine changed"
expect 0 run "$TOY" --years 3 -o mine/ --force
complete mine
[ "$(cksum mine/*)" != "$before" ] || fail "--force did not replace"
grep -q '"run.years=3"' mine/manifest.json || fail "the manifest does not name the override"

# --force replaces runs, not other things.
mkdir precious
echo work >precious/thesis.txt
echo file >file
for other in precious file .; do
  expect 2 run "$TOY" --years 2 -o "$other" --force
  says err 'not a run directory'
done
[ "$(cat precious/thesis.txt)" = work ] || fail "precious was touched"
echo mine >mine/notes.txt
expect 2 run "$TOY" --years 2 -o mine --force
says err 'what no run wrote \(notes\.txt\)'
rm mine/notes.txt
# The folder one is in gets the files; it is not taken away from under the user.
(cd mine && "$OVERBUILD" run "$TOY" --years 2 -o . --force >../../captured/out 2>../../captured/err) ||
  fail "the current folder: exit code $?"
complete mine
# A table cut at the end of a row is not whole.
cp -r mine cut
sed -i '$d' cut/obligations.csv
for command in "compare mine cut" "why cut steady"; do
  # shellcheck disable=SC2086
  expect 2 $command
  says err 'cut/obligations\.csv: is not as the run wrote it'
done
rm -r cut

# Places that cannot be written.
expect 2 run "$TOY" --years 2 -o file/below
says err 'cannot be written'
expect 2 run "$TOY" --years 2 -o /proc/overbuild
says err 'cannot be written'
if [ "$(id -u)" -ne 0 ]; then
  mkdir locked
  chmod a-w locked
  expect 2 run "$TOY" --years 2 -o locked/run
  says err 'Permission denied'
  chmod u+w locked
  rmdir locked
fi

# JSON files follow the same rule.
expect 2 run "$TOY" --years 2 -o other --json file
says err 'file: exists already'
expect 2 run "$TOY" --years 2 -o other --json none/j.json
untouched runs mine precious file

# A full disk: said plainly, and nothing half-written stays.
if mkdir small && unshare -rm true 2>/dev/null; then
  code=0
  unshare -rm sh -c 'mount -t tmpfs -o size=100k tmpfs small && "$1" run "$2" -o small/run; code=$?
                     ls -A small; exit $code' - "$OVERBUILD" "$TOY" \
    >../captured/out 2>../captured/err || code=$?
  [ "$code" -eq 2 ] || fail "full disk: exit code $code"
  says err 'No space left'
  silent out
fi

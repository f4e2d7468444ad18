#!/usr/bin/env bash
# Files with values that the program does not write are refused with what is wrong, by whatever reads
# them; none is taken, and none ends the program.
source "$(dirname "$0")/common/cli.sh"

command -v sqlite3 >/dev/null || { echo "sqlite3 is not installed"; exit 77; }
expect 0 ensemble "$TOY" -n 4 -o good.db --years 3

# broken SQL PATTERN: reading and continuing the file after the SQL is refused, saying the pattern.
broken() {
  cp good.db bad.db
  sqlite3 bad.db "$1"
  expect 2 ensemble "$TOY" -n 6 -o bad.db --years 3
  says err "bad\.db: .*$2"
  local code=0
  "$OVERBUILD" report bad.db -o bad.html --force >../captured/out 2>../captured/err || code=$?
  [ "$code" -eq 2 ] || fail "report of $1: exit code $code"
  grep -q 'this build has no report' ../captured/err || says err "bad\.db: .*$2"
}

broken "insert into runs values('base',-1,'{}','complete','x',1,'','')" 'replicate that is none'
broken "insert into runs values('base',9223372036854775807,'{}','complete','x',1,'','')" \
  'replicate that is none'
broken "insert into runs values('zz',0,'{}','complete','x',1,'','')" "does not have, 'zz'"
broken "update series set year='abc'||year" 'year that is none'
broken "insert into series(scenario,replicate,year) values('base',1,2090)" 'a gap before 2090'
broken "update series set year=2000000000 where replicate=0 and year=2028" 'the year 2000000000'
broken "update series set year=-year" 'the year -'
broken "insert or replace into meta values('answer','{bad')" 'no JSON object'
broken "update series set capex='x' where year=2027" 'no number'

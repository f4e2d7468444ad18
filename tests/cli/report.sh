#!/usr/bin/env bash
# The report: one self-contained page from good results; a message that names file and expectation
# from bad ones, and then no page.
source "$(dirname "$0")/common/cli.sh"

needs_report
expect 0 run "$TOY" -o a
expect 0 report a -o page.html
"$OVERBUILD" run "$TOY" --seed 2 --set builders.steady.debt.senior=3e9 -o b >/dev/null 2>&1

# One file, small, made fast, that asks for nothing from elsewhere.
expect 0 report a b -o both.html
[ "$(stat -c %s both.html)" -lt 5000000 ] || fail "the page is larger than 5 MB"
grep -q "Content-Security-Policy.*default-src 'none'" page.html || fail "the page may load things"
if grep -oE '(src|href)="?https?:' page.html; then fail "the page refers to the network"; fi
grep -q '"result_digest":"[0-9a-f]\{16\}"' page.html || fail "the page does not hold the digest"
# What is data stays data: a label cannot end the script.
"$OVERBUILD" run "$TOY" --years 2 --set 'title="</script><b>bold</b>"' -o odd >/dev/null 2>&1
expect 0 report odd -o odd.html
! grep -q '</script><b>' odd.html || fail "a title leaves its script element"
expect 0 report a -o -
cmp -s <(sed 's/"created":"[^"]*"//; s/, 20[-0-9T:]*Z//' ../captured/out) \
       <(sed 's/"created":"[^"]*"//; s/, 20[-0-9T:]*Z//' page.html) || fail "- prints another page"

grep -q '"range_command":"overbuild ensemble toy -n 100 -o worlds.db"' page.html || fail "no command for a range"

# Nothing is overwritten unasked.
before=$(cksum page.html)
expect 2 report a -o page.html
says err 'page.html: exists already'
[ "$(cksum page.html)" = "$before" ] || fail "page.html changed"
expect 0 report a -o page.html --force
expect 2 report a a/ -o twice.html
says err 'a/ is given twice'
expect 2 report a -o a.pdf
says err 'a.pdf: a report is a page of HTML'
[ ! -e a.pdf ] && [ ! -e twice.html ] || fail "a page under another name"
expect 2 report a
says err '(output|-o).*required'
expect 2 report a -o none/page.html

# Ensembles.
expect 0 ensemble "$TOY" -n 3 --years 4 -o worlds.db
expect 0 report a worlds.db -o worlds.html
grep -q '"ensembles":\[{"file":"worlds.db","kind":"ensemble"' worlds.html || fail "no ensemble in the page"
grep -q '"worlds":3,.*"answers":{"shortfall":\[' worlds.html || fail "the page does not hold the worlds"
grep -q '"paid":\[' worlds.html || fail "the page does not say whether it paid"
grep -q '"configuration":"#\?' worlds.html || fail "the page does not know the settings of the worlds"
rm worlds.html

# Answers to questions about many worlds; a sensitivity result names inputs of low confidence.
expect 0 sensitivity "$TOY" -n 2 --years 4 --outcome rental_price:at:2029 \
  --set 'rental.mean_reversion_speed={dist: uniform, lo: 0.05, hi: 0.5}' -o screened.db
expect 0 report a screened.db -o screened.html
grep -q '"kind":"sensitivity".*"answer":{.*"outcomes":{"rental_price:at:2029"' screened.html ||
  fail "the page does not hold the answer"
rm screened.html

# Scorecards of hindcasts.
cp "$ROOT/tests/data/report/scorecard.json" card.json
expect 0 report a card.json -o card.html
grep -q '"hindcasts":\[{"file":"card.json"' card.html || fail "the page has no scorecard"
# One with intervals that count the error; what the page cannot show of it is refused.
python3 -c "
import json
card = json.load(open('card.json'))
card['coverage'] = {'targets': 2, 'held': 1, 'held_with_error': 2, 'sentence': 'The interval holds 1 of 2.'}
for target in card['targets']:
    target.update(held=False, q10_with_error=target['q10'] - 1, q90_with_error=target['q90'] + 1, held_with_error=True)
json.dump(card, open('card-error.json', 'w'))
card['coverage'] = {}
json.dump(card, open('card-bad.json', 'w'))"
expect 0 report a card-error.json -o card-error.html
grep -q '"sentence":"The interval holds 1 of 2."' card-error.html || fail "the page lacks what is said of intervals"
expect 2 report a card-bad.json -o never.html
says err 'sentence'
rm -f odd.html both.html page.html card.html card-error.html
rm -r odd b

# bad PATTERN INPUT...: refused with a message that matches, and no page.
bad() {
  local pattern=$1
  shift
  expect 2 report "$@" -o never.html
  says err "$pattern"
  says err 'expected '
  silent out
  [ ! -e never.html ] || fail "report $* left a page"
}
# broken NAME SCRIPT FILE: a copy of the run with one file changed by sed.
broken() { rm -rf "$1"; cp -r a "$1"; sed -i "$2" "$1/$3"; }

bad 'nowhere: does not exist; expected a run directory' nowhere
bad 'nowhere: does not exist' a nowhere
mkdir empty
bad 'empty: is a folder without manifest.json; expected a run directory' empty
echo 'year,value' >other.csv
bad 'other.csv: is not a result of overbuild; expected a run directory' other.csv
head -c 3000 /dev/urandom >noise.db
bad 'noise.db: is not a result of overbuild' noise.db
cp worlds.db foreign.db
printf 'ELSE' | dd of=foreign.db bs=1 seek=68 conv=notrunc status=none
bad 'foreign.db: is a database of something else' foreign.db
head -c 20000 worlds.db >half.db
bad 'half.db: .*damaged' half.db
sed 's/"q10": 85/"q10": "many"/' card.json >words.json
bad "words.json: is no scorecard: 'q10' is not a number; expected a scorecard" words.json
head -c 200 card.json >cut.json
bad 'cut.json: is no scorecard' cut.json
echo '{"rows": []}' >foreign.json
bad "foreign.json: is no scorecard: .*targets" foreign.json
! grep -q 'json\.exception' ../captured/err || fail "words of a library"
echo 'no json' >broken.json
bad 'broken.json: is no scorecard: parse error' broken.json
! grep -q 'json\.exception' ../captured/err || fail "words of a library"
broken cut '3,$d' manifest.json
bad 'cut/manifest.json: is not the manifest of a run' cut
broken header '1s/metric/measure/' series.csv
bad "header/series.csv:1: another header; expected the header 'year,metric,unit,value'" header
broken letters '5s/,[^,]*$/,many/' series.csv
bad "letters/series.csv:5: 'many' is not a number; expected a number in column 4" letters
broken short '9s/,[^,]*$//' losses.csv
bad 'short/losses.csv:9: a broken row' short
broken gone '' series.csv
rm gone/flows.csv
expect 2 report gone -o never.html
says err "gone/flows.csv: cannot be read"
[ ! -e never.html ] || fail "a page without flows"

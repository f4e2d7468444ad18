#!/usr/bin/env bash
# The playground's command: pages, sliders, refusals; the server on loopback: who is answered and who is
# not, the digest of the program, an asker that leaves, a clean stop. The page itself is tested in
# tests/browser.
source "$(dirname "$0")/common/cli.sh"

code=0
"$OVERBUILD" playground "$TOY" --drivers 0 -o page.html >../captured/out 2>../captured/err || code=$?
if [ "$code" -eq 2 ] && grep -q 'this build has no playground' ../captured/err; then
  says err 'apt-get install emscripten nodejs npm'
  echo "skipped: the program was built without the engine for browsers"
  exit 77
fi
[ "$code" -eq 0 ] || fail "playground: exit code $code"

# One file, small, that asks for nothing from elsewhere and knows the program's digest.
[ "$(stat -c %s page.html)" -le 2500000 ] || fail "the page is larger than 2.5 MB"
grep -q "Content-Security-Policy.*default-src 'none'.*script-src 'sha256-" page.html || fail "the page may load things"
if grep -oE '(src|href)="?https?:' page.html; then fail "the page refers to the network"; fi
"$OVERBUILD" run "$TOY" --replicate 0 -o first >/dev/null 2>&1
digest=$(grep -o '"result_digest": *"[0-9a-f]*"' first/manifest.json | grep -o '[0-9a-f]\{16\}')
grep -q "\"digest\":\"$digest\"" page.html || fail "the page does not hold the digest of world 0"
if grep -q "$ROOT" page.html; then fail "the page tells where the configurations lie"; fi

# Nothing is overwritten unasked.
expect 2 playground "$TOY" -o page.html
says err 'page.html: exists already'
expect 0 playground "$TOY" --drivers 0 -o page.html --force
expect 0 playground "$TOY" -o -

# Sliders: those asked for come first, wrong ones are all reported.
expect 0 playground "$TOY" --slider capex.tax_rate --slider macro.energy_price=10:200 -o sliders.html
grep -q '"sliders":\[{"path":"capex.tax_rate".*"path":"macro.energy_price","lo":10' sliders.html || fail "no slider"
expect 2 playground "$TOY" --slider capex.tax_rat --slider title --slider capex.tax_rate=0.5:0.1 \
  --slider capex.tax_rate=0:7 -o no.html
says err "capex.tax_rat: there is no key .*did you mean 'capex.tax_rate'"
says err "slider title: 'title' is no single number"
says err 'slider capex.tax_rate=0.5:0.1: the ends do not fit'
says err 'slider capex.tax_rate=0:7: the ends do not fit'
expect 2 playground "$TOY" --set run.yeers=3 -o no.html
says err "did you mean 'run.years'"
expect 2 playground - -o no.html
expect 2 playground toy -n 0 -o no.html
expect 2 playground toy --serve -o no.html
[ ! -e no.html ] || fail "a refused page was written"
expect 0 playground ai-2026 -n 3 --drivers 0 -o ai.html
says err '1000 enterprises instead of'
grep -q '"sets":\[\["population.enterprises","1000"\]\]' ai.html || fail "the population is not small"
grep -q '"id":"LB_leap_belief"' ai.html || fail "no hypothesis"

# What drives the boom, found when the page is made: each end and choice in so many worlds.
expect 0 playground "$TOY" --set population.enterprises=50 --years 4 --drivers 3 -o drivers.html
grep -q '"drivers":{"worlds":3,"base":\[\[[^]]*\],\[[^]]*\],\[[^]]*\]\],"trials":{"opening.builder_leap_rate":\[{"worlds":\[\[' drivers.html ||
  fail "the page does not hold what drives the boom"
if grep -q '"drivers":{' page.html; then fail "a page holds what it was not asked for"; fi
expect 2 playground "$TOY" --drivers -1 -o no.html

# Every world of its own has six to ten sliders in words, and no condition twice.
for preset in toy ai-2026 ai-2022 telecom-1996 cloud-2009; do
  expect 0 playground $preset --set population.enterprises=100 --drivers 0 -o $preset.html
  [ "$(stat -c %s $preset.html)" -le 2500000 ] || fail "the page of $preset is larger than 2.5 MB"
  sliders=$(grep -o '"group":"[a-z]*"}' $preset.html | wc -l)
  { [ "$sliders" -ge 6 ] && [ "$sliders" -le 10 ]; } || fail "$preset has $sliders sliders"
  twice=$(grep -o '"family":"[^"]*","title":"[^"]*"' $preset.html | sed 's/.*"title"//' | sort | uniq -d)
  [ -z "$twice" ] || fail "$preset offers twice: $twice"
done

# The server. Without curl there is nothing to ask it with.
command -v curl >/dev/null || { echo "no curl: the server is not tested"; exit 0; }
"$OVERBUILD" playground "$TOY" --serve >address 2>server.err &
server=$!
sleepers=()
askers=()
trap 'kill $server "${sleepers[@]}" 2>/dev/null || true; chmod -R u+w "$work"; rm -rf "$work"' EXIT
await "the server's address" test -s address
url=$(head -n 1 address)
host=$(cut -d/ -f3 <<<"$url")
ask() { curl -s -m 300 -o answer -w '%{http_code}' "$@" || true; }
is() { [ "$1" = "$2" ] || fail "$3: status $1, expected $2: $(head -c 300 answer)"; }
world='{"kind": "world", "model": "base", "sets": {}, "replicate": 0}'

is "$(ask "$url")" 200 "the page"
grep -q "connect-src 'self'" answer || fail "the served page may not ask its server"
is "$(ask -d "$world" "${url}ask")" 200 "a world"
grep -q "\"digest\":\"$digest\"" answer || fail "the server's world has another digest"
[ "$(wc -l <answer)" -eq 2 ] || fail "a world is not told in two lines"
is "$(ask "http://$host/")" 404 "no token"
is "$(ask "http://$host/0123456789abcdef0123456789abcdef/")" 404 "a wrong token"
is "$(ask -H 'Host: evil.example' "$url")" 403 "another host"
is "$(ask -H 'Origin: http://evil.example' -d "$world" "${url}ask")" 403 "another origin"
for bad in '' '{' '[]' '{"kind": "world"}' '{"kind": "world", "model": "a", "sets": {}, "replicate": -1}' \
           '{"kind": "world", "model": "a", "sets": {}, "replicate": 1e9}' '{"kind": "x", "model": "a", "sets": {}}'; do
  is "$(ask -d "$bad" "${url}ask")" 400 "the question $bad"
done
is "$(ask -d '{"kind": "world", "model": "b", "sets": {"run.yeers": 3}, "replicate": 0}' "${url}ask")" 200 "a wrong key"
grep -q "did you mean 'run.years'" answer || fail "no diagnostic from the server"
unfit='{"kind": "world", "model": "d", "sets": {"population.workloads_lo": {"dist": "choice", "values": [5, 5, 20]}}, "replicate": 2}'
is "$(ask -d "$unfit" "${url}ask")" 200 "a world whose draws do not fit together"
tail -n 1 answer | grep -q '^{"kind":"world",.*"error":".*workloads' || fail "a refused world is told otherwise: $(tail -n 1 answer)"
head -c 300000 /dev/zero | tr '\0' 'x' >large
is "$(ask -H 'Expect:' --data-binary @large "${url}ask")" 413 "a large body"
is "$(ask -H "X-Long: $(head -c 9000 large)" "$url")" 413 "a long head"

for bad in '{"kind": "world", "model": "a", "sets": {}, "replicate": 0, "keep": 3}' \
           '{"kind": "world", "model": "a", "sets": {}, "replicate": 0, "keep": [3]}'; do
  is "$(ask -d "$bad" "${url}ask")" 400 "the question $bad"
done
is "$(ask -d '{"kind": "world", "model": "c", "sets": {}, "replicate": 0, "keep": ["events"]}' "${url}ask")" 200 "a story"
grep -q '"findings":{"shortfall"' answer || fail "a story without findings"

# What is no HTTP is not answered, and does no harm.
address=/dev/tcp/${host/:/\/}
for bytes in 'rubbish\r\n\r\n' 'GET / HTTP/9.9\r\n\r\n' 'POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n' \
             'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n' '\x00\xff\x00\xff\r\n\r\n'; do
  said=$(exec 3<>"$address" && printf '%b' "$bytes" >&3 && timeout 20 head -c 12 <&3 | tr -d '\0') || true
  [[ "$said" != *200* ]] || fail "rubbish is answered: $said"
done
is "$(ask "$url")" 200 "after rubbish"

# Many who say nothing, one letter now and then, or never read the answer: the next is answered while
# they are still there.
for _ in $(seq 30); do (exec 3<>"$address" && exec sleep 3600) 2>/dev/null & sleepers+=($!); done
for _ in $(seq 5); do
  (exec 3<>"$address" && for letter in G E T ' ' / x x x x x x; do printf '%s' "$letter" >&3; sleep 1; done; exec sleep 3600) \
    2>/dev/null & sleepers+=($!)
done
for _ in $(seq 5); do
  (exec 3<>"$address" && printf 'GET %s HTTP/1.1\r\nHost: %s\r\n\r\n' "${url#*"$host"}" "$host" >&3 && exec sleep 3600) \
    2>/dev/null & sleepers+=($!)
done
answered() { [ "$(ask -m 100 "$url")" = 200 ]; }
await "an answer while forty wait" answered
kill "${sleepers[@]}" 2>/dev/null || true
wait "${sleepers[@]}" 2>/dev/null || true
is "$(ask --retry 20 --retry-all-errors --retry-delay 1 "$url")" 200 "after many connections"

# Many questions at a time, more than there are connections: each is answered or turned away, and all
# answers are the same.
for at in $(seq 40); do
  curl -s -m 600 -o "many.$at" -d "$world" "${url}ask" & askers+=($!)
done
wait "${askers[@]}" || true
same=$(cat many.* 2>/dev/null | grep -c "\"digest\":\"$digest\"") || true
[ "$same" -ge 8 ] || fail "of forty questions at a time $same were answered"
[ "$(cat many.* 2>/dev/null | grep -o '"digest":"[0-9a-f]*"' | sort -u | wc -l)" -eq 1 ] || fail "answers differ"
is "$(ask -d "$world" "${url}ask")" 200 "after many questions"
threads=$(ls "/proc/$server/task" | wc -l)
[ "$threads" -le 64 ] || fail "$threads threads are left"

# An asker that leaves ends its world: the server works far less for it than for one that is answered.
long='{"kind": "world", "model": "long", "sets": {"population.enterprises": 400000, "run.years": 50}, "replicate": 0}'
begun=$(work_of $server)
is "$(ask -m 3600 -d "$long" "${url}ask")" 200 "a long world"
whole=$(($(work_of $server) - begun))
asks() { curl -s -m 3600 -o /dev/null -w '%{http_code}' -d "$long" "${url}ask" >code & asker=$!; }
begun=$(work_of $server)
threads=$(ls "/proc/$server/task" | wc -l)
asks
await "the server to work" has_worked $server $((begun + whole / 10))
kill $asker
alone() { [ "$(ls "/proc/$server/task" | wc -l)" -le "$threads" ]; }
await "the end of a world that nobody asks for" alone
[ $(($(work_of $server) - begun)) -lt $((whole * 7 / 10)) ] || fail "the server works for one that left"
is "$(ask -d "$world" "${url}ask")" 200 "after one that left"

# The server stops at once, whatever it works on: what it was asked stays without an answer.
begun=$(work_of $server)
asks
await "the server to work" has_worked $server $((begun + whole / 10))
kill -TERM $server
code=0
wait $server || code=$?
wait "$asker" || true
[ "$(cat code)" != 200 ] || fail "the server took too long to stop"
[ "$code" -eq 0 ] || fail "the server ended with $code"
grep -q stopped server.err || fail "the server did not stop cleanly: $(cat server.err)"

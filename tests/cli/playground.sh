#!/usr/bin/env bash
# The playground's command: pages, sliders, refusals; the server on loopback: who is answered and who is
# not, the digest of the program, an asker that leaves, a clean stop. The page itself is tested in
# tests/browser.
source "$(dirname "$0")/common/cli.sh"

code=0
"$OVERBUILD" playground "$TOY" -o page.html >../captured/out 2>../captured/err || code=$?
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
expect 0 playground "$TOY" -o page.html --force
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
expect 0 playground ai-2026 -n 3 -o ai.html
says err '1000 enterprises instead of'
grep -q '"sets":\[\["population.enterprises","1000"\]\]' ai.html || fail "the population is not small"
grep -q '"id":"LB_leap_belief"' ai.html || fail "no hypothesis"

# The server. Without curl there is nothing to ask it with.
command -v curl >/dev/null || { echo "no curl: the server is not tested"; exit 0; }
"$OVERBUILD" playground "$TOY" --serve >address 2>server.err &
server=$!
trap 'kill $server 2>/dev/null || true; chmod -R u+w "$work"; rm -rf "$work"' EXIT
for _ in $(seq 300); do [ -s address ] && break; sleep 0.1; done
[ -s address ] || fail "the server says no address: $(cat server.err)"
url=$(head -n 1 address)
host=$(cut -d/ -f3 <<<"$url")
ask() { curl -s -m 60 -o answer -w '%{http_code}' "$@" || true; }
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
head -c 300000 /dev/zero | tr '\0' 'x' >large
is "$(ask -H 'Expect:' --data-binary @large "${url}ask")" 413 "a large body"
is "$(ask -H "X-Long: $(head -c 9000 large)" "$url")" 413 "a long head"

# Many at once, half of whom say nothing: some are refused, and the next is answered.
for _ in $(seq 40); do (exec 3<>"/dev/tcp/${host/:/\/}" && sleep 2) 2>/dev/null & sleepers+=($!); done
sleep 0.5
ask -m 3 "$url" >/dev/null
kill "${sleepers[@]}" 2>/dev/null || true
wait "${sleepers[@]}" 2>/dev/null || true
for _ in $(seq 50); do [ "$(ask "$url")" = 200 ] && break; sleep 0.1; done
is "$(ask "$url")" 200 "after many connections"

# An asker that leaves ends its world: twenty years of a large population would take minutes.
timeout 1 curl -s -d '{"kind": "world", "model": "long", "sets": {"population.enterprises": 2000000}, "replicate": 0}' \
  "${url}ask" >/dev/null || true
began=$(date +%s)
kill -INT $server
wait $server || true
[ $(($(date +%s) - began)) -le 20 ] || fail "the server took too long to stop"
grep -q stopped server.err || fail "the server did not stop cleanly: $(cat server.err)"

#!/usr/bin/env bash
# The playground in headless Chromium, opened from disk: digests, sliders by mouse and keyboard, a
# shared address, the overlay run by the program to the same digest, what drives the boom against the
# program's own runs, refusals, a worker that dies, hostile names, the page of
# --serve; skipped where there is no Chromium or the build left the page out.
source "$(dirname "$0")/common.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

playground() {
  "$OVERBUILD" playground "$@" >"$work/log" 2>&1 && return
  ! grep -q 'this build has no playground' "$work/log" || skip "built without the engine for browsers"
  cat "$work/log"
  exit 1
}
playground "$ROOT/configs/toy.yaml" -n 20 --drivers 0 -o "$work/toy.html"
playground "$ROOT/configs/toy.yaml" -n 20 --drivers 20 -o "$work/drivers.html"
size=$(wc -c <"$work/toy.html")
[ "$size" -le 2500000 ] || { echo "the page has $size bytes, more than 2.5 MB"; exit 1; }

cat >"$work/hostile.yaml" <<YAML
extends: $ROOT/configs/toy.yaml
title: "</script><img src=x onerror=\"window.hit=1\">"
names: {builder: "<b onmouseover=window.hit=1>b</b>"}
builders: {bold: {label: "<img src=x onerror=window.hit=1>"}}
expectations: {neglect: {value: 0.4, slider: {lo: 0, hi: 1, label: "<svg onload=window.hit=1>", group: belief}}}
YAML
playground "$work/hostile.yaml" -n 6 -o "$work/hostile.html"
# Some of its worlds draw what does not fit together.
playground "$ROOT/configs/toy.yaml" -n 20 --set 'population.workloads_lo={dist: choice, values: [5, 5, 20]}' \
  -o "$work/some.html"
playground "$ROOT/configs/telecom-1996.yaml" -n 4 --set population.enterprises=100 --set run.years=6 --drivers 0 -o "$work/telecom.html"
"$OVERBUILD" playground "$ROOT/configs/toy.yaml" -n 20 --serve >"$work/address" 2>"$work/server.log" &
server=$!
trap 'kill $server 2>/dev/null || true; rm -rf "$work"' EXIT
await "the server's address" test -s "$work/address"
export OVERBUILD TOY="$ROOT/configs/toy.yaml"
SERVED=$(head -n 1 "$work/address") node "$ROOT/tests/browser/playground.mjs" "$work" || exit 1
kill $server
wait $server || { echo "the server ended with $?"; cat "$work/server.log"; exit 1; }

# What the page has downloaded is run by the program.
"$OVERBUILD" run "$ROOT/configs/toy.yaml" --overlay "$work/settings.yaml" --replicate 0 \
  -o "$work/run" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
digest=$(grep -o '"result_digest": *"[0-9a-f]*"' "$work/run/manifest.json" | grep -o '[0-9a-f]\{16\}')
[ "$digest" = "$(cat "$work/digest")" ] ||
  { echo "the overlay gives $digest, the page had $(cat "$work/digest")"; cat "$work/settings.yaml"; exit 1; }

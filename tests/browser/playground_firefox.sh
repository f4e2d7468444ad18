#!/usr/bin/env bash
# The playground in headless Firefox, opened from disk: fans, the program's digest, a moved slider, a
# shared address, a world told, no request and no message; skipped where there is no Firefox.
NEEDS=firefox
source "$(dirname "$0")/common.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$OVERBUILD" playground "$ROOT/configs/toy.yaml" -n 20 -o "$work/toy.html" >"$work/log" 2>&1 || {
  ! grep -q 'this build has no playground' "$work/log" || skip "built without the engine for browsers"
  cat "$work/log"
  exit 1
}
node "$ROOT/tests/browser/playground.mjs" "$work" firefox

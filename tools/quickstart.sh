#!/usr/bin/env bash
# From a fresh Debian or Ubuntu machine to a simulated boom on the screen. Safe to repeat; once
# everything is there it starts in seconds. With --build-only it stops after building build/release/overbuild;
# with --no-browser it leaves out what pages take (npm's packages), and ends with tables only.
set -euo pipefail
# shellcheck source=tools/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

case "${1:-}" in
  ''|--build-only|--playground|--no-browser) ;;
  *) fail "usage: bash tools/quickstart.sh [--build-only|--playground|--no-browser]" ;;
esac

need_packages build
if [ "${1:-}" != --no-browser ]; then want_packages page; fi
if [ "${1:-}" = --playground ]; then need_packages page wasm; fi
# Where there is emscripten the program can make playgrounds: two minutes more, once.
if [ "${1:-}" != --no-browser ] && command -v em++ >/dev/null; then configure release -DOVERBUILD_PLAYGROUND=ON; else configure release; fi
build release overbuild
[ "${1:-}" = --build-only ] && { say "Built build/release/overbuild"; exit 0; }

mkdir -p runs
if [ "${1:-}" = --playground ]; then
  # Each page holds what drives its boom: about a minute for the larger worlds.
  for config in configs/*.yaml; do
    page=runs/playground-$(basename "$config" .yaml).html
    build/release/overbuild playground "$config" --drivers 12 -o "$page" --force
  done
  (cd runs && cmake -E tar cf playgrounds.zip --format=zip -- playground-*.html)
  say "Open runs/playground-toy.html in a browser, or send it to somebody: nothing else is needed."
  say "All pages in one archive: runs/playgrounds.zip"
  exit 0
fi
say "Running build/release/overbuild run configs/ai-2026.yaml -o runs/quickstart --force"
build/release/overbuild run configs/ai-2026.yaml -o runs/quickstart --force
if [ "${1:-}" = --no-browser ]; then
  say "The tables are in runs/quickstart"
elif build/release/overbuild report runs/quickstart -o runs/quickstart.html --force; then
  say "Open runs/quickstart.html in a browser; the tables are in runs/quickstart"
fi
say "Next: build/release/overbuild --help"

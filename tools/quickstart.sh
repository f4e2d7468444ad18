#!/usr/bin/env bash
# From a fresh Debian or Ubuntu machine to a simulated boom on the screen. Safe to repeat; once
# everything is there it starts in seconds. With --build-only it stops after building build/release/overbuild.
set -euo pipefail
# shellcheck source=tools/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

case "${1:-}" in
  ''|--build-only) ;;
  *) fail "usage: bash tools/quickstart.sh [--build-only]" ;;
esac

need_packages build
configure release
build release overbuild
[ "${1:-}" = --build-only ] && { say "Built build/release/overbuild"; exit 0; }

mkdir -p runs
say "Running build/release/overbuild run configs/ai-2026.yaml -o runs/quickstart --force"
build/release/overbuild run configs/ai-2026.yaml -o runs/quickstart --force
if build/release/overbuild report runs/quickstart -o runs/quickstart.html --force; then
  say "Open runs/quickstart.html in a browser; the tables are in runs/quickstart"
fi
say "Next: build/release/overbuild --help"

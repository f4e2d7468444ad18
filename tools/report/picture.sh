#!/usr/bin/env bash
# picture.sh PAGE N FILE.png: the N-th figure of a report as a picture, by headless Chromium.
# docs/pictures/README.md says what was made with it.
source "$(dirname "${BASH_SOURCE[0]}")/../../tests/browser/common.sh"
[ $# -eq 3 ] || { echo "usage: bash tools/report/picture.sh PAGE N FILE.png" >&2; exit 2; }
node "$ROOT/tools/report/picture.mjs" "$(realpath "$1")" "$2" "$3"

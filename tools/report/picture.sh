#!/usr/bin/env bash
# picture.sh PAGE N FILE.png: the N-th figure of a report as a picture, by headless Chromium.
# The pictures of the documentation were made with it; docs/pictures/README.md has the commands.
source "$(dirname "${BASH_SOURCE[0]}")/../../tests/browser/common.sh"
[ $# -eq 3 ] || { echo "usage: bash tools/report/picture.sh PAGE N FILE.png" >&2; exit 2; }
node "$ROOT/tools/report/picture.mjs" "$(realpath "$1")" "$2" "$3"

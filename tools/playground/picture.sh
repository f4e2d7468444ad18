#!/usr/bin/env bash
# picture.sh PAGE ADDRESS FILE.png: the window of a playground with the settings of ADDRESS (from the # on)
# as a picture, by headless Chromium. docs/pictures/README.md says what was made with it.
source "$(dirname "${BASH_SOURCE[0]}")/../../tests/browser/common.sh"
[ $# -eq 3 ] || { echo "usage: bash tools/playground/picture.sh PAGE ADDRESS FILE.png" >&2; exit 2; }
node "$ROOT/tools/playground/picture.mjs" "$(realpath "$1")" "$2" "$3"

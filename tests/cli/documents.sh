#!/usr/bin/env bash
# Every command of README and of the lessons runs as written: the blocks marked `sh` of a page are
# executed one after another, each page in a folder of its own that looks like the top folder.
# tools/test.sh is left out, it is what runs this, and so is what installs the program, which
# tests/cli/installation.sh tries.
source "$(dirname "$0")/common/cli.sh"
needs_report

# Blocks are marked: sh is executed, text and others are not; a block without a mark is a mistake.
pages=("$ROOT/README.md")
for page in "$ROOT"/docs/lessons/*.md; do [ -e "$page" ] && pages+=("$page"); done
for page in "${pages[@]}"; do
  unmarked=$(awk '/^```/ { inside = !inside; if (inside && $0 == "```") print FILENAME ":" FNR }' "$page")
  [ -z "$unmarked" ] || fail "blocks without a mark: $unmarked"
done

count=0
for page in "${pages[@]}"; do
  grep -q '^```sh' "$page" || continue
  folder=$(basename "$page" .md)
  mkdir -p "$folder/build/release"
  cd "$folder"
  ln -s "$ROOT/configs" "$ROOT/docs" .
  ln -s "$OVERBUILD" build/release/overbuild
  awk '/^```/ { inside = $0 == "```sh"; next } inside' "$page" |
    grep -vE '^bash tools/test\.sh|cmake --install|cpack' | sed "s|^bash tools/quickstart\.sh|quickstart|" >commands
  quickstart() { # of the tree it builds, when that is the program being tested
    [ "$OVERBUILD" != "$(realpath "$ROOT/build/release/overbuild")" ] || bash "$ROOT/tools/quickstart.sh"
  }
  export -f quickstart
  export OVERBUILD ROOT
  started=$(date +%s)
  if ! bash -euo pipefail -x commands >../../captured/out 2>../../captured/err </dev/null; then
    tail -n 15 ../../captured/err >&2
    echo "FAILED: $page, after the command above" >&2
    exit 1
  fi
  lines=$(grep -cvE '^ *(#|$)' commands || true)
  echo "$(basename "$page"): $lines commands in $(($(date +%s) - started)) s"
  count=$((count + lines))
  cd ..
done
[ "$count" -gt 5 ] || fail "only $count commands were found"

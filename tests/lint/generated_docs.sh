#!/usr/bin/env bash
# The generated references are what the program prints today.
set -euo pipefail

program=${OVERBUILD:-build/release/overbuild}
status=0
for name in parameters outputs glossary; do
  if ! diff -u "docs/$name.md" <("$program" docs "$name"); then
    echo "docs/$name.md is out of date: overbuild docs $name > docs/$name.md" >&2
    status=1
  fi
done
exit $status

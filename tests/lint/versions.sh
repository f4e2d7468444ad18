#!/usr/bin/env bash
# CMakeLists.txt, CITATION.cff and CHANGELOG.md tell of one version, and licences agree: what results
# name as their program is what the file to cite says.
set -euo pipefail
source tests/lint/common/files.sh

# agree CMAKE CITATION CHANGELOG: prints what does not agree.
agree() {
  local version cited newest released license
  version=$(sed -nE 's/^project\(overbuild VERSION ([0-9.]+).*/\1/p' "$1")
  cited=$(sed -nE 's/^version: *"?([0-9.]+)"?$/\1/p' "$2")
  # The newest numbered heading; what is not released yet stands above it under "Unreleased".
  newest=$(sed -nE '/^## ([0-9]+\.[0-9]+\.[0-9]+).*/{s//\1/p;q}' "$3")
  released=$(sed -nE '/^## [0-9.]+ \(([0-9]{4}-[0-9]{2}-[0-9]{2})\)$/{s//\1/p;q}' "$3")
  [ -n "$version" ] || echo "CMakeLists.txt names no version"
  [ "$cited" = "$version" ] || echo "CITATION.cff has version '$cited', CMakeLists.txt $version"
  if [ -n "$newest" ]; then
    [ "$newest" = "$version" ] || echo "CHANGELOG.md has released $newest, CMakeLists.txt has $version"
    [ -n "$released" ] || echo "CHANGELOG.md does not say when $newest was released: ## $newest (YEAR-MONTH-DAY)"
    [ "$(sed -nE 's/^date-released: *"?([0-9-]+)"?$/\1/p' "$2")" = "$released" ] ||
      echo "CITATION.cff has another date-released than CHANGELOG.md, $released"
  else
    grep -q '^## Unreleased$' "$3" || echo "CHANGELOG.md has neither a version nor 'Unreleased'"
    ! grep -q '^date-released:' "$2" || echo "CITATION.cff has a date-released of what was not released"
  fi
  license=$(sed -nE 's/^license: *(.*)$/\1/p' "$2")
  case "$license" in
    Apache-2.0) grep -q 'Apache License' LICENSE || echo "LICENSE is not that of CITATION.cff, $license" ;;
    *) echo "CITATION.cff has the licence '$license', LICENSE another" ;;
  esac
}
report "Versions do not agree" "$(agree CMakeLists.txt CITATION.cff CHANGELOG.md)"

# What it must see, so that it can fail.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
printf 'project(overbuild VERSION 0.2.0 LANGUAGES CXX\n' >"$folder/cmake"
printf 'version: 0.2.0\ndate-released: 2026-01-02\nlicense: Apache-2.0\n' >"$folder/cff"
printf '# Changelog\n\n## Unreleased\n\n## 0.2.0 (2026-01-02)\n\n## 0.1.0 (2025-01-02)\n' >"$folder/log"
report "The check does not like its own example" "$(agree "$folder"/{cmake,cff,log})"
for change in 's/VERSION 0.2.0/VERSION 0.3.0/' 's/^version: 0.2.0/version: 0.1.0/' 's/2026-01-02$/2026-01-03/' \
              's/^license: .*/license: MIT/' 's/^## 0.2.0.*/## 0.2.1 (2026-01-02)/' 's/^## 0.2.0 .*/## 0.2.0/'; do
  mkdir "$folder/changed"
  for file in cmake cff log; do sed -E "$change" "$folder/$file" >"$folder/changed/$file"; done
  [ -n "$(agree "$folder"/changed/{cmake,cff,log})" ] ||
    report "The check does not see" "$change"
  rm -r "$folder/changed"
done

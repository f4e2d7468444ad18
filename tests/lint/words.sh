#!/usr/bin/env bash
# Text that users read is in plain, current English: no help, document, lesson or generated page has a
# phrase of tests/lint/common/old_words.txt. Code between backticks, links and lines that end in
# <!-- quoted --> may. Nor does a document have a stand-in (TODO) for what is still to be written.
set -euo pipefail
source tests/lint/common/files.sh

list=tests/lint/common/old_words.txt
pattern=$(grep -v '^#' "$list" | cut -f 1 | paste -sd '|')

# prose: the lines of documents given, as file:line:text, without code, links and quotations.
prose() {
  awk 'FNR == 1 { code = 0 }
       /^ *```/ { code = !code; next }
       code || /<!-- quoted -->$/ || /^## [a-z_]+$/ { next }
       { gsub(/`[^`]*`/, ""); gsub(/\]\([^)]*\)/, "]"); print FILENAME ":" FNR ":" $0 }' "$@"
}

documents=$(files . | grep -E '\.md$' | grep -vE '^(CHANGELOG\.md|tools/.*)$')
# shellcheck disable=SC2086
found=$(prose $documents | grep -E "^[^:]*:[0-9]+:.*($pattern)" || true)
report "Old words in documents; $list says what is said instead" "$found"

# shellcheck disable=SC2086
found=$(prose $documents | grep -E '^[^:]*:[0-9]+:.*\b(COSTS|TIMES|NUMBERS|TODO|FIXME|TBD|XXX+)\b' || true)
report "Stand-ins for what is still to be written" "$found"

found=$(files configs | grep -E '\.yaml$' |
        xargs -r grep -HnE "(#.*|(source|claim|note|title|label): .*)($pattern)" || true)
report "Old words in comments and texts of configurations; $list says what is said instead" "$found"

[ -x "${OVERBUILD:-}" ] || exit 0
said() {
  "$OVERBUILD" --help
  "$OVERBUILD" docs man
  "$OVERBUILD" docs parameters
  "$OVERBUILD" docs outputs
  "$OVERBUILD" docs glossary
  "$OVERBUILD" explain metrics
  "$OVERBUILD" list
}
found=$(said | grep -vE '^## [a-z_]+$' | sed -E 's/`[^`]*`//g' | grep -nE "$pattern" || true)
report "Old words in what the program prints; $list says what is said instead" "$found"

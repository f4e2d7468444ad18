#!/usr/bin/env bash
# A file that a comment or a document names is there, and so is the section of docs/odd.md that one cites.
set -euo pipefail
source tests/lint/common/files.sh

all=$(files . && sed -n 's/^+++ b\///p' docs/recipes/*.patch)  # what recipes add is there once applied
texts=$(files . | grep -vE '(^|/)package-lock\.json$|\.(png|json|svg|patch)$|^LICENSE$')

# Lines of documents, and comments of everything else.
lines() {
  grep -E '\.md$' <<<"$texts" | tr '\n' '\0' | xargs -0 grep -HnE '[/.]' || true
  grep -vE '\.md$' <<<"$texts" | tr '\n' '\0' |
    xargs -0 grep -HnE '(^|[[:space:]])(//|#|<!--)([^!]|$)|^ *(/\*|\*) ' |
    grep -vE '^[^:]*:[0-9]+: *#[[:space:]]*(include|define|if|el|endif|pragma|undef|error)' |
    sed -E 's%^([^:]*:[0-9]+:).*[[:space:]](//|#|<!--)%\1 \2%' || true
}
said=$(lines)

# place FILE:LINE NAME, one a line, of names that match PATTERN.
named() {
  awk -v pattern="$1" '{
    match($0, /^[^:]*:[0-9]+:/); place = substr($0, 1, RLENGTH - 1); text = substr($0, RLENGTH + 1)
    while (match(text, pattern)) {
      name = substr(text, RSTART, RLENGTH)
      before = RSTART > 1 ? substr(text, RSTART - 1, 1) : " "
      text = substr(text, RSTART + RLENGTH)
      if (before ~ /[A-Za-z0-9_.\/*{}<>$-]/ || text ~ /^[A-Za-z0-9_]/) continue
      sub(/[.,-]+$/, "", name)
      print place, name
    }
  }' <<<"$said"
}

# Paths from the top folder: the file or folder, or the beginning of the names of several.
paths=$(named '(agents|api|cmake|configs|core|docs|market|sim|tests|tools)/[A-Za-z0-9_][A-Za-z0-9_./-]*')
missing=$(awk 'NR == FNR { there[++n] = $0; next }
  { if (!($2 in found)) {
      found[$2] = 0
      for (k = 1; k <= n; ++k) if (index(there[k], $2) == 1) { found[$2] = 1; break }
    }
    if (!found[$2]) print $1 ": " $2 }' <(printf '%s\n' "$all") <(printf '%s\n' "$paths"))
report "These files are named and not there" "$missing"

# Names of documents and sources without a folder, and links from a document to a neighbour.
names=$(named '[A-Za-z0-9_][A-Za-z0-9_-]*[.](md|hpp|cpp|sh)')
missing=$(awk 'NR == FNR { sub(/.*\//, ""); there[$0]; next } !($2 in there) { print $1 ": " $2 }' \
              <(printf '%s\n' "$all") <(printf '%s\n' "$names"))
report "These files are named and not there" "$missing"

sections=$(grep -oE '^#+ [0-9]+(\.[0-9]+)?' docs/odd.md | grep -oE '[0-9.]+')
missing=$(grep -oE '^[^:]*:[0-9]+:|docs/odd\.md, [0-9.]*[0-9]( and [0-9.]*[0-9])?' <<<"$said" |
          awk -v sections=" ${sections//$'\n'/ } " '
            /:$/ { place = $0; next }
            { sub(/.*, /, ""); gsub(/ and /, " "); count = split($0, cited, " ")
              for (k = 1; k <= count; ++k)
                if (index(sections, " " cited[k] " ") == 0) print place " section " cited[k] }')
report "These sections of docs/odd.md are cited and not there" "$missing"

#!/usr/bin/env bash
# Each source has its own header: a function is declared in the header of the name of the source that
# defines it. Three exceptions: the same source once more for another engine (a file of the same name
# in another folder), a header that lists functions of one kind, each in the source of its own name
# (`run_command` in run_command.cpp, `fit_study` in fit.cpp), and what no header declares.
set -euo pipefail
source tests/lint/common/files.sh

# Functions at the scope of a namespace begin in the first column. Prints "D header name" for every
# declaration and "F source name" for every definition outside an unnamed namespace.
list() {
  awk '
    function finish(kind) {
      if (match(code, /[a-z_][A-Za-z_0-9]*\(/)) {
        name = substr(code, RSTART, RLENGTH - 1)
        before = substr(code, 1, RSTART - 1)
        if (before ~ /[A-Za-z0-9_>&*] *$/ && before !~ /[=:(]$/ && before !~ /=/) {
          print kind, FILENAME, name
        }
      }
      code = ""
    }
    FNR == 1 { code = ""; unnamed = 0; inside = 0 }
    { sub(/\/\/.*/, "") }
    /^namespace \{/ { unnamed = 1; next }
    unnamed && /^\}/ && !inside { unnamed = 0; next }
    /^}/ { inside = 0; code = ""; next }
    inside { next }
    /^(#|namespace|using|template|static_assert|typedef|OVERBUILD_|extern|friend)/ { code = ""; next }
    /^(struct|class|enum|union|concept|inline|constexpr|static) / {
      if ($0 ~ /\{ *$/ && $0 !~ /\}/) inside = 1
      code = ""; next
    }
    /^[A-Za-z_]/ && code == "" { code = $0 }
    /^[ \t]/ && code != "" { code = code " " $0 }
    code != "" && !unnamed && FILENAME ~ /\.hpp$/ && code ~ /; *$/ { finish("D") }
    code != "" && code ~ /\{/ {
      one_line = code ~ /\} *$/
      if (!unnamed && FILENAME ~ /\.cpp$/) finish("F")
      code = ""; inside = !one_line
    }
    code ~ /; *$/ { code = "" }
  ' "$@"
}

mapfile -t sources < <(files core market agents sim api tools | grep -E '\.(hpp|cpp)$' | LC_ALL=C sort)
found=$(list "${sources[@]}" | awk '
  function stem(path) { sub(/\.[a-z]+$/, "", path); return path }
  function base(path) { sub(/.*\//, "", path); return stem(path) }
  $1 == "D" { declared[++n] = $2; name[n] = $3 }
  $1 == "F" { defined[$3] = defined[$3] " " $2 }
  END {
    for (k = 1; k <= n; ++k) {
      count = split(defined[name[k]], in_source, " ")
      own = count == 0
      for (s = 1; s <= count; ++s) {
        source = in_source[s]
        if (base(source) == base(declared[k])) own = 1
        if (base(source) == name[k] || index(name[k], base(source) "_") == 1) own = 1
      }
      if (!own) print declared[k] ": " name[k] " is defined in" defined[name[k]]
    }
  }' | LC_ALL=C sort -u)
report "These headers declare what a source of another name defines" "$found"
[ "$(list "${sources[@]}" | grep -c '^F')" -gt 300 ] || report "The check reads too few functions" x

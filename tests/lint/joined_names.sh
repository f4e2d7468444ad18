#!/usr/bin/env bash
# Names in unnamed namespaces differ within a folder, whose sources are compiled several at once
# (overbuild_join in cmake/Compiling.cmake): any two of them may become neighbours when a source is
# added. Functions of one name with other parameters, and the same alias once more, do no harm.
set -euo pipefail
source tests/lint/common/files.sh

# list FILE...: "folder name what file" of types, objects and functions in unnamed namespaces that
# begin in the first column; what: parameters as written on the first line, or an alias as it is.
list() {
  awk '
    FNR == 1 { inside = 0; folder = FILENAME; sub(/\/[^\/]*$/, "", folder) }
    /^namespace \{/ { inside = 1; next }
    /^\}  \/\/ namespace$/ { inside = 0; next }
    !inside || !/^[A-Za-z_]/ { next }
    { sub(/ *\/\/.*/, ""); what = "" }
    /^(struct|class|enum|union) .*;$/ || /^(template|requires|static_assert|using namespace|using enum)/ { next }
    match($0, /^(struct|class|enum class|enum|union) [A-Za-z_0-9]+/) {
      name = substr($0, RSTART, RLENGTH); sub(/.* /, "", name); found(); next
    }
    match($0, /^(using|namespace) [A-Za-z_0-9]+ =/) { name = $2; what = $0; found(); next }
    match($0, /^using [A-Za-z_0-9:]+;/) { next }
    match($0, /[A-Za-z_][A-Za-z_0-9]*(\[[^]]*\])* ?(=|\{)/) && !/^[^=]*\(/ {
      name = substr($0, RSTART, RLENGTH); sub(/[\[ ={].*/, "", name); found(); next
    }
    match($0, /[A-Za-z_][A-Za-z_0-9]*\(/) {
      name = substr($0, RSTART, RLENGTH - 1); what = substr($0, RSTART + RLENGTH); found()
    }
    function found() { gsub(/ /, "~", what); print folder, name, (what == "" ? "-" : what), FILENAME }
  ' "$@"
}

mapfile -t sources < <(files market agents sim api tools | grep -E '\.cpp$' | grep -v '^api/wasm/')
all=$(list "${sources[@]}" | LC_ALL=C sort -u)
[ "$(wc -l <<<"$all")" -gt 800 ] || report "The check reads too few names" "$(wc -l <<<"$all")"

found=$(awk '
  $3 ~ /^(using|namespace)~/ { if (($1, $2) in alias && alias[$1, $2] != $3) print $4 ": " $2; alias[$1, $2] = $3; next }
  ($1, $2, $3) in first { print $4 ": " $2 ", also in " first[$1, $2, $3]; next }
  { first[$1, $2, $3] = $4 }' <<<"$all")
report "These names are in two sources of one folder" "$found"

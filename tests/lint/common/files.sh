# Sourced by the checks.

# files FOLDER...: the project's files in these folders, one a line; a source archive has no git, nor
# has a copy inside a build, and then everything outside the folders that git ignores counts.
files() {
  local list
  list=$([ -e .git ] && git ls-files --cached --others --exclude-standard -- "$@" 2>/dev/null) ||
    list=$(find "$@" -type f -not -path '*/build/*' -not -path '*/runs/*' -not -path '*/.git/*')
  local file
  while IFS= read -r file; do
    [ -f "$file" ] && printf '%s\n' "$file"
  done <<<"$list"
  return 0
}

# report MESSAGE FINDINGS: fails with the message when there are findings.
report() {
  [ -z "$2" ] && return 0
  printf '%s:\n%s\n' "$1" "$2" >&2
  exit 1
}

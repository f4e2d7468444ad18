#!/usr/bin/env bash
# The recipes of docs/extending.md are kept as patches: they apply to the sources as they are, and the
# table of docs/architecture.md is what they say of places that change. With OVERBUILD_FULL (test.sh
# --full) each is also applied to a copy, built, and its tests and commands are run; by hand:
#   OVERBUILD_FULL=yes bash tests/lint/recipes.sh [PATTERN]     # recipes by name
#   bash tests/lint/recipes.sh --together                       # all of them in one copy, sooner done
#   bash tests/lint/recipes.sh --table                          # prints the table
#   bash tests/lint/recipes.sh --rewrite                        # fits patches to sources that moved
# In front of a patch stand lines `adds:` (its row of the table), `needs:` (a recipe to apply first),
# `tests:` (a pattern of ctest) and `runs:` (commands of the program).
set -euo pipefail
source tests/lint/common/files.sh
source tests/lint/common/copy.sh

command -v git >/dev/null || exit 77
shelf=$PWD/docs/recipes

# said RECIPE WORD: the lines of that word in front of its patch.
said() { sed -n '/^diff --git/q; s/^'"$2"': *//p' "$shelf/$1.patch"; }

# with_needed RECIPE...: these recipes, each after those that it needs; some more than once.
with_needed() {
  local recipe
  for recipe in "$@"; do
    # shellcheck disable=SC2046
    with_needed $(said "$recipe" needs)
    echo "$recipe"
  done
}

# patches RECIPE...: their patches after those that they need, each once.
patches() {
  local recipe
  for recipe in $(with_needed "$@" | awk '!seen[$0]++'); do
    sed -n '/^diff --git/,$p' "$shelf/$recipe.patch"
  done
}

table() {
  printf '| one more | places | files they are in | new files |\n|---|---|---|---|\n'
  local recipe
  for recipe in "${recipes[@]}"; do
    sed -n '/^diff --git/,$p' "$shelf/$recipe.patch" |
      awk -v what="$(said "$recipe" adds)" '
        /^diff --git/ { fresh = 0; ++files }
        /^new file mode/ { fresh = 1; --files; ++made }
        /^@@/ && !fresh { ++places }
        END { printf "| %s | %d | %d | %d |\n", what, places, files, made }'
  done
}

mapfile -t recipes < <(cd "$shelf" && ls -- *.patch | sed 's/\.patch$//' | LC_ALL=C sort)
if [ "${1:-}" = --table ]; then
  table
  exit 0
fi

# rewrite: each patch as it applies today, in today's format, with lines that moved looked for; all of
# them or, where one fits no longer, none.
rewrite() {
  local folder=$PWD out recipe needed
  out=$(dirname "$(realpath "${OVERBUILD:-build/release/overbuild}")")
  rm -rf "$out/recipes_rewritten"
  mkdir -p "$out/recipes_rewritten"
  copy_tree "$out/recipe"
  local git=(git -c user.name=recipes -c user.email=recipes@localhost -c core.hooksPath=none)
  "${git[@]}" init -q
  "${git[@]}" add -A
  "${git[@]}" commit -qm sources
  for recipe in "${recipes[@]}"; do
    "${git[@]}" checkout -qf "$("${git[@]}" rev-list --max-parents=0 HEAD)"
    "${git[@]}" clean -fdq
    for needed in $(said "$recipe" needs); do
      sed -n '/^diff --git/,$p' "$out/recipes_rewritten/$needed.patch" | git apply -
      "${git[@]}" add -A
      "${git[@]}" commit -qm "$needed"
    done
    sed -n '/^diff --git/,$p' "$shelf/$recipe.patch" >../recipe.patch
    patch -p1 -F3 -s --no-backup-if-mismatch <../recipe.patch || {
      printf '%s\n' "recipe $recipe no longer fits: what could not be placed is in" >&2
      find "$PWD" -name '*.rej' >&2
      printf '%s\n' "Put it in by hand there, write 'git diff' of that folder behind the first lines of" \
        "docs/recipes/$recipe.patch, and run this again. No recipe was changed." >&2
      exit 1
    }
    "${git[@]}" add -A
    "${git[@]}" diff --cached --name-only --diff-filter=d -- '*.cpp' '*.hpp' |
      xargs -r clang-format-14 -i
    { sed '/^diff --git/,$d' "$shelf/$recipe.patch"
      "${git[@]}" add -A
      "${git[@]}" diff --cached --no-color -U2; } >"$out/recipes_rewritten/$recipe.patch"
  done
  cp "$out/recipes_rewritten/"*.patch "$shelf/"
  cd "$folder"
  rm -rf "$out/recipe" "$out/recipe.patch" "$out/recipes_rewritten"
}
if [ "${1:-}" = --rewrite ]; then
  rewrite
  exit 0
fi

# try RECIPE...: applied to one copy, built, their tests and commands run.
try() (
  copy_tree "$out/recipe"
  local recipe tests command
  patches "$@" | GIT_CEILING_DIRECTORIES=$out git apply - || exit 1
  tests=$(for recipe in "$@"; do said "$recipe" tests; done | paste -sd '|')
  configure_copy "$tests"
  build_copy overbuild ${tests:+overbuild_tests} || { tail -n 40 build.log >&2; exit 1; }
  [ -z "$tests" ] || test_copy "$tests" || { cat test.log >&2; exit 1; }
  while IFS= read -r command; do
    # shellcheck disable=SC2086
    build/release/overbuild $command >run.log 2>&1 || { cat run.log >&2; exit 1; }
  done < <(for recipe in "$@"; do said "$recipe" runs; done)
  echo "$*: built, tests pass"
)
out=$(dirname "$(realpath "${OVERBUILD:-build/release/overbuild}")")
if [ "${1:-}" = --together ]; then
  try "${recipes[@]}"
  rm -rf "$out/recipe"
  exit 0
fi

found=$(
  for recipe in "${recipes[@]}"; do
    patches "$recipe" | git apply --check - 2>&1 | sed "s/^/$recipe: /" || true
  done
)
report "These recipes no longer apply" "$found"

page=$(sed -n '/^<!-- places/,/^<!-- end of places/p' docs/architecture.md | grep '^|' || true)
found=$(diff <(printf '%s\n' "$page") <(table) || true)
report "The table of docs/architecture.md is not that of tests/lint/recipes.sh --table" "$found"

[ -n "${OVERBUILD_FULL:-}" ] || exit 0
for recipe in "${recipes[@]}"; do
  [[ "$recipe" =~ ${1:-.} ]] || continue
  try "$recipe" || { echo "recipe $recipe fails" >&2; exit 1; }
  rm -rf "$out/recipe"
done

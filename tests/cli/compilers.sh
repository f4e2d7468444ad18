#!/usr/bin/env bash
# Every preset gives one digest for any number of threads and for both compilers. Prints the table of
# digests. Part of test.sh --full, which builds with clang before; by hand:
#   OTHER=build/clang14/overbuild bash tests/cli/compilers.sh
# Large worlds are run with fewer enterprises, the same for everybody.
[ -n "${OVERBUILD_FULL:-}${OTHER:-}" ] || exit 77
OTHER=${OTHER:+$(realpath "$OTHER")}
source "$(dirname "$0")/common/cli.sh"
OTHER=${OTHER:-$ROOT/build/clang14/overbuild}
[ -x "$OTHER" ] || fail "there is no program of another compiler at $OTHER: cmake --build build/clang14"

compiler() { "$1" --version | sed -n 's/^compiler *//p'; }
[ "$(compiler "$OVERBUILD")" != "$(compiler "$OTHER")" ] || fail "both programs are by one compiler"

# digest PROGRAM PRESET THREADS: of the run's result.
digest() {
  OVERBUILD=$1 expect 0 run "$2" --threads "$3" --set population.enterprises=400 -o run --force
  sed -n 's/.*"result_digest": "\([0-9a-f]*\)".*/\1/p' run/manifest.json
}

printf '| preset | %s on 1, 2, 3, 8 threads | %s on 1, 3 threads |\n|---|---|---|\n' \
  "$(compiler "$OVERBUILD")" "$(compiler "$OTHER")"
status=0
for preset in "$ROOT"/configs/*.yaml; do
  own=$(for threads in 1 2 3 8; do digest "$OVERBUILD" "$preset" "$threads"; done | uniq)
  other=$(for threads in 1 3; do digest "$OTHER" "$preset" "$threads"; done | uniq)
  printf '| %s | %s | %s |\n' "$(basename "$preset" .yaml)" "${own//$'\n'/ }" "${other//$'\n'/ }"
  [ -n "$own" ] && [ "$own" = "$other" ] && [ "$(wc -l <<<"$own")" -eq 1 ] || status=1
done
[ "$status" -eq 0 ] || echo "FAILED: these digests are not all equal" >&2
exit "$status"

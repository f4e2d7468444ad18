#!/usr/bin/env bash
# Builds everything and runs every test. With --full also: clang 14, ASan and UBSan, TSan, 10,000
# random configurations, clang-tidy over every source, the recipes of docs/extending.md built, what a
# newcomer forgets left out one by one, and ten minutes of fuzzing of each reader
# (OVERBUILD_FUZZ_SECONDS). With --no-browser: installs no browser and nothing that pages take; the
# tests of pages are skipped where these are not there.
set -euo pipefail
# shellcheck source=tools/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

full=""
browser=yes
for argument in "$@"; do
  case $argument in
    --full) full=yes ;;
    --no-browser) browser="" ;;
    *) fail "usage: bash tools/test.sh [--full] [--no-browser]" ;;
  esac
done

run_tests() {  # PRESET [CTEST OPTION]...
  local preset=$1
  shift
  say "Testing build/$preset"
  ctest --preset "$preset" --no-label-summary -j "$(nproc)" "$@"
}

need_packages build test ${full:+full}
want_packages lint
if [ -n "$browser" ]; then
  want_packages page
  want_packages browser
  want_packages firefox
  want_packages wasm
fi
want_packages python
if [ -n "$full" ]; then
  configure clang14
  build clang14
  run_tests clang14 -LE lint

  configure asan
  build asan
  run_tests asan -LE lint

  bash tools/tsan_tbb.sh
  configure tsan
  build tsan
  run_tests tsan -L unit

  configure fuzz
  build fuzz
  seconds=${OVERBUILD_FUZZ_SECONDS:-600}
  for source in tests/fuzz/*.cpp; do
    [ -e "$source" ] || continue
    fuzzer=build/fuzz/overbuild_$(basename "$source" .cpp)
    say "Fuzzing with $fuzzer for $seconds seconds"
    mkdir -p "$fuzzer.corpus"
    "$fuzzer" -max_total_time="$seconds" -max_len=16384 -verbosity=0 -print_final_stats=1 \
      -artifact_prefix=build/fuzz/ "$fuzzer.corpus" configs configs/evidence tests/data/report
  done
  export OVERBUILD_FULL=yes OVERBUILD_RANDOM_CONFIGS=10000 OVERBUILD_TIDY=all
fi
configure release -DOVERBUILD_TESTS=ON -DOVERBUILD_PLAYGROUND=ON
build release
if [ -n "$full" ] && command -v em++ >/dev/null; then
  say "Building the engine for browsers without vector instructions"
  SIMD=OFF bash api/wasm/build.sh build/release/wasm-plain "$(sed -n 's/^project(overbuild VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)"
  export OVERBUILD_PLAIN_ENGINE=build/release/wasm-plain
fi
run_tests release ${full:+--timeout 7200}

#!/usr/bin/env bash
# build.sh FOLDER VERSION [0]: builds the engine for browsers into FOLDER/engine.wasm and engine.js, with
# Debian's emscripten. Without it, or with 0, both are empty, and the program then says how to get it.
# SIMD=OFF leaves out vector instructions.
set -euo pipefail
wasm=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$1"
cd "$1"

leave_empty() {
  for file in engine.wasm engine.js; do
    [ -f $file ] && [ ! -s $file ] || : >$file
  done
  exit 0
}

[ "${3:-1}" = 1 ] || leave_empty
if ! command -v em++ >/dev/null; then
  echo "No emscripten: this build will have no playground (on Debian: apt-get install emscripten)" >&2
  leave_empty
fi
# em++'s own scripts look for their modules where Debian puts them, which other nodes do not know.
export NODE_PATH=${NODE_PATH:-/usr/share/nodejs}
toolchain=$(em-config EMSCRIPTEN_ROOT 2>/dev/null || echo /usr/share/emscripten)
toolchain=$toolchain/cmake/Modules/Platform/Emscripten.cmake
say_failure() {
  tail -n 30 wasm.log >&2
  echo "The engine for browsers could not be built: see $1/wasm.log" >&2
  exit 1
}
{
  [ -f work/build.ninja ] ||
    cmake -S "$wasm" -B work -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_TOOLCHAIN_FILE="$toolchain" \
      -DOVERBUILD_VERSION="$2" -DOVERBUILD_SIMD="${SIMD:-ON}"
  cmake --build work --target engine
} >wasm.log 2>&1 || say_failure "$1"
for file in engine.wasm engine.js; do
  cmp -s work/$file $file || cp work/$file $file
done

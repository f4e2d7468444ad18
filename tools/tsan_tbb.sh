#!/usr/bin/env bash
# Builds Debian's oneTBB source with ThreadSanitizer into build/tsan-tbb/install. The packaged
# library is not instrumented, so ThreadSanitizer cannot see how it synchronises threads and reports
# races that are none. Needs no root: package lists and sources are kept under build/tsan-tbb.
set -euo pipefail
# shellcheck source=tools/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

root=$PWD/build/tsan-tbb
[ -d "$root/install/lib" ] && exit 0
say "Building oneTBB with ThreadSanitizer in build/tsan-tbb"
rm -rf "$root"
mkdir -p "$root/lists/partial" "$root/cache/archives/partial" "$root/sources.d"

# The machine's own package sources, asked for source packages.
for file in /etc/apt/sources.list.d/*.sources; do
  [ -f "$file" ] && sed 's/^Types:.*/Types: deb-src/' "$file" >"$root/sources.d/${file##*/}"
done
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
  [ -f "$file" ] && sed -n 's/^deb /deb-src /p' "$file" >"$root/sources.d/${file##*/}.list"
done
apt=(apt-get -qq -o "Dir::State::lists=$root/lists" -o "Dir::Cache=$root/cache"
     -o Dir::Etc::sourcelist=none -o "Dir::Etc::sourceparts=$root/sources.d"
     -o "APT::Sandbox::User=$(id -un)")
(
  cd "$root"
  "${apt[@]}" update
  "${apt[@]}" source --download-only onetbb
  tar xf onetbb_*.orig.tar.*
  cmake -S oneTBB-* -B build -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DTBB_SANITIZE=thread \
    -DTBB_TEST=OFF -DTBB_STRICT=OFF -DTBBMALLOC_BUILD=OFF -DCMAKE_INSTALL_PREFIX=install \
    -DCMAKE_INSTALL_LIBDIR=lib
  cmake --build build --target install
) >"$root/build.log" 2>&1 || { tail -n 20 "$root/build.log" >&2; fail "oneTBB did not build"; }

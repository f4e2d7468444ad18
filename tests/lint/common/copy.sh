# Sourced by the checks that change the sources and build what comes of it: they work on a copy, in the
# build folder, so that nobody's tree is touched. Objects come from ccache where it is installed.

# copy_tree FOLDER: the project's files in a new folder, and that becomes the current one.
copy_tree() {
  rm -rf "$1"
  mkdir -p "$1"
  files . | tar -cf - -T - | tar -xf - -C "$1"
  cd "$1"
  export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
}

# configure_copy [PATTERN]: with the unit tests of such names, without what needs npm or emscripten.
configure_copy() {
  cmake --preset release -DOVERBUILD_TESTS=ON "-DOVERBUILD_TESTS_OF=${1:-}" -DOVERBUILD_REPORT=OFF \
    >configure.log 2>&1 ||
    { cat configure.log >&2; exit 1; }
}

# build_copy TARGET...: what it said is in build.log.
build_copy() { cmake --build build/release --target "$@" >build.log 2>&1; }

# test_copy PATTERN: whether these tests pass; what they said is in test.log.
test_copy() {
  ctest --test-dir build/release --output-on-failure --no-tests=error -R "$1" >test.log 2>&1
}

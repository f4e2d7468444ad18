# Sourced by the tests of the Python package: $PYTHON has NumPy, and the package of this source tree
# finds the library of this build. Skips where one of the two is missing.
set -euo pipefail
ROOT=$PWD
OVERBUILD=$(realpath "${OVERBUILD:-build/release/overbuild}")
export OVERBUILD ROOT OVERBUILD_LIBRARY=${OVERBUILD%/*}/liboverbuild.so
skip() { echo "skipped: $*"; exit 77; }
fail() { echo "FAILED: $*" >&2; exit 1; }

PYTHON=
for candidate in ${OVERBUILD_PYTHON:-} python3 /usr/bin/python3; do
  if "$candidate" -c 'import numpy' 2>/dev/null; then PYTHON=$candidate; break; fi
done
[ -n "$PYTHON" ] || skip "no python3 with NumPy (Debian package python3-numpy)"
[ -e "$OVERBUILD_LIBRARY" ] || fail "no liboverbuild.so beside $OVERBUILD"
# Python would have to be started with the sanitizers' own libraries.
if nm -D "$OVERBUILD_LIBRARY" | grep -qE ' U __(asan|tsan|ubsan)_'; then
  skip "this build has sanitizers in it"
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PYTHON PYTHONPATH=$ROOT/python PYTHONDONTWRITEBYTECODE=1 MPLBACKEND=Agg MPLCONFIGDIR=$work/mpl

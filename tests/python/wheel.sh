#!/usr/bin/env bash
# The wheel builds without a network, installs into a fresh environment, and works outside the source
# tree with the library and the configurations it brought.
source "$(dirname "$0")/common/python.sh"
"$PYTHON" -c 'import setuptools, wheel, pip, venv, ensurepip' 2>/dev/null ||
  skip "no tools for wheels (Debian packages python3-setuptools python3-wheel python3-pip python3-venv)"
unset PYTHONPATH
export PIP_NO_INDEX=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1

# Building leaves files beside what it builds: it gets a copy.
mkdir "$work/source"
cp -r "$ROOT/python" "$ROOT/configs" "$ROOT/CMakeLists.txt" "$ROOT/LICENSE" "$work/source"
cd "$work"
"$PYTHON" -m pip -q wheel --no-build-isolation --no-deps -w . ./source/python
wheels=(overbuild-*-py3-none-linux_*.whl)
[ -e "${wheels[0]}" ] || fail "no wheel for Linux: $(ls)"

"$PYTHON" -m venv --system-site-packages env
env/bin/pip -q install "${wheels[0]}"
expected=$("$OVERBUILD" run toy --years 3 -o run --force | sed -n 's/^digest *//p')
unset OVERBUILD_LIBRARY
mkdir elsewhere
cd elsewhere
env -u ROOT ../env/bin/python - "$expected" <<'CODE'
import sys
from pathlib import Path

import overbuild

here = Path(overbuild.__file__).parent
assert "site-packages" in str(here), here
assert overbuild.run("toy", years=3).digest == sys.argv[1]
# The configurations, and what the library links to, are those that the wheel brought.
problem = None
try:
    overbuild.run("toy", overlay="switches/freeze-builder", years=0)
except overbuild.ConfigurationError as error:
    problem = error
assert problem is not None
loaded = {Path(line.split()[-1]) for line in open("/proc/self/maps") if ".so" in line}
for name in ("liboverbuild.so", "libtbb.so", "libfmt.so", "libyaml-cpp.so"):
    places = {str(file.parent) for file in loaded if file.name.startswith(name)}
    assert places == {str(here)}, (name, places)
from overbuild._native import Opened, ask

files = [c["file"] for c in ask("ov_configurations")["configurations"] if c["name"] == "toy"]
assert files == [str(here / "configs" / "toy.yaml")], files
assert (here / "py.typed").exists()
assert len(list((here / "licences").iterdir())) >= 2
CODE
echo "$(stat -c '%n %s bytes' ../"${wheels[0]}")"

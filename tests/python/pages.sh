#!/usr/bin/env bash
# The page about Python and the notebooks run as written; where Debian's jupyter-nbconvert and a
# kernel are installed, the notebooks once more as notebooks.
source "$(dirname "$0")/common/python.sh"
for library in pandas matplotlib; do
  "$PYTHON" -c "import $library" 2>/dev/null || skip "no $library (Debian package python3-$library)"
done
"$PYTHON" -W error::ResourceWarning -m unittest -q "$ROOT/tests/python/test_pages.py"

"$PYTHON" -c 'import nbconvert, ipykernel' 2>/dev/null || exit 0
export JUPYTER_PLATFORM_DIRS=1 IPYTHONDIR=$work/ipython JUPYTER_DATA_DIR=$work/jupyter
for notebook in "$ROOT"/docs/notebooks/*.ipynb; do
  "$PYTHON" -m nbconvert --to html --execute --log-level ERROR --output-dir "$work" "$notebook"
  grep -q 'image/png' "$work/$(basename "$notebook" .ipynb).html" ||
    fail "$(basename "$notebook") has no picture"
done

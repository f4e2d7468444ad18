#!/usr/bin/env bash
# Results of the Python package against those of the command: digests, tables, files, errors, pictures.
source "$(dirname "$0")/common/python.sh"
exec "$PYTHON" -W error::ResourceWarning -m unittest -q "$ROOT/tests/python/test_results.py"

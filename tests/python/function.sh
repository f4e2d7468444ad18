#!/usr/bin/env bash
# The model as a function, under a sampler and an analyser that know nothing of it.
source "$(dirname "$0")/common/python.sh"
exec "$PYTHON" -W error::ResourceWarning -m unittest -q "$ROOT/tests/python/test_function.py"

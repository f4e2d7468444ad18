#!/usr/bin/env bash
# Lifetimes, forks, Ctrl-C and Python threads.
source "$(dirname "$0")/common/python.sh"
exec "$PYTHON" -W error::ResourceWarning -m unittest -q "$ROOT/tests/python/test_threads.py"

#!/usr/bin/env bash
# Sources are formatted as .clang-format says, by version 14: other versions break lines elsewhere.
set -euo pipefail
source tests/lint/common/files.sh

command -v clang-format-14 >/dev/null || exit 77
found=$(files . | grep -E '\.(cpp|hpp|h)$' | tr '\n' '\0' |
        xargs -0 clang-format-14 --dry-run 2>&1 | sed -nE 's/^([^:]*):[0-9]+:.*clang-format-violations.*/\1/p' |
        sort -u)
report "These files are not formatted (clang-format-14 -i FILE)" "$found"

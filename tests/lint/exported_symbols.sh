#!/usr/bin/env bash
# The shared library exports the functions of api/overbuild.h and nothing else, whatever the libraries
# inside define.
set -euo pipefail
source tests/lint/common/files.sh

command -v nm >/dev/null || exit 77
library=$(dirname "${OVERBUILD:-build/release/overbuild}")/liboverbuild.so
[ -e "$library" ] || { echo "skipped: no $library (target overbuild_shared)"; exit 77; }
declared=$(tr '\n' ' ' <api/overbuild.h | grep -oE 'OVERBUILD_API [a-z_0-9 *]*\bov_[a-z_]+\(' |
           grep -oE 'ov_[a-z_]+\($' | tr -d '(' | sort)
exported=$(nm -D --defined-only "$library" | awk '{ print $3 }' | sort)
[ "$(wc -l <<<"$declared")" -gt 15 ] || report "The check reads too few functions" "$declared"
report "Declared and exported differ" "$(diff <(echo "$declared") <(echo "$exported") || true)"

#!/usr/bin/env bash
# Numbers from outside are read by core/number_text alone: other functions stop at the first odd letter
# and take the rest for granted.
set -euo pipefail
source tests/lint/common/files.sh

pattern='\b(strto(ul|ull|l|ll|d|f|ld|imax|umax)|ato(i|l|ll|f)|sto(i|l|ll|ul|ull|f|d|ld)|[vsf]*scanf|from_chars)[[:space:]]*\('
pattern+='|\b(c?in|stream|file|text|line)[[:space:]]*>>[[:space:]]*[a-z_]+;'
found=$(files core market agents sim tools tests | grep -E '\.(hpp|cpp|h)$' |
        grep -vE '^core/number_text\.cpp$' | xargs -r grep -HnE "$pattern" || true)
report "These lines read numbers that may be none; use core/number_text.hpp" "$found"

#!/usr/bin/env bash
# Library code never prints and never exits; no build turns on fast-math or machine-specific code.
set -euo pipefail
source tests/lint/common/files.sh

pattern='std::(cout|cerr|clog)\b|\b(printf|puts|putchar)\(|\b(fmt::)?print\("|\bstd(out|err)\b'
pattern+='|\b(exit|_Exit|quick_exit|abort)\('
found=$(files core market agents sim | grep -E '\.(hpp|cpp)$' | xargs -r grep -HnE "$pattern" |
        grep -vE '^[^:]*:[0-9]+: *//' || true)
report "Library code prints or exits" "$found"

found=$(files . | grep -E '(^|/)CMake[^/]*$|\.cmake$' |
        xargs -r grep -HnE -- '^[^#]*-(ffast-math|Ofast|march=native|funsafe-math)' || true)
report "These flags change results between machines" "$found"

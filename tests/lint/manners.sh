#!/usr/bin/env bash
# Library code never prints and never exits, and takes no exponentials, logarithms or sines of the C
# library, whose last bits differ between machines (core/math.hpp has them); no build turns on fast-math or machine-specific code.
set -euo pipefail
source tests/lint/common/files.sh

pattern='std::(cout|cerr|clog)\b|\b(printf|puts|putchar)\(|\b(fmt::)?print\("|\bstd(out|err)\b'
pattern+='|\b(exit|_Exit|quick_exit|abort)\('
found=$(files core market agents sim | grep -E '\.(hpp|cpp)$' | xargs -r grep -HnE "$pattern" |
        grep -vE '^[^:]*:[0-9]+: *//' || true)
report "Library code prints or exits" "$found"

# Formatting of a number and a textbook function that tests the tables of sensitivity decide nothing.
elsewhere='^(core/math\.[hc]pp|sim/results/table\.cpp|sim/experiments/sensitivity\.cpp)$'
pattern='\bstd::(exp|exp2|expm1|log|log2|log10|log1p|pow|sin|cos|tan|sinh|cosh|tanh|asin|acos|atan|atan2'
pattern+='|erf|erfc|tgamma|lgamma|cbrt|hypot)[fl]?\('
found=$(files core market agents sim | grep -E '\.(hpp|cpp)$' | grep -vE "$elsewhere" |
        xargs -r grep -HnE "$pattern" | grep -vE '^[^:]*:[0-9]+: *//' || true)
report "Bits of the C library differ between machines; core/math.hpp has exp_, log_, pow_" "$found"

found=$(files . | grep -E '(^|/)CMake[^/]*$|\.cmake$' |
        xargs -r grep -HnE -- '^[^#]*-(ffast-math|Ofast|march=native|funsafe-math)' || true)
report "These flags change results between machines" "$found"

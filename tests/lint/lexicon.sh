#!/usr/bin/env bash
# Outcomes are not inputs: no configuration key and no parameter declaration names one. Evidence
# files and metrics are exempt, they say what was observed and what came out.
set -euo pipefail
source tests/lint/common/files.sh

years='(parity|leap|crash|bust|crossover|migration)_years?'
rates='(default|bankruptcy|insolvency|failure)_(rate|prob)|recovery_rate|default_probability_override'
outcomes="migrat[a-z_]*rate|$years|$rates|fire_sale_discount|margin_share"

keys=$(files configs | grep -E '\.ya?ml$' | grep -v '^configs/evidence/' |
       xargs -r grep -HnE "^[^#]*\b($outcomes)[a-z_]*[\"']? *:" || true)
report "These configuration keys name an outcome" "$keys"

declared=$(files sim | grep -E '^sim/parameters' | xargs -r grep -HnE "\b($outcomes)" || true)
report "These parameter declarations name an outcome" "$declared"

# The same for every key the program accepts, wherever it was declared.
[ -x "${OVERBUILD:-}" ] || exit 0
accepted=$("$OVERBUILD" schema | grep -oE "\"[a-z_]*\b($outcomes)[a-z_]*\" *:" || true)
report "The configuration accepts keys that name an outcome" "$accepted"

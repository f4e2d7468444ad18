#!/usr/bin/env bash
# One estate may own part of another that is liquidated in the same year: what the first has left is read
# before the second pays its owners, or identity I11 breaks and the run stops. The world is one of an
# ensemble in which that happened.
source "$(dirname "$0")/common/cli.sh"

expect 0 run "$ROOT/configs/ai-2026.yaml" --overlay hypotheses/HF1-routine-parity \
  --overlay hypotheses/HF2-depreciation-outruns-debt \
  --overlay hypotheses/HF3-bottom-up-migration --overlay hypotheses/HF4-no-leap-diminishing \
  --overlay hypotheses/HS1-frontier-scarcity --overlay hypotheses/HS2-app-noncapture \
  --overlay hypotheses/HS3-market-outruns-price --overlay hypotheses/HS4-leap-before-parity \
  --overlay hypotheses/LB-leap-belief --set population.enterprises=1000 \
  --set technology.diffusion=0 --set technology.distillation=0 --set technology.absorption=0 \
  --set open_lab_market.release_lag=1 --set app_market.back_ends=1 \
  --set app_market.backend_switching=1 --set demand.adoption_base=0.12 \
  --set demand.adoption_peers=1.52 --set demand.discovery_base=0.12 \
  --set demand.discovery_peers=1.0 --set demand.discovery_apps=0.08 \
  --set technology.leap.variant=race --set technology.leap.clock_limit=0.05 --replicate 153 -o estates
says out 'identities checked, all exact'
# In some year one firm is liquidated while another, which it may own part of, goes on.
years_of() { sed -n "s/^\([0-9]*\),P9,$1,.*/\1/p" estates/events.csv | sort -u; }
[ -n "$(comm -12 <(years_of liquidation) <(years_of reorganisation))" ] ||
  fail "in no year one firm is liquidated and another goes on"

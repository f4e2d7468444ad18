#!/usr/bin/env bash
# The tables of a run: flows sum to zero both ways in whole cents, financial balances by instrument,
# kinds and modes have their names, and the manifest counts the identities.
source "$(dirname "$0")/common/cli.sh"

expect 0 run "$TOY" -o run
complete run
grep -qE '"identities_checked": [1-9]' run/manifest.json || fail "no identities were checked"
says out '[1-9][0-9]* identities checked, all exact'

# sums_to_zero FILE KEYS: amounts in the last column, added up as integers of a cent.
sums_to_zero() {
  awk -F, -v keys="$2" 'NR > 1 {
    split(keys, k, " "); key = ""; for (i in k) key = key "/" $k[i]
    amount = $NF; sub(/\./, "", amount)
    sum[key] += amount; big[key] += amount < 0 ? -amount : amount
  }
  END {
    for (key in sum) {
      if (big[key] >= 9007199254740992) { print key " is too large to be added exactly"; exit 1 }
      if (sum[key] != 0) { print key " sums to " sum[key] " cents"; exit 1 }
      count++
    }
    exit count == 0
  }' "$1" || fail "$1 by columns $2 does not sum to zero"
}
sums_to_zero run/flows.csv "1 2"
sums_to_zero run/flows.csv "1 3"
grep -vE ',(equipment|shells|inventory),' run/balances.csv >financial.csv
sums_to_zero financial.csv "1 2"

kinds='default|reorganisation|liquidation|asset_sale|unsold_lot|funding_round|down_round'
kinds+='|rollover_refused|covenant_breach|vendor_loan|vendor_stake|vendor_backstop|compute_contract|commitment_cap|contract_cut|renegotiation|cancellation|early_delivery|site|scrap|entry|exit|leap|open_release'
! tail -n +2 run/events.csv | grep -vE "^[0-9]+,P[0-9]+b?,($kinds)," || fail "an unknown event"
modes='none|api|hosted_open|self_hosted|app'
! tail -n +2 run/workloads.csv | grep -vE ",($modes),[0-9]+,($modes)$" || fail "an unknown mode"
! grep -nE '(^|,)(nan|-nan|inf|-inf)(,|$)' run/*.csv || fail "a value that is not a number"

# Every metric that scripts rely on has rows, but those undefined without failures.
for metric in capex ai_capex equipment_capex debt_service payoff_npv cohort_irr commitments power_gw \
  energy_twh vendor_revenue vendor_profit vendor_gross_margin end_user_spend lab_revenue \
  lab_profit app_revenue app_gross_margin builder_ai_revenue jobs_served jobs_rationed \
  jobs_latent share_jobs_api share_jobs_hosted_open share_jobs_self_hosted share_jobs_app \
  api_revenue price_fixed_capability price_frontier rental_price capacity utilisation \
  utilisation_potential frontier_capability open_capability gap_capability gap_months \
  leap_belief leaps debt credit_spread defaults defaulted_debt default_rate \
  margin_share_vendor margin_share_builder margin_share_lab margin_share_app buyer_surplus \
  external_cash_share hhi_builder adoption_share; do
  grep -q ",$metric," run/series.csv || fail "no row of $metric"
done

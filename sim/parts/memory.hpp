// What adds up over a year, and what is kept from year to year beside the roles and the books.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "agents/roster.hpp"
#include "core/digest.hpp"
#include "core/money.hpp"
#include "market/auction.hpp"
#include "market/sectors.hpp"
#include "sim/measure/state.hpp"
#include "sim/parts/access.hpp"

namespace overbuild {

/// Estate of a failed firm, for identity I11.
struct Estate {
  AccountId firm;
  Money cash, proceeds, received, costs, distributed, left;
};

/// What creditors of one rank were owed by estates, and what cash they got.
struct RankRecovery {
  Money claims, paid;
};

/// What firms that failed owed, and for how long.
struct DefaultedDebt {
  Money owed;
  double usd_years = 0;  ///< sum of debt x years since it was borrowed
};

/// Equipment that is shipped in the year of its order (P10b), and what P1 has left for it.
struct EarlyDeliveries {
  std::vector<std::int64_t> plant_left;  ///< [vendors] thousandths that could still be made
  std::vector<Money> inputs_left;        ///< [vendors] paid to foundries and not used
  std::vector<std::int64_t> units;       ///< [builders] thousandths that work from next year on
  std::vector<Money> paid;               ///< [builders] their price
};

/// Hours of compute that contracts came to be about this year, and that were taken out of them.
struct SignedHours {
  std::int64_t all = 0;    ///< signed, of all years
  std::int64_t ahead = 0;  ///< of them beyond what was in place and on order to serve them
  std::int64_t cut = 0;    ///< given back by agreement
};

/// Hours under contract that labs pay for, those of them that they do not use, and what was signed.
struct PaidHours {
  std::int64_t all = 0, idle = 0;
  SignedHours this_year{};
};

/// Shares that who sells to a firm, or owns it, bought of it this year, usd.
struct StakesBought {
  std::vector<double> by_vendors, by_builders;  ///< [vendors], [builders] of customers
  std::vector<double> by_owners;  ///< [builders] of labs and applications of their own
};

/// What adds up over the year. A new year starts from a new tally, so that nothing can be
/// forgotten.
struct YearTally {
  std::vector<Money> equipment_spend, shell_spend;  ///< [builders] booked
  std::vector<Money> vendor_sales, vendor_cost;     ///< [vendors] delivered
  std::vector<std::int64_t> vendor_opening_stock,
      vendor_scrapped;  ///< [vendors] thousandths, for I7
  StakesBought stakes;
  Money opening_debt;  ///< of builders, labs and applications
  Money debt_service;
  Money clearing_claims, clearing_paid;  ///< of firms that failed
  DefaultedDebt defaulted;
  std::vector<Estate> estates;
  std::array<RankRecovery, 4> recoveries{};  ///< [rank] cash of estates
  std::array<int, 3> failures_by_cause{};    ///< illiquid, insolvent, both
  int cascade_depth = 0, reorganisations = 0, defaults = 0;
  Money auction_proceeds, auction_cost, auction_book;
  int leaps = 0;
  EarlyDeliveries early;
  PaidHours contract_hours;

  /// An empty one for so many firms.
  static YearTally sized(std::size_t builders, std::size_t vendors);
  void add_to(Digest&) const;
};

/// Cash flows by cohort: row 0 is capital from before the run, row k the capital spending of the
/// k-th simulated year; cash is attributed by hours sold. Totals are kept apart (I16).
struct Cohorts {
  std::vector<std::vector<Money>> builder_cash, sector_cash;  ///< [cohort][simulated year]
  std::vector<std::vector<Money>> rent_cash;       ///< builders', own use valued at the posted rent
  std::vector<Money> invested;                     ///< [simulated year]
  std::vector<Money> builder_total, sector_total;  ///< [simulated year]
};

/// Used capital that changed hands, for later utilisation.
struct UsedSale {
  int year;
  std::size_t buyer;  ///< builder
  LotClass of;
  std::int64_t milli_units;
};

/// What is kept from year to year beside the roles and the books.
struct Memory {
  Cohorts cohorts;
  std::vector<double> tax_base;      ///< [named accounts] last year's taxable result
  std::vector<UsedSale> sold_used;   ///< whole run
  std::vector<double> app_multiple;  ///< value over sales at the opening or the entry
  Roster<AppConfig> app_configs;     ///< [apps] those of the configuration, then who could come in
  void add_to(Digest&) const;
};

void add_to(Digest&, const MeasureState&);

OVERBUILD_PART(YearTally, tally);
OVERBUILD_PART(Memory, memory);
OVERBUILD_PART(MeasureState, measured);

}  // namespace overbuild

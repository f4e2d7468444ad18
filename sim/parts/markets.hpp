// The markets of the year: what is on offer, what is asked for, compute and credit.
#pragma once

#include <cstdint>
#include <vector>

#include "agents/consumer.hpp"
#include "agents/enterprise/enterprise.hpp"
#include "core/digest.hpp"
#include "core/ids.hpp"
#include "market/auction.hpp"
#include "market/observables.hpp"
#include "market/rental.hpp"
#include "sim/parts/access.hpp"

namespace overbuild {

/// A model behind an application: a lab's tier, an open model (tier is its size) hosted by others
/// or on hours that the application rents.
enum class BackEndKind : std::uint8_t { lab, hosted, own };
struct BackEndSource {
  BackEndKind kind;
  std::size_t lab, tier;
};

/// What sellers of AI offer this year.
struct Catalogue {
  std::vector<ServiceOption> options;
  SelfHostTerms self_hosting;
  std::vector<BackEndSource> back_ends;
  double hosted_price = 0;
  void add_to(Digest&) const;
};

/// What customers ask for this year.
struct Demand {
  ConsumerDemand consumers;
  std::vector<std::int64_t> app_jobs;  ///< [apps] asked for
  std::vector<Move> moves;             ///< changes of mode
  void add_to(Digest&) const;
};

/// Energy used and paid by one builder in the year, for identity I9 (kWh).
struct EnergyUse {
  std::int64_t used = 0, contracted_used = 0, spot = 0, contracted = 0, floor = 0, paid_for = 0;
};

/// What counts of hours are called where they outgrow their type.
inline constexpr const char* hours_text = "the number of compute hours";

/// The compute market of the year.
struct ComputeMarket {
  double rental_price = 0;  ///< usd per H100e-hour, list: what contracts and plans reckon with
  double spot_price = 0;    ///< usd per H100e-hour not under contract; last year's until P6
  std::int64_t capacity = 0, installed = 0, core = 0, spot_offered = 0, spot_wanted = 0,
               spot_sold = 0, hosted_wanted = 0, hosted_sold = 0, ordered = 0;
  std::int64_t pools_wanted = 0, pools_sold = 0;  ///< of hosted hours, rented for own pools
  std::int64_t refused = 0;                       ///< hours wanted at the spot rent and not there
  Fill hosted_fill{};
  std::vector<Fill> lab_fill;                                               ///< [labs]
  std::vector<std::int64_t> contract_hours_used, contract_hours_available;  ///< [open contracts]
  std::vector<EnergyUse> energy;                                            ///< [builders]
  void add_to(Digest&) const;
};

/// What one firm asked for in P8 and what it got, for finance.csv and `overbuild why`. usd.
struct FundingRecord {
  AccountId firm;
  double cash = 0, dues = 0, principal_due = 0, need = 0;
  double default_probability = 0, spread = 0, interest_cover = 0, loan_to_value = 0;
  double loss_if_failed = 0;    ///< of a senior claim
  double expected_failure = 0;  ///< within five years, as it was when it had borrowed
  double offered = 0, borrowed = 0, from_parent = 0, from_vendor = 0, equity = 0;
  double equity_value = 0;  ///< before the money, as investors saw it; 0 when nobody was asked
  double missing = 0;       ///< dues for which there was still no cash
};

/// How steady a firm's earnings were: moving averages of yearly earnings and of their surprises.
struct EarningsRecord {
  double mean = 0, surprise = 0;
  bool known = false;
};

/// The business plan on which a builder that enters asks for its first money.
struct Founding {
  double need = 0;      ///< usd this year, for its first sites and what they will hold
  double earnings = 0;  ///< usd a year that it will earn if rents stay what they are
  int until = 0;        ///< last year in which its plan does not yet pay for itself
  double reserve = 0;   ///< usd beside that, for interest and losses until then
  double units = 0;     ///< H100e that it means to have
  int earns_from = 0;   ///< first year for which it counts on earnings; 0 without a plan
};

/// What lenders expect of the market, on the public record alone, and what they remember.
struct LenderViews {
  std::vector<double> rents;  ///< usd per H100e-hour in the coming years
  double more_hours = 1;      ///< hours that capacity in place sells from next year on, over now
  std::vector<double> default_rates;  ///< of the last ten years, the latest at the end
  double trust = 1;                   ///< part of planned earnings that they count on
};

/// The credit market of the year, and what lenders remember of borrowers.
struct CreditMarket {
  double lent = 0, spread_sum = 0;     ///< usd; spread x usd
  std::vector<double> borrowing_room;  ///< [accounts] what lenders would add next year
  std::vector<double> spread;          ///< [accounts] what more debt would cost over the base rate
  std::vector<double> room_left;       ///< [accounts] offered this year and not drawn
  std::vector<double> appetite_left;   ///< [lenders] usd
  std::vector<double> equity_left;     ///< [investors] usd
  std::vector<std::uint8_t> breached, refused;  ///< [accounts] covenant; rollover
  std::vector<FundingRecord> records;
  std::vector<EarningsRecord> earnings;  ///< [accounts]
  std::vector<Founding> founding;        ///< [builders]
  LenderViews views;
  double facilities_drawn = 0;  ///< usd lent this year on what vendors had promised
  /// [accounts] default probability a year without what contracts will bring, or 1 where there is
  /// none; of all where lenders look at contracts signed ahead, else empty.
  std::vector<double> rating;
  void add_to(Digest&) const;
};

/// What everybody knows: last year's public record, made in P10 and at the opening.
struct PublicRecord : Observables {
  void add_to(Digest&) const;
};

/// What science has reached, by the labs' runs and by leaps.
struct Progress {
  double knee_growth = 1.0;
  double training = 0;  ///< FLOP trained so far, with that before the opening
  std::vector<double> leap_hazard_sum, leap_clock;  ///< [labs]
  std::vector<std::uint32_t> leap_count;
  std::vector<double> frontier_path;  ///< best capability by year, for gap_months
  void add_to(Digest&) const;
};

OVERBUILD_PART(Catalogue, catalogue);
OVERBUILD_PART(Demand, demand);
OVERBUILD_PART(ComputeMarket, compute);
OVERBUILD_PART(CreditMarket, credit);
OVERBUILD_PART(PublicRecord, public_record);
OVERBUILD_PART(Progress, progress);

}  // namespace overbuild

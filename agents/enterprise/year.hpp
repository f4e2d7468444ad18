// Why: the opening and every later year ask the same question of every workload: which offer, how
// many jobs, within which budget.
// Owns: one year's view of the offers, and what the two passes over a chunk of enterprises share:
// review of open workloads, and requests of all. Refuses to know: what was served and paid
// (agents/enterprise/enterprise.cpp), how the opening is fitted.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "agents/enterprise/own_equipment.hpp"
#include "agents/enterprise/population.hpp"
#include "agents/enterprise/procurement.hpp"

namespace overbuild {

/// Finds an offer by its identity.
class OfferIndex {
 public:
  explicit OfferIndex(std::span<const ServiceOption>);
  /// Index of the offer, or no_option.
  [[nodiscard]] std::uint32_t find(Mode mode, std::uint32_t seller, std::uint32_t tier) const {
    const std::vector<std::uint8_t>& table = tables_[static_cast<std::size_t>(mode)];
    const std::size_t place = (static_cast<std::size_t>(seller) << 4) | tier;
    return place < table.size() ? table[place] : no_option;
  }

 private:
  std::array<std::vector<std::uint8_t>, mode_count> tables_;
};

/// Everything about a year that is the same for all enterprises.
struct YearView {
  YearView(const EnterprisePopulation::State&, int of_year, std::span<const ServiceOption>,
           const SelfHostTerms&);

  int year;
  std::uint8_t year_byte;
  std::span<const ServiceOption> options;
  double wage;       ///< value of work over that of the opening year
  double job_value;  ///< of a job beyond that
  double ln_job_value;
  SelfHostTerms self_hosting;  ///< at opening wages, as everything that decisions compare
  OfferIndex offers;
  ChoiceTerms choice;
  SelfHostScreen screen;
  UnitCosts unit;
  double platform_usd;                  ///< a year, one firm
  std::vector<OptionPlan> plans;        ///< [classes]
  std::vector<OptionPlan> rented;       ///< [classes] the same of rented equipment, on a platform
  std::vector<double> potential_scale;  ///< [classes]
  bool frozen = false;
};

/// What one chunk contributes; integers, so the order of chunks does not matter.
struct ChunkRequests {
  Requests requests;
  std::array<std::int64_t, vintage_count> scrapped_milli{}, retired_book{};
  std::vector<Move> moves;
};

/// A row that is to get equipment of its own.
struct Purchase {
  std::uint32_t enterprise, row;
};

/// Working memory of one thread; rows are counted from the chunk's first workload.
struct YearScratch {
  ReviewBlock review, few;
  DecisionBlock decision;
  OwnEquipment own;
  std::vector<double> own_cost;       ///< [enterprises] over the estimate, as each reckons
  std::vector<std::uint32_t> opened;  ///< rows reviewed this year, ascending
  std::array<std::vector<std::uint32_t>, 32> open_rows;  ///< the same by class
  std::vector<Purchase> bought;                          ///< equipment that is still to be sized
  std::vector<std::uint32_t> decided_rows;
  std::vector<std::uint8_t> open;  ///< reviewed this year
  std::vector<std::uint8_t> best;
  std::vector<std::uint8_t> offer;  ///< that a row uses; no_option if none, or it is gone
  std::vector<std::uint8_t> self_model;
  std::vector<std::uint8_t> rented;  ///< best offer of rented equipment; no_option if none
  std::vector<float> best_utility, self_net, self_units;
  std::vector<float> rented_net;       ///< usd a year over the best other offer
  std::vector<std::uint8_t> contract;  ///< years of one signed this year, at most 255
  std::vector<double> jobs, surplus, benefit, elasticity, wanted;
  void resize(std::size_t rows);
};
YearScratch& year_scratch();

/// Peak of a workload's load over its mean, as equipment has to be sized for: peaks of a pool even
/// out.
inline double peak_of(const EnterprisePopulation::State& state, std::size_t enterprise,
                      std::size_t row) {
  const auto alone = static_cast<double>(state.workload.peak_to_mean[row]);
  if (!state.demand.pooled_hosting) return alone;
  return 1.0 + (alone - 1.0) / std::sqrt(static_cast<double>(state.pooled_workloads[enterprise]));
}

/// When the tastes of a workload were drawn.
inline std::uint32_t moment_of(const EnterprisePopulation::State& state, const YearView& view,
                               std::size_t row) {
  return taste_moment(state.demand.lasting_tastes ? state.workload.taste_epoch[row]
                                                  : static_cast<std::uint32_t>(view.year));
}

/// Copies an open workload into the next row of a review block.
void gather_review(const EnterprisePopulation::State&, const YearView&, std::size_t enterprise,
                   std::size_t row, double own_cost, ReviewBlock&);

/// Potential jobs of a workload in the year, one firm.
inline double potential_of(const EnterprisePopulation::State& state, const YearView& view,
                           std::size_t row) {
  return static_cast<double>(state.workload.potential_jobs[row]) *
         view.potential_scale[state.workload.workload_class[row]];
}

/// The numbers of a workload that an offer is judged by.
inline JobTerms job_terms(const EnterprisePopulation::State& state, const YearView& view,
                          std::size_t row) {
  const WorkloadColumns& w = state.workload;
  JobTerms terms{};
  terms.potential = potential_of(state, view, row);
  terms.ln_value = static_cast<double>(w.ln_value[row]) + view.ln_job_value;
  terms.sigma = static_cast<double>(state.class_sigma[w.workload_class[row]]);
  terms.difficulty = static_cast<double>(w.difficulty[row]);
  terms.failure = static_cast<double>(w.failure_usd[row]) * view.job_value;
  terms.verification = static_cast<double>(w.verification_usd[row]) * view.job_value;
  return terms;
}

/// Adds the terms of an offer, its price at opening wages.
inline void add_offer(JobTerms& terms, const EnterprisePopulation::State& state,
                      const YearView& view, std::size_t row, const ServiceOption& option) {
  terms.capability = option.capability + option.capability_bonus;
  terms.price = option.price_usd_per_job / view.wage;
  terms.outside_cost = option.external
                           ? state.demand.external_penalty *
                                 static_cast<double>(state.workload.sensitivity_usd[row]) *
                                 view.job_value
                           : 0.0;
}

/// Cost of own hosting over the estimate that an enterprise reckons with.
OVERBUILD_INLINED double reckoned_cost_of(const EnterprisePopulation::State& state, std::size_t k) {
  const EnterpriseColumns& e = state.enterprise;
  return reckoned_cost(state.demand, static_cast<double>(e.belief_mean[k]),
                       static_cast<double>(e.belief_variance[k]),
                       (e.flags[k] & flag_experienced) != 0);
}

/// The same for enterprises [begin, end).
void reckon_costs(const EnterprisePopulation::State&, std::size_t begin, std::size_t end,
                  std::vector<double>& costs);

/// Adds a chunk to the year's total.
void fold_requests(Requests& total, const Requests& chunk);

/// Original cost and straight-line charges of own equipment, whole cents.
struct EquipmentBook {
  std::int64_t cost;
  std::int64_t life;
  [[nodiscard]] std::int64_t charged(std::int64_t years) const;  ///< up to that age
  [[nodiscard]] std::int64_t remaining(std::int64_t years) const { return cost - charged(years); }
};
EquipmentBook equipment_book(const EnterprisePopulation::State&, std::size_t enterprise,
                             std::size_t row, std::int64_t life);

/// Units of a row, weighted.
std::int64_t weighted_milli(const EnterprisePopulation::State&, std::size_t enterprise,
                            std::size_t row);

}  // namespace overbuild

#include "agents/enterprise/own_equipment.hpp"

#include <algorithm>

#include "core/math.hpp"
#include "core/multiversion.hpp"
#include "market/rental.hpp"

namespace overbuild {

namespace {

/// Jobs that do not all fit get the price at which exactly those that fit are worth running.
/// `capacity` [rows] is how many jobs fit.
OVERBUILD_MULTIVERSION
void price_scarcity(DecisionBlock& block, const double* capacity, double discrimination) {
#pragma omp simd
  for (std::size_t i = 0; i < whole_vectors(block.rows); ++i) {
    const double fit = capacity[i] / block.potential[i];
    const double z = normal_quantile(fit > 1e-300 ? fit : 1e-300);
    const double success = logistic(discrimination * (block.capability[i] - block.difficulty[i]));
    const double rework = block.failure[i] * (1.0 - success) + block.verification[i];
    const double scarce = exp_(block.ln_value[i] - z * block.sigma[i]) * success - rework;
    block.price[i] = scarce > 0.0 ? scarce : 0.0;
  }
}

}  // namespace

void OwnEquipment::ration_scarce(const DemandParameters& demand) {
  std::size_t places[block_rows];
  scarce_.rows = 0;
  for (std::size_t i = 0; i < block_.rows; ++i) {
    if (!(wanted_[i] > capacity_[i])) continue;
    const std::size_t k = scarce_.rows++;
    places[k] = i;
    scarce_capacity_[k] = capacity_[i];
    scarce_.set(k, {block_.potential[i], block_.ln_value[i], block_.sigma[i], block_.difficulty[i],
                    block_.failure[i], block_.verification[i], block_.capability[i], 0.0, 0.0});
  }
  if (scarce_.rows == 0) return;
  price_scarcity(scarce_, scarce_capacity_, demand.discrimination);
  evaluate_decisions(scarce_, demand.discrimination);
  for (std::size_t k = 0; k < scarce_.rows; ++k) {
    block_.jobs[places[k]] = scarce_.jobs[k];
    block_.elasticity[places[k]] = scarce_.elasticity[k];
    block_.benefit[places[k]] = scarce_.benefit[k];
  }
}

void OwnEquipment::evaluate(std::size_t begin, std::size_t end, std::size_t models,
                            const DemandParameters& demand, const SelfHostTerms& terms) {
  const double load_hours = hours_a_year * hosting_load(demand);
  block_.rows = 0;
  for (std::size_t k = begin; k < end; ++k) {
    const Row& row = rows_[k];
    for (std::size_t m = 0; m < models; ++m) {
      const OpenModel model = terms.model(m);
      capacity_[block_.rows] = row.units * load_hours / (model.hours_per_job * row.peak_to_mean);
      JobTerms terms_of_model = row.workload;
      terms_of_model.capability = model.capability;
      terms_of_model.price = terms_of_model.outside_cost = 0.0;
      block_.set(block_.rows++, terms_of_model);
    }
  }
  evaluate_decisions(block_, demand.discrimination);
  std::copy_n(block_.jobs, block_.rows, wanted_);
  ration_scarce(demand);
}

SelfHostOutcome OwnEquipment::best(std::size_t k, std::size_t begin, std::size_t models) const {
  SelfHostOutcome best{};
  best.outcome.surplus = -1.0;
  for (std::size_t m = 0; m < models; ++m) {
    const std::size_t i = (k - begin) * models + m;
    // Whoever owns the equipment keeps what the shadow price would have charged.
    const double surplus = block_.benefit[i] * block_.jobs[i];
    if (surplus <= best.outcome.surplus) continue;
    best = {rows_[k].units,
            wanted_[i],
            {block_.jobs[i], surplus, block_.elasticity[i], block_.benefit[i]}};
  }
  return best;
}

}  // namespace overbuild

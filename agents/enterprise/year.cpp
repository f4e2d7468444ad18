#include "agents/enterprise/year.hpp"

#include <algorithm>
#include <memory>

#include "core/invariant.hpp"
#include "core/math.hpp"
#include "core/money.hpp"
#include "core/multiversion.hpp"

namespace overbuild {

using State = EnterprisePopulation::State;

// ------------------------------------------------------------------------------ year's view

OfferIndex::OfferIndex(std::span<const ServiceOption> options) {
  OVERBUILD_INVARIANT(options.size() < no_option, "too many offers");
  for (std::size_t k = 0; k < options.size(); ++k) {
    const ServiceOption& option = options[k];
    OVERBUILD_INVARIANT(option.seller < 4096 && option.tier < 16, "identity of an offer");
    const bool rented = option.mode == Mode::self_hosted && option.tier > 0;
    OVERBUILD_INVARIANT(option.mode != Mode::none && (option.mode != Mode::self_hosted || rented),
                        "mode of an offer");
    std::vector<std::uint8_t>& table = tables_[static_cast<std::size_t>(option.mode)];
    const std::size_t place = (static_cast<std::size_t>(option.seller) << 4) | option.tier;
    if (place >= table.size()) table.resize(place + 1, no_option);
    OVERBUILD_INVARIANT(table[place] == no_option, "two offers of one identity");
    table[place] = static_cast<std::uint8_t>(k);
  }
}

namespace {

/// Decisions compare everything in wages of the opening year, in which tasks keep their value.
SelfHostTerms at_opening_wages(SelfHostTerms terms, double wage) {
  terms.equipment_price_usd_per_unit /= wage;
  terms.site_usd_per_unit /= wage;
  terms.power_usd_per_unit_year /= wage;
  return terms;
}

}  // namespace

YearView::YearView(const State& state, int of_year, std::span<const ServiceOption> of_options,
                   const SelfHostTerms& terms)
    : year(of_year),
      year_byte(static_cast<std::uint8_t>(of_year - state.origin)),
      options(of_options),
      wage(pow_(1.0 + state.demand.wage_growth, static_cast<double>(of_year - state.opening_year))),
      job_value(job_value_growth(state.demand, of_year - state.opening_year)),
      ln_job_value(log_(job_value)),
      self_hosting(at_opening_wages(terms, wage)),
      offers(of_options),
      choice(choice_terms(state.demand, state.random)),
      screen(self_host_screen(state.demand, self_hosting)),
      unit(unit_costs(state.demand, self_hosting)),
      platform_usd(state.demand.platform_usd_per_year + state.demand.staff_usd_per_year) {
  OVERBUILD_INVARIANT(of_year > state.origin && of_year - state.origin < 256, "year out of range");
  const double growth = potential_growth(state.demand, of_year - state.opening_year);
  for (std::size_t c = 0; c < state.classes.size(); ++c) {
    plans.push_back(plan_options(of_options, c, state.demand, Mode::none, wage));
    rented.push_back(plan_options(of_options, c, state.demand, Mode::self_hosted, wage));
    potential_scale.push_back(state.class_scale[c] * growth);
  }
}

void YearScratch::resize(std::size_t rows) {
  open.assign(rows, 0);
  if (best.size() >= rows) return;
  best.resize(rows);
  self_model.resize(rows);
  rented.resize(rows);
  offer.resize(rows);
  contract.resize(rows);
  for (auto* column : {&best_utility, &self_net, &self_units, &rented_net}) column->resize(rows);
  for (auto* column : {&jobs, &surplus, &benefit, &elasticity, &wanted}) column->resize(rows);
}

YearScratch& year_scratch() {
  thread_local std::unique_ptr<YearScratch> scratch;
  if (!scratch) scratch = std::make_unique<YearScratch>();
  return *scratch;
}

void fold_requests(Requests& total, const Requests& chunk) {
  constexpr const char* jobs = "the number of jobs";
  for (std::size_t k = 0; k < total.options.size(); ++k) total.options[k] += chunk.options[k];
  total.self_hosted += chunk.self_hosted;
  add_count(total.jobs_wanted, chunk.jobs_wanted, jobs);
  add_count(total.jobs_priced_out, chunk.jobs_priced_out, jobs);
  add_count(total.jobs_over_budget, chunk.jobs_over_budget, jobs);
  add_count(total.jobs_latent, chunk.jobs_latent, jobs);
  add_count(total.purchase_milli_units, chunk.purchase_milli_units, "own equipment of enterprises");
  add_count(total.retired_milli_units, chunk.retired_milli_units, "own equipment of enterprises");
  total.workloads_reviewed += chunk.workloads_reviewed;
  total.evaluations += chunk.evaluations;
  for (std::size_t a = 0; a < mode_count; ++a) {
    for (std::size_t b = 0; b < mode_count; ++b) total.moves[a][b] += chunk.moves[a][b];
  }
}

OptionRequest& OptionRequest::operator+=(const OptionRequest& other) {
  add_count(jobs, other.jobs, "the number of jobs");
  add_count(spend_cents, other.spend_cents, "what enterprises spend");
  add_count(contestable_cents, other.contestable_cents, "what enterprises spend");
  elasticity_cents += other.elasticity_cents;
  exposure_cents += other.exposure_cents;
  job_elasticity += other.job_elasticity;
  workloads += other.workloads;
  return *this;
}

// ----------------------------------------------------------------------------- own equipment

std::int64_t EquipmentBook::charged(std::int64_t years) const {
  return muldiv(cost, std::clamp<std::int64_t>(years, 0, life), life);
}

std::int64_t weighted_milli(const State& state, std::size_t enterprise, std::size_t row) {
  return whole(state.enterprise.weight[enterprise] *
               static_cast<double>(state.workload.own_milli_units[row]));
}

EquipmentBook equipment_book(const State& state, std::size_t enterprise, std::size_t row,
                             std::int64_t life) {
  const double units = static_cast<double>(state.workload.own_milli_units[row]) * 1e-3;
  const double price = state.fleet.price_usd[state.workload.vintage[row]];
  return {whole(state.enterprise.weight[enterprise] * units * price * 100.0), life};
}

// ------------------------------------------------------------------------------ gathering

OVERBUILD_MULTIVERSION
void reckon_costs(const State& state, std::size_t begin, std::size_t end,
                  std::vector<double>& costs) {
  costs.resize(end - begin);
#pragma omp simd
  for (std::size_t k = begin; k < end; ++k) costs[k - begin] = reckoned_cost_of(state, k);
}

void gather_review(const State& state, const YearView& view, std::size_t enterprise,
                   std::size_t row, double own_cost, ReviewBlock& block) {
  const WorkloadColumns& w = state.workload;
  const EnterpriseColumns& e = state.enterprise;
  const std::size_t i = block.rows++;
  const float sigma = state.class_sigma[w.workload_class[row]];
  block.potential[i] = static_cast<float>(potential_of(state, view, row));
  const auto job_value = static_cast<float>(view.job_value);
  block.ln_value[i] = w.ln_value[row] + static_cast<float>(view.ln_job_value);
  block.sigma[i] = sigma;
  block.inverse_sigma[i] = 1.0F / sigma;
  block.difficulty[i] = w.difficulty[row];
  block.failure[i] = w.failure_usd[row] * job_value;
  block.verification[i] = w.verification_usd[row] * job_value;
  block.sensitivity[i] =
      static_cast<float>(state.demand.external_penalty) * w.sensitivity_usd[row] * job_value;
  block.switching[i] = w.switching_usd[row];
  block.peak[i] = static_cast<float>(peak_of(state, enterprise, row));
  block.entity_low[i] = static_cast<std::uint32_t>(e.entity[enterprise].value);
  block.entity_high[i] = static_cast<std::uint32_t>(e.entity[enterprise].value >> 32);
  block.number[i] = static_cast<std::uint32_t>(row) - e.first_workload[enterprise];
  block.moment[i] = moment_of(state, view, row);
  block.incumbent[i] = seller_key(w.mode[row], w.seller[row]);
  block.own_cost[i] = static_cast<float>(own_cost);
}

}  // namespace overbuild

#include "agents/enterprise_year.hpp"

#include <algorithm>
#include <memory>

#include "core/invariant.hpp"
#include "core/math.hpp"
#include "core/money.hpp"

namespace overbuild {

using State = EnterprisePopulation::State;

// ------------------------------------------------------------------------------ year's view

OfferIndex::OfferIndex(std::span<const ServiceOption> options) {
  OVERBUILD_INVARIANT(options.size() < no_option, "too many offers");
  for (std::size_t k = 0; k < options.size(); ++k) {
    const ServiceOption& option = options[k];
    OVERBUILD_INVARIANT(option.seller < 4096 && option.tier < 16, "identity of an offer");
    OVERBUILD_INVARIANT(option.mode != Mode::none && option.mode != Mode::self_hosted,
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
      wage(pow_(1.0 + state.demand.wage_growth,
                static_cast<double>(of_year - state.opening_year))),
      self_hosting(at_opening_wages(terms, wage)),
      offers(of_options),
      choice(choice_terms(state.demand, state.random, of_year)),
      screen(self_host_screen(state.demand, self_hosting)),
      unit(unit_costs(state.demand, self_hosting)),
      platform_usd(state.demand.platform_usd_per_year + state.demand.staff_usd_per_year) {
  OVERBUILD_INVARIANT(of_year > state.origin && of_year - state.origin < 256, "year out of range");
  const double growth = potential_growth(state.demand, of_year - state.opening_year);
  for (std::size_t c = 0; c < state.classes.size(); ++c) {
    plans.push_back(plan_options(of_options, c, Mode::none, wage));
    potential_scale.push_back(state.class_scale[c] * growth);
  }
}

void YearScratch::resize(std::size_t rows) {
  open.assign(rows, 0);
  if (best.size() >= rows) return;
  best.resize(rows);
  self_model.resize(rows);
  offer.resize(rows);
  contract.resize(rows);
  for (auto* column : {&best_utility, &self_net}) column->resize(rows);
  for (auto* column : {&jobs, &surplus, &benefit, &elasticity, &wanted}) column->resize(rows);
}

YearScratch& year_scratch() {
  thread_local std::unique_ptr<YearScratch> scratch;
  if (!scratch) scratch = std::make_unique<YearScratch>();
  return *scratch;
}

void fold_requests(Requests& total, const Requests& chunk) {
  for (std::size_t k = 0; k < total.options.size(); ++k) total.options[k] += chunk.options[k];
  total.self_hosted += chunk.self_hosted;
  total.jobs_wanted += chunk.jobs_wanted;
  total.jobs_priced_out += chunk.jobs_priced_out;
  total.jobs_over_budget += chunk.jobs_over_budget;
  total.jobs_latent += chunk.jobs_latent;
  total.purchase_milli_units += chunk.purchase_milli_units;
  total.retired_milli_units += chunk.retired_milli_units;
  total.workloads_reviewed += chunk.workloads_reviewed;
  total.evaluations += chunk.evaluations;
  for (std::size_t a = 0; a < mode_count; ++a) {
    for (std::size_t b = 0; b < mode_count; ++b) total.moves[a][b] += chunk.moves[a][b];
  }
}

OptionRequest& OptionRequest::operator+=(const OptionRequest& other) {
  jobs += other.jobs;
  spend_cents += other.spend_cents;
  elasticity_cents += other.elasticity_cents;
  exposure_cents += other.exposure_cents;
  contestable_cents += other.contestable_cents;
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

namespace {

/// Takes own equipment out of use; nothing is left on the books once its life is over.
void retire_equipment(State& state, const YearView& view, std::size_t k, std::size_t row,
                      ChunkRequests& result) {
  WorkloadColumns& w = state.workload;
  if (w.own_milli_units[row] == 0) return;
  const std::size_t vintage = w.vintage[row];
  const std::int64_t age = static_cast<std::int64_t>(view.year_byte) - w.vintage[row];
  const std::int64_t units = weighted_milli(state, k, row);
  const std::int64_t book =
      equipment_book(state, k, row, view.self_hosting.life_years).remaining(age);
  result.scrapped_milli[vintage] += units;
  result.retired_book[vintage] += book;
  result.requests.retired_milli_units += units;
  state.settlement.flows.retired_book[k] += book;
  w.own_milli_units[row] = 0;
}

bool worn_out(const WorkloadColumns& w, const YearView& view, std::size_t row) {
  return w.vintage[row] + view.self_hosting.life_years <= view.year_byte;
}

}  // namespace

// ------------------------------------------------------------------------------ gathering

JobTerms job_terms(const State& state, const YearView& view, std::size_t row) {
  const WorkloadColumns& w = state.workload;
  JobTerms terms{};
  terms.potential =
      static_cast<double>(w.potential_jobs[row]) * view.potential_scale[w.workload_class[row]];
  terms.ln_value = static_cast<double>(w.ln_value[row]);
  terms.sigma = static_cast<double>(state.class_sigma[w.workload_class[row]]);
  terms.difficulty = static_cast<double>(w.difficulty[row]);
  terms.failure = static_cast<double>(w.failure_usd[row]);
  terms.verification = static_cast<double>(w.verification_usd[row]);
  return terms;
}

void add_offer(JobTerms& terms, const State& state, const YearView& view, std::size_t row,
               const ServiceOption& option) {
  terms.capability = option.capability + option.capability_bonus;
  terms.price = option.price_usd_per_job / view.wage;
  terms.outside_cost =
      option.external
          ? state.demand.external_penalty * static_cast<double>(state.workload.sensitivity_usd[row])
          : 0.0;
}

double reckoned_cost_of(const State& state, std::size_t k) {
  const EnterpriseColumns& e = state.enterprise;
  return reckoned_cost(state.demand, static_cast<double>(e.belief_mean[k]),
                       static_cast<double>(e.belief_variance[k]),
                       (e.flags[k] & flag_experienced) != 0);
}

void gather_review(const State& state, const YearView& view, std::size_t enterprise,
                   std::size_t row, ReviewBlock& block) {
  const WorkloadColumns& w = state.workload;
  const EnterpriseColumns& e = state.enterprise;
  const std::size_t i = block.rows++;
  const float sigma = state.class_sigma[w.workload_class[row]];
  block.potential[i] = static_cast<float>(static_cast<double>(w.potential_jobs[row]) *
                                          view.potential_scale[w.workload_class[row]]);
  block.ln_value[i] = w.ln_value[row];
  block.sigma[i] = sigma;
  block.inverse_sigma[i] = 1.0F / sigma;
  block.difficulty[i] = w.difficulty[row];
  block.failure[i] = w.failure_usd[row];
  block.verification[i] = w.verification_usd[row];
  block.sensitivity[i] = static_cast<float>(state.demand.external_penalty) * w.sensitivity_usd[row];
  block.switching[i] = w.switching_usd[row];
  block.peak[i] = w.peak_to_mean[row];
  block.entity_low[i] = static_cast<std::uint32_t>(e.entity[enterprise].value);
  block.entity_high[i] = static_cast<std::uint32_t>(e.entity[enterprise].value >> 32);
  block.number[i] = static_cast<std::uint32_t>(row) - e.first_workload[enterprise];
  block.incumbent[i] = seller_key(w.mode[row], w.seller[row]);
  // Rows of an enterprise stand together and share what it believes.
  const bool as_before = i > 0 && block.entity_low[i] == block.entity_low[i - 1] &&
                         block.entity_high[i] == block.entity_high[i - 1];
  block.own_cost[i] = as_before ? block.own_cost[i - 1]
                                : static_cast<float>(reckoned_cost_of(state, enterprise));
}

namespace {

struct Contracts {
  std::uint32_t lo, span, year_and_purpose;
};

Contracts contracts_of(const State& state, int year) {
  const auto lo = static_cast<std::uint32_t>(state.demand.contract_lo);
  return {lo, static_cast<std::uint32_t>(state.demand.contract_hi) - lo + 1,
          KeyedRandom::counter({0}, static_cast<std::uint32_t>(year), Purpose::contract_length, 0)[2]};
}

}  // namespace

std::uint32_t contract_years(const State& state, const YearView& view, EntityId entity,
                             std::uint32_t number) {
  const Contracts contracts = contracts_of(state, view.year);
  const PhiloxCounter words = state.random.block(entity, static_cast<std::uint32_t>(view.year),
                                                 Purpose::contract_length, number >> 2);
  return contracts.lo +
         static_cast<std::uint32_t>(
             (words[number & 3U] * static_cast<std::uint64_t>(contracts.span)) >> 32);
}

// --------------------------------------------------------------------------------- review

namespace {

struct Chunk {
  State& state;
  const YearView& view;
  std::size_t begin, end;  ///< enterprises
  YearScratch& scratch;
  ChunkRequests& result;
  bool log_moves;
  std::size_t first_row;

  [[nodiscard]] std::size_t local(std::size_t row) const { return row - first_row; }
};

bool needs_review(const State& state, const YearView& view, std::size_t row) {
  const WorkloadColumns& w = state.workload;
  if (w.status[row] == Status::latent) return false;
  if (w.status[row] == Status::found || w.contract_end[row] <= view.year_byte) return true;
  switch (w.mode[row]) {
    case Mode::none: return false;
    case Mode::self_hosted: return w.own_milli_units[row] == 0;
    default: return view.offers.find(w.mode[row], w.seller[row], w.tier[row]) == no_option;
  }
}

/// Lists a row with equipment in place for evaluate_own.
void list_own(const Chunk& chunk, std::uint32_t row) {
  const WorkloadColumns& w = chunk.state.workload;
  chunk.scratch.own.add({row, job_terms(chunk.state, chunk.view, row),
                         static_cast<double>(w.peak_to_mean[row]),
                         static_cast<double>(w.own_milli_units[row]) * 1e-3});
}

/// Jobs that equipment in place runs this year, for all rows listed.
void evaluate_own(const Chunk& chunk) {
  YearScratch& scratch = chunk.scratch;
  scratch.own.run(chunk.state.demand, chunk.view.self_hosting,
                  [&](std::uint32_t row, const SelfHostOutcome& result) {
                    const std::size_t at = chunk.local(row);
                    scratch.jobs[at] = result.outcome.jobs;
                    scratch.wanted[at] = result.wanted;
                    scratch.surplus[at] = result.outcome.surplus;
                    scratch.benefit[at] = result.outcome.benefit;
                    scratch.elasticity[at] = 0.0;
                  });
}

/// Lists the open workloads by class as (enterprise, row) pairs, after scrapping worn equipment.
void list_open(Chunk& chunk) {
  State& state = chunk.state;
  WorkloadColumns& w = state.workload;
  for (auto& rows : chunk.scratch.open_rows) rows.clear();
  for (std::size_t k = chunk.begin; k < chunk.end; ++k) {
    state.enterprise.integration_cents[k] = 0;
    for (std::uint32_t row = state.enterprise.first_workload[k];
         row < state.enterprise.first_workload[k + 1]; ++row) {
      if (w.status[row] == Status::latent) continue;
      if (w.mode[row] == Mode::self_hosted && w.own_milli_units[row] > 0 &&
          worn_out(w, chunk.view, row)) {
        retire_equipment(state, chunk.view, k, row, chunk.result);
      }
      if (!needs_review(state, chunk.view, row)) continue;
      chunk.scratch.open[chunk.local(row)] = 1;
      if (w.mode[row] == Mode::self_hosted && w.own_milli_units[row] > 0) list_own(chunk, row);
      std::vector<std::uint32_t>& rows = chunk.scratch.open_rows[w.workload_class[row]];
      rows.push_back(static_cast<std::uint32_t>(k));
      rows.push_back(row);
    }
  }
}

void evaluate_class(Chunk& chunk, std::size_t workload_class) {
  YearScratch& scratch = chunk.scratch;
  ReviewBlock& block = scratch.review;
  const OptionPlan& plan = chunk.view.plans[workload_class];
  const std::vector<std::uint32_t>& rows = scratch.open_rows[workload_class];
  const Contracts contracts = contracts_of(chunk.state, chunk.view.year);
  for (std::size_t start = 0; start < rows.size(); start += 2 * block_rows) {
    const std::size_t stop = std::min(rows.size(), start + 2 * block_rows);
    block.rows = 0;
    for (std::size_t j = start; j < stop; j += 2) {
      gather_review(chunk.state, chunk.view, rows[j], rows[j + 1], block);
    }
    choose_options(block, plan, chunk.view.choice);
    if (chunk.view.self_hosting.available) {
      screen_gains(block, scratch.few, chunk.view.screen, chunk.view.choice);
    }
    alignas(64) std::uint32_t years[block_rows];
    draw_contracts(block, contracts.lo, contracts.span, contracts.year_and_purpose,
                   chunk.state.random.key(), years);
    for (std::size_t j = start; j < stop; j += 2) {
      const std::size_t i = (j - start) / 2, at = chunk.local(rows[j + 1]);
      scratch.best[at] = static_cast<std::uint8_t>(block.best[i]);
      scratch.best_utility[at] = block.best_utility[i];
      scratch.self_net[at] = block.self_net[i];
      scratch.self_model[at] = static_cast<std::uint8_t>(block.self_model[i]);
      scratch.contract[at] = static_cast<std::uint8_t>(std::min<std::uint32_t>(years[i], 255));
    }
  }
  const auto count = static_cast<std::int64_t>(rows.size() / 2);
  const std::int64_t offers =
      static_cast<std::int64_t>(plan.options.size()) +
      static_cast<std::int64_t>(
          chunk.view.self_hosting.available ? chunk.view.self_hosting.models() : 0);
  chunk.result.requests.workloads_reviewed += count;
  chunk.result.requests.evaluations += count * offers;
}

double perceived(float utility) { return exp_(std::min(static_cast<double>(utility), 80.0)); }

/// Yearly gain of keeping equipment in place over the best alternative; perceived usd.
double gain_of_staying(const Chunk& chunk, std::size_t k, std::size_t row) {
  const State& state = chunk.state;
  const double units = static_cast<double>(state.workload.own_milli_units[row]) * 1e-3;
  // What it costs beyond the estimate is paid every year, whatever has been sunk.
  const double overrun = (reckoned_cost_of(state, k) - 1.0) * chunk.view.unit.level;
  const double surplus =
      chunk.scratch.surplus[chunk.local(row)] - units * std::max(chunk.view.unit.running + overrun, 0.0);
  const auto number = static_cast<std::uint32_t>(row) - state.enterprise.first_workload[k];
  const float shock = self_host_shock(chunk.view.choice, state.enterprise.entity[k], number);
  const double constant = chunk.view.self_hosting.ln_preference + static_cast<double>(shock);
  const double value = surplus > 0.0 ? surplus * exp_(constant) : 0.0;
  return value - perceived(chunk.scratch.best_utility[chunk.local(row)]);
}

enum class SelfHost : std::uint8_t { no, keep, buy };

/// Whether one open workload would be self-hosted if the platform were there; adds its net gain.
SelfHost consider_self_hosting(const Chunk& chunk, std::size_t k, std::size_t row,
                               double& net_gain) {
  const WorkloadColumns& w = chunk.state.workload;
  if (!chunk.view.self_hosting.available) return SelfHost::no;
  if (w.mode[row] == Mode::self_hosted && w.own_milli_units[row] > 0) {
    return gain_of_staying(chunk, k, row) > 0.0 ? SelfHost::keep : SelfHost::no;
  }
  const float net = chunk.scratch.self_net[chunk.local(row)];
  if (!(net > 0.0F)) return SelfHost::no;
  net_gain += static_cast<double>(net);
  return SelfHost::buy;
}

void note_move(Chunk& chunk, std::size_t k, std::size_t row, Mode from, Mode to) {
  if (from == to) return;
  ++chunk.result.requests.moves[static_cast<std::size_t>(from)][static_cast<std::size_t>(to)];
  if (chunk.log_moves) {
    chunk.result.moves.push_back({static_cast<std::uint32_t>(k), static_cast<std::uint32_t>(row),
                                  from, to, chunk.view.year});
  }
}

void buy_equipment(Chunk& chunk, std::size_t k, std::size_t row) {
  State& state = chunk.state;
  const SelfHostOutcome result = evaluate_self_hosting(
      job_terms(state, chunk.view, row), static_cast<double>(state.workload.peak_to_mean[row]), 0.0,
      state.demand, chunk.view.self_hosting, chunk.scratch.self_model[chunk.local(row)],
      reckoned_cost_of(state, k));
  const double milli = std::min(result.units * 1000.0, 4.0e9);
  state.workload.own_milli_units[row] =
      static_cast<std::uint32_t>(std::max<std::int64_t>(1, whole(milli)));
  state.workload.vintage[row] = chunk.view.year_byte;
}

/// Signs the chosen supplier of one workload.
void sign(Chunk& chunk, std::size_t k, std::size_t row, SelfHost self_host) {
  State& state = chunk.state;
  WorkloadColumns& w = state.workload;
  const std::uint32_t choice = chunk.scratch.best[chunk.local(row)];
  const std::uint32_t before = seller_key(w.mode[row], w.seller[row]);
  const Mode from = w.mode[row];
  if (self_host == SelfHost::no) retire_equipment(state, chunk.view, k, row, chunk.result);
  if (self_host != SelfHost::no) {
    w.mode[row] = Mode::self_hosted;
    w.seller[row] = 0;
    w.tier[row] = 0;
    if (self_host == SelfHost::buy) buy_equipment(chunk, k, row);
  } else if (choice != no_option) {
    const ServiceOption& option = chunk.view.options[choice];
    w.mode[row] = option.mode;
    w.seller[row] = option.seller;
    w.tier[row] = option.tier;
  } else {
    w.mode[row] = Mode::none;
    w.seller[row] = 0;
    w.tier[row] = 0;
  }
  const bool served = w.mode[row] != Mode::none;
  if (served && seller_key(w.mode[row], w.seller[row]) != before) {
    state.enterprise.integration_cents[k] +=
        whole(state.enterprise.weight[k] * static_cast<double>(w.switching_usd[row]) * 100.0 *
              chunk.view.wage);
  }
  // An idea that no offer makes worthwhile is not pursued; it may come up again.
  if (w.status[row] == Status::found) w.status[row] = served ? Status::known : Status::latent;
  const std::uint32_t years = served ? chunk.scratch.contract[chunk.local(row)] : 1;
  w.contract_end[row] = static_cast<std::uint8_t>(
      std::min<std::uint32_t>(255, static_cast<std::uint32_t>(chunk.view.year_byte) + years));
  note_move(chunk, k, row, from, w.mode[row]);
}

/// Decides all open workloads of a firm: purchases of equipment share one platform (7.5.4).
void decide_enterprise(Chunk& chunk, std::size_t k) {
  State& state = chunk.state;
  const std::uint32_t first = state.enterprise.first_workload[k];
  const std::uint32_t last = state.enterprise.first_workload[k + 1];
  const bool had_platform = (state.enterprise.flags[k] & flag_platform) != 0;
  double net_gain = 0.0;
  for (std::uint32_t row = first; row < last; ++row) {
    // Equipment in place adds nothing to what a platform has to earn.
    const bool buyer = chunk.scratch.open[chunk.local(row)] != 0 &&
                       (state.workload.mode[row] != Mode::self_hosted ||
                        state.workload.own_milli_units[row] == 0);
    if (buyer) consider_self_hosting(chunk, k, row, net_gain);
  }
  const bool platform = had_platform || net_gain > chunk.view.platform_usd;
  bool self_hosts = false;
  for (std::uint32_t row = first; row < last; ++row) {
    if (chunk.scratch.open[chunk.local(row)] != 0) {
      double unused = 0.0;
      const SelfHost self_host =
          platform ? consider_self_hosting(chunk, k, row, unused) : SelfHost::no;
      sign(chunk, k, row, self_host);
    }
    self_hosts |= state.workload.mode[row] == Mode::self_hosted;
  }
  const auto others = static_cast<std::uint8_t>((state.enterprise.flags[k] & ~flag_platform) |
                                                (had_platform ? flag_experienced : 0));
  state.enterprise.flags[k] = static_cast<std::uint8_t>(others | (self_hosts ? flag_platform : 0));
}

/// A frozen enterprise replaces worn equipment by the same and drops what it had found.
void repeat_decisions(Chunk& chunk) {
  State& state = chunk.state;
  WorkloadColumns& w = state.workload;
  for (std::size_t k = chunk.begin; k < chunk.end; ++k) {
    state.enterprise.integration_cents[k] = 0;
    for (std::size_t row = state.enterprise.first_workload[k];
         row < state.enterprise.first_workload[k + 1]; ++row) {
      if (w.status[row] == Status::found) w.status[row] = Status::latent;
      if (w.mode[row] != Mode::self_hosted || w.own_milli_units[row] == 0) continue;
      if (!worn_out(w, chunk.view, row)) continue;
      const std::uint32_t units = w.own_milli_units[row];
      retire_equipment(state, chunk.view, k, row, chunk.result);
      w.own_milli_units[row] = units;
      w.vintage[row] = chunk.view.year_byte;
    }
  }
}

}  // namespace

void review_chunk(State& state, const YearView& view, std::size_t begin, std::size_t end,
                  YearScratch& scratch, ChunkRequests& result, bool log_moves) {
  const std::size_t first_row = state.enterprise.first_workload[begin];
  Chunk chunk{state, view, begin, end, scratch, result, log_moves, first_row};
  scratch.resize(state.enterprise.first_workload[end] - first_row);
  if (view.frozen) {
    repeat_decisions(chunk);
    return;
  }
  list_open(chunk);
  evaluate_own(chunk);
  for (std::size_t c = 0; c < state.classes.size(); ++c) evaluate_class(chunk, c);
  for (std::size_t k = begin; k < end; ++k) decide_enterprise(chunk, k);
}

// -------------------------------------------------------------------------------- requests

namespace {

bool bought_in(Mode mode) { return mode != Mode::none && mode != Mode::self_hosted; }

/// Index of the offer a row uses; no_option if it is not bought in or the offer is gone.
std::uint32_t offer_of(const Chunk& chunk, std::size_t row) {
  return chunk.scratch.offer[chunk.local(row)];
}

/// Evaluates jobs at posted prices for one block of rows served from outside.
void evaluate_rows(Chunk& chunk, std::span<const std::uint32_t> rows) {
  YearScratch& scratch = chunk.scratch;
  DecisionBlock& block = scratch.decision;
  block.rows = rows.size();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::uint32_t row = rows[i];
    JobTerms terms = job_terms(chunk.state, chunk.view, row);
    add_offer(terms, chunk.state, chunk.view, row, chunk.view.options[offer_of(chunk, row)]);
    block.potential[i] = terms.potential;
    block.ln_value[i] = terms.ln_value;
    block.sigma[i] = terms.sigma;
    block.difficulty[i] = terms.difficulty;
    block.failure[i] = terms.failure;
    block.verification[i] = terms.verification;
    block.capability[i] = terms.capability;
    block.price[i] = terms.price;
    block.outside_cost[i] = terms.outside_cost;
  }
  evaluate_decisions(block, chunk.state.demand.discrimination);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t at = chunk.local(rows[i]);
    scratch.jobs[at] = block.jobs[i];
    scratch.wanted[at] = block.jobs[i];
    scratch.surplus[at] = block.surplus[i];
    scratch.benefit[at] = block.benefit[i];
    scratch.elasticity[at] = block.elasticity[i];
  }
}

void evaluate_chunk(Chunk& chunk) {
  std::vector<std::uint32_t>& rows = chunk.scratch.decided_rows;
  rows.clear();
  const WorkloadColumns& w = chunk.state.workload;
  const std::uint32_t last = chunk.state.enterprise.first_workload[chunk.end];
  for (auto row = static_cast<std::uint32_t>(chunk.first_row); row < last; ++row) {
    if (w.mode[row] == Mode::self_hosted && w.own_milli_units[row] > 0) {
      // What is kept in a review was evaluated there.
      const bool kept = chunk.scratch.open[chunk.local(row)] != 0 && w.vintage[row] != chunk.view.year_byte;
      if (!kept) list_own(chunk, row);
    }
    const std::uint32_t offer =
        bought_in(w.mode[row]) ? chunk.view.offers.find(w.mode[row], w.seller[row], w.tier[row])
                               : no_option;
    chunk.scratch.offer[chunk.local(row)] = static_cast<std::uint8_t>(offer);
    if (offer != no_option) rows.push_back(row);
  }
  evaluate_own(chunk);
  for (std::size_t start = 0; start < rows.size(); start += block_rows) {
    const std::size_t count = std::min(block_rows, rows.size() - start);
    evaluate_rows(chunk, std::span(rows).subspan(start, count));
  }
}

/// A workload that costs money this year, one firm.
struct Project {
  std::size_t row;
  double spend, return_on_spend;
  double share;  ///< of the jobs that the budget allows
};

/// Cuts projects to the budget by return on spend; equipment in place is paid first.
void ration(const Chunk& chunk, std::size_t k, std::vector<Project>& projects, double committed) {
  double left = static_cast<double>(chunk.state.enterprise.budget_usd[k]) - committed;
  double total = 0.0;
  for (const Project& project : projects) total += project.spend;
  if (!chunk.view.budgets_bind || total <= left) return;
  std::sort(projects.begin(), projects.end(), [](const Project& a, const Project& b) {
    if (a.return_on_spend != b.return_on_spend) return a.return_on_spend > b.return_on_spend;
    return a.row < b.row;
  });
  for (Project& project : projects) {
    project.share = left >= project.spend ? 1.0 : std::max(left, 0.0) / project.spend;
    left -= project.share * project.spend;
  }
}

/// Jobs of a row as integers, and their place in the year's totals.
void request_row(Chunk& chunk, std::size_t k, const Project& project) {
  State& state = chunk.state;
  WorkloadColumns& w = state.workload;
  Requests& requests = chunk.result.requests;
  const std::size_t row = project.row, at = chunk.local(row);
  const double weight = state.enterprise.weight[k];
  const std::int64_t potential = whole(weight * job_terms(state, chunk.view, row).potential);
  const std::int64_t worth = std::min(potential, whole(weight * chunk.scratch.wanted[at]));
  std::int64_t asked = std::min(worth, whole(weight * chunk.scratch.jobs[at] * project.share));
  if (chunk.view.frozen) {
    asked = std::min(w.jobs[row], potential);
  } else {
    w.benefit_usd[row] = static_cast<float>(chunk.scratch.benefit[at] * chunk.view.wage);
  }
  w.jobs[row] = asked;
  requests.jobs_wanted += potential;
  requests.jobs_priced_out += potential - std::max(worth, asked);
  requests.jobs_over_budget += std::max(worth, asked) - asked;
  const bool own = w.mode[row] == Mode::self_hosted;
  OptionRequest& request = own ? requests.self_hosted : requests.options[offer_of(chunk, row)];
  request.jobs += asked;
  request.workloads += 1;
  if (own) {
    const std::int64_t units = weighted_milli(state, k, row);
    request.spend_cents += whole(static_cast<double>(units) * 0.1 * chunk.view.unit.running * chunk.view.wage);
    if (w.vintage[row] == chunk.view.year_byte) requests.purchase_milli_units += units;
    return;
  }
  const double price = chunk.view.options[offer_of(chunk, row)].price_usd_per_job;
  const std::int64_t spend = whole(price * 100.0 * static_cast<double>(asked));
  const double cents = static_cast<double>(spend);
  // Where the budget binds, jobs are budget over price.
  const double elasticity = project.share < 1.0 ? 1.0 : chunk.scratch.elasticity[at];
  const double exposure =
      std::min(project.return_on_spend > 0.0 ? 1.0 / project.return_on_spend : 100.0, 100.0);
  request.spend_cents += spend;
  request.elasticity_cents += whole(cents * std::min(elasticity, 100.0));
  request.job_elasticity +=
      whole(static_cast<double>(asked) * std::min(elasticity, 100.0) * 1e3);
  request.exposure_cents += whole(cents * exposure);
  if (chunk.scratch.open[at] != 0) request.contestable_cents += spend;
}

/// Potential jobs that nobody serves: not yet thought of, or not worth any offer.
void request_nothing(Chunk& chunk, std::size_t k, std::size_t row) {
  State& state = chunk.state;
  Requests& requests = chunk.result.requests;
  const std::int64_t potential =
      whole(state.enterprise.weight[k] * job_terms(state, chunk.view, row).potential);
  if (!chunk.view.frozen) state.workload.jobs[row] = 0;
  if (state.workload.status[row] == Status::latent) {
    requests.jobs_latent += potential;
  } else {
    requests.jobs_wanted += potential;
    requests.jobs_priced_out += potential;
  }
}

void request_enterprise(Chunk& chunk, std::size_t k, std::vector<Project>& projects) {
  const State& state = chunk.state;
  const WorkloadColumns& w = state.workload;
  projects.clear();
  double committed = 0.0;
  for (std::uint32_t row = state.enterprise.first_workload[k];
       row < state.enterprise.first_workload[k + 1]; ++row) {
    if (w.mode[row] == Mode::self_hosted && w.own_milli_units[row] > 0) {
      committed += static_cast<double>(w.own_milli_units[row]) * 1e-3 * chunk.view.unit.level *
                   chunk.view.wage;
      request_row(chunk, k, {row, 0.0, 0.0, 1.0});
      continue;
    }
    const std::uint32_t offer = offer_of(chunk, row);
    if (offer == no_option) {
      request_nothing(chunk, k, row);
      continue;
    }
    const std::size_t at = chunk.local(row);
    const double spend = chunk.view.options[offer].price_usd_per_job * chunk.scratch.jobs[at];
    const double gain =
        spend > 0.0 ? chunk.scratch.surplus[at] * chunk.view.wage / spend : 1e300;
    projects.push_back({row, spend, gain, 1.0});
  }
  ration(chunk, k, projects, committed);
  for (const Project& project : projects) request_row(chunk, k, project);
}

}  // namespace

void request_chunk(State& state, const YearView& view, std::size_t begin, std::size_t end,
                   YearScratch& scratch, ChunkRequests& result) {
  Chunk chunk{state,   view,   begin, end,
              scratch, result, false, state.enterprise.first_workload[begin]};
  evaluate_chunk(chunk);
  std::vector<Project> projects;
  for (std::size_t k = begin; k < end; ++k) request_enterprise(chunk, k, projects);
}

}  // namespace overbuild

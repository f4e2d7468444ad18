#include "agents/enterprise/enterprise.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "agents/enterprise/budget.hpp"
#include "agents/enterprise/chunk.hpp"
#include "agents/enterprise/learning.hpp"
#include "agents/enterprise/memory.hpp"
#include "agents/enterprise/opening.hpp"
#include "agents/enterprise/population.hpp"
#include "agents/enterprise/requests.hpp"
#include "agents/enterprise/review.hpp"
#include "core/invariant.hpp"
#include "core/math.hpp"
#include "core/money.hpp"
#include "core/parallel.hpp"

namespace overbuild {

using State = EnterprisePopulation::State;

namespace {
// What a sum that does not fit is called.
constexpr const char* bill_text = "what enterprises pay";
}  // namespace

EnterprisePopulation::EnterprisePopulation(const PopulationParameters& population,
                                           std::span<const WorkloadClass> classes,
                                           const DemandParameters& demand, KeyedRandom random,
                                           PopulationMemory* memory)
    : state_(std::make_unique<State>(population, classes, demand, random)), memory_(memory) {
  if (memory_ != nullptr) {
    memory_->draw(*state_);
  } else {
    generate_population(*state_);
  }
}
EnterprisePopulation::EnterprisePopulation(std::unique_ptr<State> state)
    : state_(std::move(state)) {}
EnterprisePopulation::~EnterprisePopulation() = default;
EnterprisePopulation::EnterprisePopulation(EnterprisePopulation&&) noexcept = default;
EnterprisePopulation& EnterprisePopulation::operator=(EnterprisePopulation&&) noexcept = default;

// ------------------------------------------------------------------------------- discovery

namespace {

/// Chance that applications for its class alone leave a use undiscovered, [classes].
std::vector<double> missed_by_apps(const State& state, const DiscoveryInput& input) {
  std::vector<double> missed;
  for (std::size_t c = 0; c < state.classes.size(); ++c) {
    const double apps = c < input.apps_by_class.size() ? input.apps_by_class[c] : 0.0;
    missed.push_back(exp_(-state.demand.discovery_apps * apps));
  }
  return missed;
}

/// Share of those it hears of that were served last year.
double peers_served(const State& state, std::size_t k) {
  const std::span<const std::uint32_t> peers = state.network.of(k);
  std::size_t served = 0;
  for (const std::uint32_t peer : peers) {
    served += state.enterprise.served[peer];
  }
  return peers.empty() ? 0.0 : static_cast<double>(served) / static_cast<double>(peers.size());
}

/// Whether an enterprise that has not opened up to AI does so this year (Bass 1969, with the peers
/// it hears of in the place of everybody).
bool opens_up(const State& state, int year, std::size_t k, double peers) {
  const double hazard = state.demand.adoption_base + state.demand.adoption_peers * peers;
  return state.random.bernoulli(state.enterprise.entity[k], static_cast<std::uint32_t>(year),
                                Purpose::adoption, 0, 1.0 - exp_(-hazard));
}

std::int64_t discover_enterprise(State& state, int year, std::size_t k,
                                 std::span<const double> missed) {
  WorkloadColumns& w = state.workload;
  const double peers = peers_served(state, k);
  if ((state.enterprise.flags[k] & flag_adopter) == 0) {
    if (!opens_up(state, year, k, peers)) return 0;
    state.enterprise.flags[k] |= flag_adopter;
  }
  const double alone = exp_(-(state.demand.discovery_base + state.demand.discovery_peers * peers));
  const std::uint32_t first = state.enterprise.first_workload[k];
  const std::uint32_t last = state.enterprise.first_workload[k + 1];
  std::int64_t found = 0;
  PhiloxCounter words{};
  std::uint32_t drawn = ~0U;
  for (std::uint32_t row = first; row < last; ++row) {
    if (w.status[row] != Status::latent) continue;
    const std::uint32_t number = row - first;
    if (drawn != number >> 2) {
      drawn = number >> 2;
      words = state.random.block(state.enterprise.entity[k], static_cast<std::uint32_t>(year),
                                 Purpose::discovery, drawn);
    }
    const double chance = 1.0 - alone * missed[w.workload_class[row]];
    if (words[number & 3U] >= static_cast<std::uint64_t>(chance * 0x1p32)) continue;
    w.status[row] = Status::found;
    ++found;
  }
  return found;
}

}  // namespace

OpeningResult EnterprisePopulation::calibrate_opening(int opening_year,
                                                      std::span<const ServiceOption> options,
                                                      const SelfHostTerms& terms,
                                                      const OpeningTargets& targets) {
  const auto solve = [&] {
    return open_enterprises(*state_, opening_year, options, terms, targets,
                            [&](const SettlementInput& input) { settle(input); });
  };
  if (memory_ == nullptr) return solve();
  return memory_->open(*state_, {opening_year, {options.begin(), options.end()}, terms, targets},
                       solve);
}

std::int64_t EnterprisePopulation::discover(const DiscoveryInput& input) {
  if (input.frozen) return 0;
  State& state = *state_;
  const std::vector<double> missed = missed_by_apps(state, input);
  return ordered_sum<std::int64_t>(state.enterprise.size(),
                                   enterprise_grain(state.enterprise.size()),
                                   [&](std::size_t begin, std::size_t end) {
                                     std::int64_t found = 0;
                                     for (std::size_t k = begin; k < end; ++k) {
                                       found += discover_enterprise(state, input.year, k, missed);
                                     }
                                     return found;
                                   });
}

// ----------------------------------------------------------------------------- procurement

const Requests& EnterprisePopulation::procure(const ProcurementInput& input,
                                              std::vector<Move>* log) {
  State& state = *state_;
  YearView view(state, input.year, input.options, input.self_hosting);
  view.frozen = input.frozen;
  const std::size_t n = state.enterprise.size();
  const std::size_t grain = enterprise_grain(n);
  state.settlement.flows.retired_book.assign(n, 0);
  std::vector<ChunkRequests> chunks(chunk_count(n, grain));
  parallel_chunks(n, grain, [&](std::size_t c, std::size_t begin, std::size_t end) {
    chunks[c].requests.options.resize(input.options.size());
    YearScratch& scratch = year_scratch();
    review_chunk(state, view, begin, end, scratch, chunks[c], log != nullptr);
    request_chunk(state, view, begin, end, scratch, chunks[c]);
  });
  state.requests = Requests{};
  state.requests.options.resize(input.options.size());
  state.fleet.scrapped_milli.fill(0);
  state.fleet.retired_book.fill(0);
  for (const ChunkRequests& chunk : chunks) {
    fold_requests(state.requests, chunk.requests);
    for (std::size_t v = 0; v < vintage_count; ++v) {
      add_count(state.fleet.scrapped_milli[v], chunk.scrapped_milli[v], own_text);
      add_count(state.fleet.retired_book[v], chunk.retired_book[v], own_text);
    }
    if (log != nullptr) log->insert(log->end(), chunk.moves.begin(), chunk.moves.end());
  }
  return state.requests;
}

// ------------------------------------------------------------------------------ settlement

namespace {

/// Spend of the enterprises of a size class, weighted cents.
struct StratumSpend {
  double firms = 0.0, sum = 0.0, squares = 0.0;
  void add(double cents) {
    firms += 1.0;
    sum += cents;
    squares += cents * cents;
  }
  StratumSpend& operator+=(const StratumSpend& other) {
    firms += other.firms;
    sum += other.sum;
    squares += other.squares;
    return *this;
  }
  /// Of the class's total, as it varies from sample to sample.
  [[nodiscard]] double variance() const {
    if (firms < 2.0) return 0.0;
    return std::max(squares - sum * sum / firms, 0.0) * firms / (firms - 1.0);
  }
};

/// What one chunk of enterprises contributes to the settlement.
struct ChunkSettlement {
  std::vector<ServedOption> options;
  std::vector<std::int64_t> served_by_class;
  std::int64_t milli_firms = 0, milli_adopters = 0;
  std::array<std::int64_t, mode_count> served_by_mode{}, workloads_by_mode{};
  std::array<std::int64_t, vintage_count> milli{}, purchased_milli{}, book{}, purchased_cents{},
      depreciation{};
  std::int64_t rationed = 0, platform_milli_firms = 0, bound_cents = 0;
  MemoSum surplus = 0;
  LoyaltySums loyalty;
  double spend = 0.0, spend_squared = 0.0;  ///< of rows, cents
  std::vector<StratumSpend> strata;         ///< [size classes]
};

struct SettlementView {
  State& state;
  const SettlementInput& input;
  OfferIndex offers;
  std::size_t year_byte;
  double wage;        ///< value of work over that of the opening year
  double level_cost;  ///< of a unit of own equipment, usd a year
};

/// Cents of one enterprise while its rows are settled.
struct Account {
  std::int64_t bills[mode_count] = {};
  std::int64_t energy = 0, operations = 0, equipment = 0, sites = 0, depreciation = 0;
  std::int64_t served = 0;
  MemoSum labour = 0;  ///< work saved: what of it is money is decided when all bills are known
};

void serve(const SettlementView& view, ChunkSettlement& sum, Account& account, std::size_t row,
           std::int64_t asked, std::int64_t served) {
  const WorkloadColumns& w = view.state.workload;
  add_count(sum.rationed, asked - served, jobs_text);
  add_count(sum.served_by_mode[static_cast<std::size_t>(w.mode[row])], served, jobs_text);
  add_count(sum.served_by_class[w.workload_class[row]], served, jobs_text);
  add_count(account.served, served, jobs_text);
  if (served == 0) return;  // the mean benefit of no job may be anything
  account.labour += whole_memo(
      static_cast<double>(w.benefit_usd[row]) * 100.0 * static_cast<double>(served), "work saved");
}

void settle_bought_in(const SettlementView& view, ChunkSettlement& sum, Account& account,
                      std::size_t row) {
  const WorkloadColumns& w = view.state.workload;
  const std::uint32_t offer = view.offers.find(w.mode[row], w.seller[row], w.tier[row]);
  if (offer == no_option) return;
  const Fill fill = view.input.fill.empty() ? Fill{} : view.input.fill[offer];
  const std::int64_t asked = w.jobs[row];
  const std::int64_t served = fill.num == fill.den ? asked : muldiv(asked, fill.num, fill.den);
  serve(view, sum, account, row, asked, served);
  const std::int64_t cents = whole(
      view.input.options[offer].price_usd_per_job * 100.0 * static_cast<double>(served), bill_text);
  add_count(sum.options[offer].jobs, served, jobs_text);
  add_count(sum.options[offer].cents, cents, bill_text);
  add_count(account.bills[static_cast<std::size_t>(w.mode[row])], cents, bill_text);
  sum.spend += static_cast<double>(cents);
  sum.spend_squared += static_cast<double>(cents) * static_cast<double>(cents);
}

/// Delivers, depreciates and runs the equipment of one self-hosted row.
void settle_own(SettlementView& view, ChunkSettlement& sum, Account& account, std::size_t k,
                std::size_t row) {
  State& state = view.state;
  WorkloadColumns& w = state.workload;
  const SelfHostTerms& terms = view.input.self_hosting;
  const std::size_t vintage = w.vintage[row];
  const bool bought = vintage == view.year_byte;
  const Fill fill = bought ? view.input.equipment_fill : Fill{};
  const std::int64_t asked = w.jobs[row];
  std::int64_t served = asked;
  if (fill.num != fill.den) {
    served = muldiv(asked, fill.num, fill.den);
    w.own_milli_units[row] = static_cast<std::uint32_t>(
        muldiv(static_cast<std::int64_t>(w.own_milli_units[row]), fill.num, fill.den));
  }
  serve(view, sum, account, row, asked, served);
  const std::int64_t milli = weighted_milli(state, k, row);
  const EquipmentBook book = equipment_book(state, k, row, terms.life_years);
  const auto age = static_cast<std::int64_t>(view.year_byte - vintage);
  const std::int64_t charge = book.charged(age + 1) - book.charged(age);
  const double units = static_cast<double>(milli) * 1e-3;
  if (bought) {
    add_count(account.equipment, book.cost, own_text);
    add_count(account.sites,
              whole(units * state.demand.self_host_site_share * terms.site_usd_per_unit * 100.0),
              own_text);
    add_count(sum.purchased_milli[vintage], milli, own_text);
    add_count(sum.purchased_cents[vintage], book.cost, own_text);
  }
  add_count(account.energy, whole(units * terms.power_usd_per_unit_year * 100.0), bill_text);
  // What own hosting really costs shows in the yearly bill for running it.
  const double beyond = (state.true_cost[k] - 1.0) * view.level_cost;
  const double upkeep = terms.operations_share * terms.equipment_price_usd_per_unit;
  add_count(account.operations, whole(units * std::max(upkeep + beyond, 0.0) * 100.0), bill_text);
  add_count(account.depreciation, charge, own_text);
  add_count(sum.milli[vintage], milli, own_text);
  add_count(sum.book[vintage], book.remaining(age + 1), own_text);
  add_count(sum.depreciation[vintage], charge, own_text);
}

/// Next year's AI budget from payroll and what AI has brought.
void set_budget(State& state, std::size_t k, MemoSum net_cents, MemoSum saved_cents, double wage) {
  const double per_firm = static_cast<double>(net_cents) / (100.0 * state.enterprise.weight[k]);
  const double payroll =
      static_cast<double>(state.enterprise.employees[k]) * state.population.usd_per_employee * wage;
  if (state.demand.binding_budgets) {
    const double saved = static_cast<double>(saved_cents) / (100.0 * state.enterprise.weight[k]);
    float& budget = state.enterprise.budget_usd[k];
    state.enterprise.net_benefit_usd[k] = static_cast<float>(per_firm);
    budget = static_cast<float>(
        std::min(binding_budget(state.demand, static_cast<double>(budget), saved, payroll), 1e30));
    return;
  }
  const double wanted = state.demand.budget_base_share * payroll +
                        state.demand.budget_benefit_share * std::max(per_firm, 0.0);
  state.enterprise.net_benefit_usd[k] = static_cast<float>(per_firm);
  state.enterprise.budget_usd[k] =
      static_cast<float>(std::min(wanted, state.demand.budget_cap_share * payroll));
}

/// Writes an enterprise's account into the flow columns.
void book_enterprise(SettlementView& view, ChunkSettlement& sum, const Account& account,
                     std::size_t k) {
  State& state = view.state;
  EnterpriseFlows& flows = state.settlement.flows;
  const auto bill = [&](Mode mode) { return account.bills[static_cast<std::size_t>(mode)]; };
  const std::int64_t retired = flows.retired_book[k];
  flows.app[k] = bill(Mode::app);
  flows.api[k] = bill(Mode::api);
  flows.hosted_open[k] = bill(Mode::hosted_open);
  add_count(flows.hosted_open[k], bill(Mode::self_hosted), bill_text);  // rented equipment
  flows.energy[k] = account.energy;
  flows.operations[k] = account.operations;
  flows.equipment[k] = account.equipment;
  flows.sites[k] = account.sites;
  flows.depreciation[k] = account.depreciation;
  const MemoSum running = static_cast<MemoSum>(flows.app[k]) + flows.api[k] + flows.hosted_open[k] +
                          account.energy + account.operations + account.sites;
  const MemoSum paid = running + account.equipment;
  flows.displaced_labour[k] = detail::narrow(std::min(account.labour, paid), "work saved");
  const MemoSum net = account.labour - running - account.depreciation - retired;
  sum.surplus += net;
  set_budget(state, k, net, account.labour, view.wage);
  if (state.bound[k] != 0) {
    add_count(sum.bound_cents, detail::narrow(running, bill_text), bill_text);
  }
  sum.strata[state.enterprise.size_class[k]].add(static_cast<double>(running));
  const std::int64_t firms = milli_firms(state.enterprise.weight[k]);
  sum.milli_firms += firms;
  if (account.served > 0) sum.milli_adopters += firms;
  state.enterprise.served[k] = account.served > 0 ? 1 : 0;
}

/// Remembers whose customer a row was, and what that says of loyalty.
void note_supplier(State& state, std::size_t k, std::size_t row, LoyaltySums& sums) {
  if (state.suppliers.empty()) return;
  const WorkloadColumns& w = state.workload;
  PastSuppliers& past = state.suppliers[row];
  const std::uint32_t now = seller_key(w.mode[row], w.seller[row]);
  if (past[0] != 0 || past[3] != 0) {
    const double firms = state.enterprise.weight[k];
    const double jobs = firms * static_cast<double>(w.potential_jobs[row]) *
                        state.class_scale[w.workload_class[row]];
    const auto sigma = static_cast<double>(state.class_sigma[w.workload_class[row]]);
    const double worth = exp_(static_cast<double>(w.ln_value[row]) + 0.5 * sigma * sigma);
    sums.add(past, now, {firms, jobs, jobs * worth});
  }
  past = {now, past[0], past[1], past[2]};
}

void settle_enterprise(SettlementView& view, ChunkSettlement& sum, std::size_t k) {
  State& state = view.state;
  const WorkloadColumns& w = state.workload;
  Account account;
  const double weight = state.enterprise.weight[k];
  for (std::size_t row = state.enterprise.first_workload[k];
       row < state.enterprise.first_workload[k + 1]; ++row) {
    note_supplier(state, k, row, sum.loyalty);
    if (w.status[row] == Status::latent) continue;
    ++sum.workloads_by_mode[static_cast<std::size_t>(w.mode[row])];
    if (w.mode[row] == Mode::none) continue;
    if (w.mode[row] != Mode::self_hosted || on_rented(w, row)) {
      settle_bought_in(view, sum, account, row);
    } else if (w.own_milli_units[row] > 0) {
      settle_own(view, sum, account, k, row);
    }
  }
  add_count(account.operations, state.enterprise.integration_cents[k], bill_text);
  if ((state.enterprise.flags[k] & flag_platform) != 0) {
    const double usd = state.demand.platform_usd_per_year + state.demand.staff_usd_per_year;
    add_count(account.operations, whole(weight * usd * 100.0 * view.wage), bill_text);
    sum.platform_milli_firms += milli_firms(weight);
  }
  book_enterprise(view, sum, account, k);
}

template <class Column>
void add_columns(Column& total, const Column& part, const char* what) {
  for (std::size_t i = 0; i < total.size(); ++i) add_count(total[i], part[i], what);
}

void resize_flows(EnterpriseFlows& flows, std::size_t n) {
  for (auto* column : {&flows.app, &flows.api, &flows.hosted_open, &flows.energy, &flows.operations,
                       &flows.equipment, &flows.sites, &flows.displaced_labour, &flows.depreciation,
                       &flows.retired_book}) {
    column->resize(n);
  }
}

ChunkSettlement empty_chunk(const State& state, std::size_t options) {
  ChunkSettlement chunk;
  chunk.options.resize(options);
  chunk.served_by_class.assign(state.classes.size(), 0);
  chunk.strata.resize(state.population.size_classes.size());
  return chunk;
}

void fold_settlement(ChunkSettlement& total, const ChunkSettlement& part) {
  for (std::size_t k = 0; k < total.options.size(); ++k) {
    add_count(total.options[k].jobs, part.options[k].jobs, jobs_text);
    add_count(total.options[k].cents, part.options[k].cents, bill_text);
  }
  add_columns(total.served_by_class, part.served_by_class, jobs_text);
  total.milli_firms += part.milli_firms;
  total.milli_adopters += part.milli_adopters;
  add_columns(total.served_by_mode, part.served_by_mode, jobs_text);
  add_columns(total.workloads_by_mode, part.workloads_by_mode, jobs_text);
  add_columns(total.milli, part.milli, own_text);
  add_columns(total.purchased_milli, part.purchased_milli, own_text);
  add_columns(total.book, part.book, own_text);
  add_columns(total.purchased_cents, part.purchased_cents, own_text);
  add_columns(total.depreciation, part.depreciation, own_text);
  add_count(total.rationed, part.rationed, jobs_text);
  total.surplus += part.surplus;
  total.platform_milli_firms += part.platform_milli_firms;
  add_count(total.bound_cents, part.bound_cents, bill_text);
  total.loyalty += part.loyalty;
  total.spend += part.spend;
  total.spend_squared += part.spend_squared;
  for (std::size_t c = 0; c < total.strata.size(); ++c) total.strata[c] += part.strata[c];
}

double bound_share_of(const ChunkSettlement& sum) {
  double paid = 0.0;
  for (const StratumSpend& stratum : sum.strata) paid += stratum.sum;
  return paid > 0.0 ? static_cast<double>(sum.bound_cents) / paid : 0.0;
}

/// How much of the economy the sample tells, from how its spend varies.
SamplePrecision precision_of(const ChunkSettlement& sum) {
  double total = 0.0, variance = 0.0;
  for (const StratumSpend& stratum : sum.strata) {
    total += stratum.sum;
    variance += stratum.variance();
  }
  return {sum.spend_squared > 0.0 ? sum.spend * sum.spend / sum.spend_squared : 0.0,
          total > 0.0 ? std::sqrt(variance) / total : 0.0};
}

/// Closes the fleet's books by vintage; counts and cents must add up exactly.
void close_fleet(State& state, const ChunkSettlement& sum) {
  Settlement& out = state.settlement;
  out.fleet.clear();
  out.own_milli_units = 0;
  for (std::size_t v = 0; v < vintage_count; ++v) {
    FleetVintage row;
    row.vintage = state.origin + static_cast<int>(v);
    row.opening_milli = state.fleet.milli[v];
    row.purchased_milli = sum.purchased_milli[v];
    row.scrapped_milli = state.fleet.scrapped_milli[v];
    row.closing_milli = sum.milli[v];
    row.opening_book = state.fleet.book[v];
    row.purchased_cents = sum.purchased_cents[v];
    row.depreciation = sum.depreciation[v];
    row.retired_book = state.fleet.retired_book[v];
    row.closing_book = sum.book[v];
    OVERBUILD_INVARIANT(
        row.opening_milli + row.purchased_milli - row.scrapped_milli == row.closing_milli,
        "enterprises' equipment by vintage");
    OVERBUILD_INVARIANT(
        row.opening_book + row.purchased_cents - row.depreciation - row.retired_book ==
            row.closing_book,
        "book value of enterprises' equipment by vintage");
    state.fleet.milli[v] = row.closing_milli;
    state.fleet.book[v] = row.closing_book;
    add_count(out.own_milli_units, row.closing_milli, own_text);
    if (row.opening_milli != 0 || row.closing_milli != 0) out.fleet.push_back(row);
  }
}

void publish(State& state, const ChunkSettlement& sum) {
  Settlement& out = state.settlement;
  out.options = sum.options;
  out.served_by_mode = sum.served_by_mode;
  out.workloads_by_mode = sum.workloads_by_mode;
  out.served_by_class = sum.served_by_class;
  out.jobs_wanted = state.requests.jobs_wanted;
  out.jobs_rationed = sum.rationed;
  add_count(out.jobs_rationed, state.requests.jobs_over_budget, jobs_text);
  out.jobs_priced_out = state.requests.jobs_priced_out;
  out.jobs_latent = state.requests.jobs_latent;
  out.buyer_surplus_cents = sum.surplus;
  out.platforms = (sum.platform_milli_firms + 500) / 1000;
  out.bound_share = bound_share_of(sum);
  out.loyalty = sum.loyalty.shares();
  out.precision = precision_of(sum);
  out.adoption_share =
      static_cast<double>(sum.milli_adopters) / static_cast<double>(sum.milli_firms);
  std::int64_t served = 0;
  for (const std::int64_t jobs : out.served_by_mode) add_count(served, jobs, jobs_text);
  OVERBUILD_INVARIANT(out.jobs_wanted == served + out.jobs_rationed + out.jobs_priced_out,
                      "jobs wanted = served + rationed + priced out");
}

}  // namespace

const Settlement& EnterprisePopulation::settle(const SettlementInput& input) {
  State& state = *state_;
  OVERBUILD_INVARIANT(input.fill.empty() || input.fill.size() == input.options.size(),
                      "one fill an offer");
  SettlementView view{state,
                      input,
                      OfferIndex(input.options),
                      static_cast<std::size_t>(input.year - state.origin),
                      wage_level(input.year),
                      unit_costs(state.demand, input.self_hosting).level};
  state.fleet.price_usd[view.year_byte] = input.self_hosting.equipment_price_usd_per_unit;
  const std::size_t n = state.enterprise.size();
  const std::size_t grain = enterprise_grain(n);
  resize_flows(state.settlement.flows, n);
  std::vector<ChunkSettlement> chunks(chunk_count(n, grain));
  parallel_chunks(n, grain, [&](std::size_t c, std::size_t begin, std::size_t end) {
    ChunkSettlement chunk = empty_chunk(state, input.options.size());
    for (std::size_t k = begin; k < end; ++k) settle_enterprise(view, chunk, k);
    chunks[c] = std::move(chunk);
  });
  ChunkSettlement total = empty_chunk(state, input.options.size());
  for (const ChunkSettlement& chunk : chunks) fold_settlement(total, chunk);
  close_fleet(state, total);
  publish(state, total);
  learn(state, input.year);
  return state.settlement;
}

// ------------------------------------------------------------------------------ observation

const Requests& EnterprisePopulation::requests() const { return state_->requests; }
const Settlement& EnterprisePopulation::settlement() const { return state_->settlement; }
const EnterpriseColumns& EnterprisePopulation::enterprises() const { return state_->enterprise; }
const WorkloadColumns& EnterprisePopulation::workloads() const { return state_->workload; }
int EnterprisePopulation::year_origin() const { return state_->origin; }
std::size_t EnterprisePopulation::classes() const { return state_->classes.size(); }

double potential_growth(const DemandParameters& demand, int years) {
  const auto known =
      std::min(static_cast<std::size_t>(std::max(years, 0)), demand.first_growth.size());
  double factor =
      pow_(1.0 + demand.potential_growth, static_cast<double>(years) - static_cast<double>(known));
  for (std::size_t k = 0; k < known; ++k) factor *= 1.0 + demand.first_growth[k];
  return factor;
}

double job_value_growth(const DemandParameters& demand, int years) {
  if (!demand.satiating) return 1.0;
  const double output =
      pow_((1.0 + demand.output_growth) / (1.0 + demand.wage_growth), static_cast<double>(years));
  constexpr double most = 1e30;  // what single precision holds, with room
  const double value = output * pow_(potential_growth(demand, years), -demand.satiation);
  return std::clamp(value, 1.0 / most, most);
}

double EnterprisePopulation::potential_scale(std::size_t workload_class, int year) const {
  return state_->class_scale[workload_class] *
         potential_growth(state_->demand, year - state_->opening_year);
}

double EnterprisePopulation::wage_level(int year) const {
  return pow_(1.0 + state_->demand.wage_growth, static_cast<double>(year - state_->opening_year));
}

double EnterprisePopulation::job_value(int year) const {
  return job_value_growth(state_->demand, year - state_->opening_year);
}

std::vector<std::uint32_t> EnterprisePopulation::sample_workloads(std::size_t count) const {
  const EnterpriseColumns& e = state_->enterprise;
  const std::size_t rows = state_->workload.size();
  std::vector<std::pair<std::uint64_t, std::uint32_t>> keys;
  // Only keys that can be among the smallest are kept: twice the expected number, and some.
  const double share = (2.0 * static_cast<double>(count) + 100.0) /
                       static_cast<double>(std::max<std::size_t>(rows, 1));
  const bool all = share >= 1.0;
  const auto limit = static_cast<std::uint64_t>((all ? 0.5 : share) * 0x1p64);
  for (std::size_t k = 0; k < e.size(); ++k) {
    for (std::uint32_t row = e.first_workload[k]; row < e.first_workload[k + 1]; ++row) {
      const PhiloxCounter words =
          state_->random.block(e.entity[k], 0, Purpose::sample_key, row - e.first_workload[k]);
      const std::uint64_t key = (static_cast<std::uint64_t>(words[1]) << 32) | words[0];
      if (all || key < limit) keys.emplace_back(key, row);
    }
  }
  if (keys.size() > count) {
    std::nth_element(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(count), keys.end());
    keys.resize(count);
  }
  std::vector<std::uint32_t> sample;
  for (const auto& [key, row] : keys) sample.push_back(row);
  std::sort(sample.begin(), sample.end());
  return sample;
}

namespace {

/// Calls visit with every state column: one list for the digest, memory and permutation.
template <class Enterprise, class Visit>
void visit_enterprise_columns(Enterprise& e, Visit&& visit) {
  visit(e.entity), visit(e.weight), visit(e.employees), visit(e.budget_usd);
  visit(e.net_benefit_usd), visit(e.sector), visit(e.size_class), visit(e.flags), visit(e.served);
  visit(e.integration_cents), visit(e.belief_mean), visit(e.belief_variance);
}

template <class Workload, class Visit>
void visit_workload_columns(Workload& w, Visit&& visit) {
  visit(w.potential_jobs), visit(w.ln_value), visit(w.difficulty);
  visit(w.failure_usd), visit(w.verification_usd), visit(w.sensitivity_usd);
  visit(w.peak_to_mean), visit(w.switching_usd), visit(w.benefit_usd), visit(w.jobs);
  visit(w.own_milli_units), visit(w.seller), visit(w.tier), visit(w.mode), visit(w.status);
  visit(w.workload_class), visit(w.contract_end), visit(w.vintage);
}

}  // namespace

void EnterprisePopulation::add_to(Digest& digest) const {
  const auto add = [&](const auto& column) { digest.add(column); };
  visit_enterprise_columns(state_->enterprise, add);
  digest.add(state_->enterprise.first_workload);
  visit_workload_columns(state_->workload, add);
  // Digests of worlds without lasting tastes are as they always were.
  if (state_->demand.lasting_tastes) digest.add(state_->workload.taste_epoch);
}

std::uint64_t EnterprisePopulation::digest() const {
  Digest digest;
  add_to(digest);
  return digest.value();
}

double EnterprisePopulation::bytes_per_workload() const {
  std::size_t bytes = (state_->enterprise.first_workload.size() + state_->network.first.size() +
                       state_->network.neighbours.size()) *
                      sizeof(std::uint32_t);
  const auto add = [&](const auto& column) { bytes += column.size() * sizeof(column[0]); };
  visit_enterprise_columns(state_->enterprise, add);
  add(state_->true_cost), add(state_->ln_true_cost), add(state_->suppliers);
  add(state_->workload.taste_epoch), add(state_->pooled_workloads), add(state_->bound);
  visit_workload_columns(state_->workload, add);
  return static_cast<double>(bytes) / static_cast<double>(state_->workload.size());
}

EnterprisePopulation EnterprisePopulation::permuted(std::span<const std::uint32_t> order) const {
  auto copy = std::make_unique<State>(*state_);
  std::vector<std::uint32_t> rows;
  copy->enterprise.first_workload.assign(1, 0);
  for (const std::uint32_t k : order) {
    for (std::uint32_t row = state_->enterprise.first_workload[k];
         row < state_->enterprise.first_workload[k + 1]; ++row) {
      rows.push_back(row);
    }
    copy->enterprise.first_workload.push_back(static_cast<std::uint32_t>(rows.size()));
  }
  const auto reorder = [](auto& column, std::span<const std::uint32_t> by) {
    if (column.empty()) return;
    auto old = column;
    for (std::size_t i = 0; i < by.size(); ++i) column[i] = old[by[i]];
  };
  visit_enterprise_columns(copy->enterprise, [&](auto& column) { reorder(column, order); });
  reorder(copy->true_cost, order), reorder(copy->ln_true_cost, order);
  visit_workload_columns(copy->workload, [&](auto& column) { reorder(column, rows); });
  reorder(copy->suppliers, rows), reorder(copy->workload.taste_epoch, rows);
  reorder(copy->bound, order);
  reorder(copy->pooled_workloads, order);
  copy->network = overbuild::permuted(state_->network, order);
  return EnterprisePopulation(std::move(copy));
}

}  // namespace overbuild

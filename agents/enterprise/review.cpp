#include "agents/enterprise/review.hpp"

#include <algorithm>
#include <span>

#include "agents/enterprise/chunk.hpp"
#include "core/math.hpp"

namespace overbuild {

using State = EnterprisePopulation::State;

namespace {

struct Contracts {
  std::uint32_t lo, span, year_and_purpose;
};

Contracts contracts_of(const State& state, int year) {
  const auto lo = static_cast<std::uint32_t>(state.demand.contract_lo);
  return {
      lo, static_cast<std::uint32_t>(state.demand.contract_hi) - lo + 1,
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
  constexpr const char* what = "own equipment of enterprises";
  add_count(result.scrapped_milli[vintage], units, what);
  add_count(result.retired_book[vintage], book, what);
  add_count(result.requests.retired_milli_units, units, what);
  add_count(state.settlement.flows.retired_book[k], book, what);
  w.own_milli_units[row] = 0;
}

bool worn_out(const WorkloadColumns& w, const YearView& view, std::size_t row) {
  return w.vintage[row] + view.self_hosting.life_years <= view.year_byte;
}

bool needs_review(const State& state, const YearView& view, std::size_t row) {
  const WorkloadColumns& w = state.workload;
  if (w.status[row] == Status::latent) return false;
  if (w.status[row] == Status::found || w.contract_end[row] <= view.year_byte) return true;
  switch (w.mode[row]) {
    case Mode::none: return false;
    case Mode::self_hosted:
      if (!on_rented(w, row)) return w.own_milli_units[row] == 0;
      [[fallthrough]];
    default: return view.offers.find(w.mode[row], w.seller[row], w.tier[row]) == no_option;
  }
}

/// Whether tastes that last are redrawn at a review, for all offers at once.
bool tastes_change(const State& state, const YearView& view, std::size_t k, std::size_t row) {
  const auto number = static_cast<std::uint32_t>(row) - state.enterprise.first_workload[k];
  // Keyed by the year, while the tastes themselves are keyed by how often they were redrawn.
  return state.random.bernoulli(state.enterprise.entity[k], static_cast<std::uint32_t>(view.year),
                                Purpose::choice_shock, number, state.demand.taste_change);
}

/// Lists the open workloads by class as (enterprise, row) pairs, after scrapping worn equipment.
void list_open(Chunk& chunk) {
  State& state = chunk.state;
  WorkloadColumns& w = state.workload;
  chunk.scratch.opened.clear();
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
      chunk.scratch.opened.push_back(row);
      if (state.demand.lasting_tastes && w.taste_epoch[row] < 255 &&
          tastes_change(state, chunk.view, k, row)) {
        ++w.taste_epoch[row];
      }
      if (w.mode[row] == Mode::self_hosted && w.own_milli_units[row] > 0) {
        list_own(chunk, k, row);
      }
      std::vector<std::uint32_t>& rows = chunk.scratch.open_rows[w.workload_class[row]];
      rows.push_back(static_cast<std::uint32_t>(k));
      rows.push_back(row);
    }
  }
}

double perceived(float utility) { return exp_(std::min(static_cast<double>(utility), 80.0)); }

/// What rented equipment adds to the best other offer of each row of the block, which was chosen
/// before; `rows` as in evaluate_class.
void evaluate_rented(Chunk& chunk, std::size_t workload_class,
                     std::span<const std::uint32_t> rows) {
  YearScratch& scratch = chunk.scratch;
  ReviewBlock& block = scratch.review;
  const OptionPlan& plan = chunk.view.rented[workload_class];
  if (!plan.options.empty()) choose_options(block, plan, chunk.view.choice);
  for (std::size_t i = 0; i < block.rows; ++i) {
    const std::size_t at = chunk.local(rows[2 * i + 1]);
    scratch.rented[at] = no_option;
    scratch.rented_net[at] = 0.0F;
    if (plan.options.empty() || block.best[i] == no_option) continue;
    const double net = perceived(block.best_utility[i]) - perceived(scratch.best_utility[at]);
    if (net <= 0.0) continue;
    scratch.rented[at] = static_cast<std::uint8_t>(block.best[i]);
    scratch.rented_net[at] = static_cast<float>(std::min(net, 1e30));
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
      gather_review(chunk.state, chunk.view, rows[j], rows[j + 1],
                    scratch.own_cost[rows[j] - chunk.begin], block);
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
      scratch.self_units[at] = block.self_units[i];
      scratch.self_model[at] = static_cast<std::uint8_t>(block.self_model[i]);
      scratch.contract[at] = static_cast<std::uint8_t>(std::min<std::uint32_t>(years[i], 255));
    }
    evaluate_rented(chunk, workload_class, std::span(rows).subspan(start, stop - start));
  }
  const auto count = static_cast<std::int64_t>(rows.size() / 2);
  const std::int64_t offers =
      static_cast<std::int64_t>(plan.options.size()) +
      static_cast<std::int64_t>(chunk.view.rented[workload_class].options.size()) +
      static_cast<std::int64_t>(chunk.view.self_hosting.available ? chunk.view.self_hosting.models()
                                                                  : 0);
  chunk.result.requests.workloads_reviewed += count;
  chunk.result.requests.evaluations += count * offers;
}

/// Yearly gain of keeping equipment in place over the best alternative; perceived usd.
double gain_of_staying(const Chunk& chunk, std::size_t k, std::size_t row) {
  const State& state = chunk.state;
  const double units = static_cast<double>(state.workload.own_milli_units[row]) * 1e-3;
  // What it costs beyond the estimate is paid every year, whatever has been sunk.
  const double overrun = (chunk.scratch.own_cost[k - chunk.begin] - 1.0) * chunk.view.unit.level;
  const double surplus = chunk.scratch.surplus[chunk.local(row)] -
                         units * std::max(chunk.view.unit.running + overrun, 0.0);
  const auto number = static_cast<std::uint32_t>(row) - state.enterprise.first_workload[k];
  const float shock = self_host_shock(chunk.view.choice, state.enterprise.entity[k], number,
                                      moment_of(state, chunk.view, row));
  const double constant = chunk.view.self_hosting.ln_preference + static_cast<double>(shock);
  const double value = surplus > 0.0 ? surplus * exp_(constant) : 0.0;
  return value - perceived(chunk.scratch.best_utility[chunk.local(row)]);
}

enum class SelfHost : std::uint8_t { no, keep, buy, rent };

bool has_equipment(const Chunk& chunk, std::size_t row) {
  const WorkloadColumns& w = chunk.state.workload;
  return w.mode[row] == Mode::self_hosted && w.own_milli_units[row] > 0;
}

/// Yearly gain of buying equipment, the platform not counted; usd.
double gain_of_buying(const Chunk& chunk, std::size_t row) {
  if (!chunk.view.self_hosting.available) return 0.0;
  const float net = chunk.scratch.self_net[chunk.local(row)];
  return net > 0.0F ? static_cast<double>(net) : 0.0;
}

/// The same of renting it by the hour.
double gain_of_renting(const Chunk& chunk, std::size_t row) {
  return static_cast<double>(chunk.scratch.rented_net[chunk.local(row)]);
}

/// How one open workload is hosted where there is a platform; `buys`: equipment may be bought.
SelfHost host_oneself(const Chunk& chunk, std::size_t k, std::size_t row, bool buys) {
  if (!chunk.view.self_hosting.available) return SelfHost::no;
  const bool has = has_equipment(chunk, row);
  const double renting = gain_of_renting(chunk, row);
  const double owning =
      has ? gain_of_staying(chunk, k, row) : (buys ? gain_of_buying(chunk, row) : 0.0);
  if (owning > 0.0 && owning >= renting) return has ? SelfHost::keep : SelfHost::buy;
  return renting > 0.0 ? SelfHost::rent : SelfHost::no;
}

void note_move(Chunk& chunk, std::size_t k, std::size_t row, Mode from, Mode to) {
  if (from == to) return;
  ++chunk.result.requests.moves[static_cast<std::size_t>(from)][static_cast<std::size_t>(to)];
  if (chunk.log_moves) {
    chunk.result.moves.push_back({static_cast<std::uint32_t>(k), static_cast<std::uint32_t>(row),
                                  from, to, chunk.view.year});
  }
}

/// Signs the chosen supplier of one workload.
void sign(Chunk& chunk, std::size_t k, std::size_t row, SelfHost self_host) {
  State& state = chunk.state;
  WorkloadColumns& w = state.workload;
  const std::uint32_t before = seller_key(w.mode[row], w.seller[row]);
  const Mode from = w.mode[row];
  const bool owns = self_host == SelfHost::keep || self_host == SelfHost::buy;
  if (!owns) retire_equipment(state, chunk.view, k, row, chunk.result);
  const std::uint32_t choice = self_host == SelfHost::rent ? chunk.scratch.rented[chunk.local(row)]
                                                           : chunk.scratch.best[chunk.local(row)];
  if (owns) {
    w.mode[row] = Mode::self_hosted;
    w.seller[row] = 0;
    w.tier[row] = 0;
    if (self_host == SelfHost::buy) {
      chunk.scratch.bought.push_back(
          {static_cast<std::uint32_t>(k), static_cast<std::uint32_t>(row)});
    }
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

/// What a year of the units asks for that a pool must have beyond those its workloads need; usd.
double cost_of_idle_pool(const Chunk& chunk, std::size_t k, std::span<const std::uint32_t> open) {
  const DemandParameters& demand = chunk.state.demand;
  if (!demand.pooled_hosting) return 0.0;
  double units = 0.0;
  for (const std::uint32_t row : open) {
    if (gain_of_buying(chunk, row) > 0.0 &&
        gain_of_buying(chunk, row) >= gain_of_renting(chunk, row)) {
      units += static_cast<double>(chunk.scratch.self_units[chunk.local(row)]);
    }
  }
  return std::max(demand.self_host_units_min - units, 0.0) *
         static_cast<double>(chunk.view.screen.hurdle_per_unit) *
         chunk.scratch.own_cost[k - chunk.begin];
}

/// What a firm without a platform would do with one.
struct PoolPlan {
  bool pays, buys;
};

/// A pool is bought where that beats renting, and rented as a whole where what must be bought at
/// the least would lie idle.
PoolPlan plan_pool(const Chunk& chunk, std::size_t k, std::span<const std::uint32_t> open) {
  double owned = 0.0, rented = 0.0;
  for (const std::uint32_t row : open) {
    // Equipment in place adds nothing to what a platform has to earn.
    if (has_equipment(chunk, row)) continue;
    owned += std::max(gain_of_buying(chunk, row), gain_of_renting(chunk, row));
    rented += gain_of_renting(chunk, row);
  }
  const double idle = cost_of_idle_pool(chunk, k, open);
  const bool buys = rented <= 0.0 || owned - idle >= rented;
  return {buys ? owned > chunk.view.platform_usd + idle : rented > chunk.view.platform_usd, buys};
}

/// Decides the open workloads of a firm: equipment that it buys or rents shares one platform
/// (7.5.4).
void decide_enterprise(Chunk& chunk, std::size_t k, std::span<const std::uint32_t> open) {
  State& state = chunk.state;
  const bool had_platform = (state.enterprise.flags[k] & flag_platform) != 0;
  const PoolPlan plan = plan_pool(chunk, k, open);
  const bool platform = had_platform || plan.pays;
  for (const std::uint32_t row : open) {
    sign(chunk, k, row, platform ? host_oneself(chunk, k, row, plan.buys) : SelfHost::no);
  }
  const auto modes =
      std::span(state.workload.mode)
          .subspan(state.enterprise.first_workload[k],
                   state.enterprise.first_workload[k + 1] - state.enterprise.first_workload[k]);
  const bool self_hosts = std::find(modes.begin(), modes.end(), Mode::self_hosted) != modes.end();
  const auto others = static_cast<std::uint8_t>((state.enterprise.flags[k] & ~flag_platform) |
                                                (had_platform ? flag_experienced : 0));
  state.enterprise.flags[k] = static_cast<std::uint8_t>(others | (self_hosts ? flag_platform : 0));
}

void decide_all(Chunk& chunk) {
  std::span<const std::uint32_t> left = chunk.scratch.opened;
  chunk.scratch.bought.clear();
  for (std::size_t k = chunk.begin; k < chunk.end; ++k) {
    const std::uint32_t last = chunk.state.enterprise.first_workload[k + 1];
    std::size_t mine = 0;
    while (mine < left.size() && left[mine] < last) ++mine;
    decide_enterprise(chunk, k, left.first(mine));
    left = left.subspan(mine);
  }
}

/// Sizes one block of purchases for the jobs worth their full cost.
void buy_block(Chunk& chunk, std::span<const Purchase> purchases) {
  State& state = chunk.state;
  WorkloadColumns& w = state.workload;
  DecisionBlock& block = chunk.scratch.decision;
  const auto model_for = [&](std::uint32_t row) {
    return chunk.view.self_hosting.model(chunk.scratch.self_model[chunk.local(row)]);
  };
  block.rows = 0;
  for (const auto [k, row] : purchases) {
    block.set(
        block.rows++,
        purchase_terms(job_terms(state, chunk.view, row), peak_of(state, k, row), state.demand,
                       model_for(row), chunk.view.unit, chunk.scratch.own_cost[k - chunk.begin]));
  }
  evaluate_decisions(block, state.demand.discrimination);
  for (std::size_t i = 0; i < purchases.size(); ++i) {
    const std::uint32_t row = purchases[i].row;
    const double units = units_for(block.jobs[i], peak_of(state, purchases[i].enterprise, row),
                                   state.demand, model_for(row));
    w.own_milli_units[row] = static_cast<std::uint32_t>(
        std::max<std::int64_t>(1, whole(std::min(units * 1000.0, 4.0e9))));
    w.vintage[row] = chunk.view.year_byte;
  }
}

}  // namespace

void fill_pool(State& state, std::span<const Purchase> mine) {
  const std::size_t k = mine.front().enterprise;
  std::int64_t units = 0;
  for (std::size_t row = state.enterprise.first_workload[k];
       row < state.enterprise.first_workload[k + 1]; ++row) {
    units += state.workload.own_milli_units[row];
  }
  const std::int64_t short_of =
      whole(std::min(state.demand.self_host_units_min * 1000.0, 4.0e9)) - units;
  if (short_of <= 0) return;
  const auto n = static_cast<std::int64_t>(mine.size());
  for (std::int64_t i = 0; i < n; ++i) {
    std::uint32_t& of_row = state.workload.own_milli_units[mine[static_cast<std::size_t>(i)].row];
    const std::int64_t more = short_of * (i + 1) / n - short_of * i / n;
    of_row = static_cast<std::uint32_t>(std::min<std::int64_t>(of_row + more, 4'000'000'000));
  }
}

namespace {

/// Purchases stand together by firm.
void fill_pools(Chunk& chunk) {
  const std::span<const Purchase> bought = chunk.scratch.bought;
  for (std::size_t begin = 0, end = 0; begin < bought.size(); begin = end) {
    while (end < bought.size() && bought[end].enterprise == bought[begin].enterprise) ++end;
    fill_pool(chunk.state, bought.subspan(begin, end - begin));
  }
}

void buy_equipment(Chunk& chunk) {
  const std::span<const Purchase> bought = chunk.scratch.bought;
  for (std::size_t start = 0; start < bought.size(); start += block_rows) {
    buy_block(chunk, bought.subspan(start, std::min(block_rows, bought.size() - start)));
  }
  if (chunk.state.demand.pooled_hosting) fill_pools(chunk);
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
  reckon_costs(state, begin, end, scratch.own_cost);
  list_open(chunk);
  evaluate_own(chunk);
  for (std::size_t c = 0; c < state.classes.size(); ++c) evaluate_class(chunk, c);
  decide_all(chunk);
  buy_equipment(chunk);
}

}  // namespace overbuild

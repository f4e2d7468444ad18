#include "agents/enterprise/opening.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <vector>

#include "agents/enterprise/budget.hpp"
#include "agents/enterprise/chunk.hpp"
#include "agents/enterprise/opening_fit.hpp"
#include "agents/enterprise/opening_moves.hpp"
#include "agents/enterprise/requests.hpp"
#include "agents/enterprise/review.hpp"
#include "core/math.hpp"
#include "core/parallel.hpp"

namespace overbuild {

using State = EnterprisePopulation::State;

namespace {

constexpr std::array<Mode, 3> bought_in_modes{Mode::api, Mode::hosted_open, Mode::app};
constexpr double accepted_misfit = 0.03;
constexpr int years_before_opening = 60;
/// What a workload may do instead of what constants make it choose; places of bought_in_modes
/// first.
constexpr std::uint8_t own_models = 3, unknown = 4, known = 5, as_chosen = 255;
/// Or its enterprise may buy: `less` and the place of a part.
constexpr std::uint8_t less = 6;
constexpr double less_by[] = {0.9, 0.75, 0.5, 0.25};

/// A workload that may be known at the opening: its best offer of each mode, found once; the
/// constants to be fitted are the same for all offers of a mode and leave that ranking alone.
struct Candidate {
  std::uint32_t enterprise, row;
  float threshold;             ///< known if below known_scale
  float utility[3], spend[3];  ///< without constants; usd a year, weighted
  float gain[3];               ///< surplus over spend
  std::uint8_t offer[3];
  float self_utility, self_hurdle, ln_self_hurdle, self_spend, self_units;
  std::uint8_t self_model;
  std::uint8_t instead =
      as_chosen;  ///< of bought_in_modes, or own_models: what it does all the same
};

struct SpendSum {
  ModeSpend cents{};
  SpendSum& operator+=(const SpendSum& other) {
    for (std::size_t m = 0; m < cents.size(); ++m) add_count(cents[m], other.cents[m], spend_text);
    return *this;
  }
};

struct Opening {
  State& state;
  const YearView& view;
  std::size_t grain;
  std::vector<double>& most_bought;  ///< [enterprises] usd, all firms that it stands for

  [[nodiscard]] double payroll(std::size_t k) const {
    return static_cast<double>(state.enterprise.employees[k]) * state.population.usd_per_employee;
  }
};

/// An enterprise that uses AI knows at least one use: the one it would have come to know first.
void know_something(std::vector<Candidate>& candidates, std::size_t first) {
  const auto least = std::min_element(
      candidates.begin() + static_cast<std::ptrdiff_t>(first), candidates.end(),
      [](const Candidate& a, const Candidate& b) { return a.threshold < b.threshold; });
  if (least != candidates.end()) least->threshold = -1.0F;
}

/// Rows of adopters that are not of a kind still to be thought of.
void list_candidates(Opening& opening, std::size_t begin, std::size_t end,
                     std::vector<Candidate>& out) {
  State& state = opening.state;
  WorkloadColumns& w = state.workload;
  for (std::size_t k = begin; k < end; ++k) {
    const double reach = log10_(10.0 + static_cast<double>(state.enterprise.employees[k]));
    const std::uint32_t first = state.enterprise.first_workload[k];
    const std::size_t mine = out.size();
    for (std::uint32_t row = first; row < state.enterprise.first_workload[k + 1]; ++row) {
      const bool latent = w.tier[row] != 0;
      w.tier[row] = 0;
      if (latent || (state.enterprise.flags[k] & flag_adopter) == 0) continue;
      const double u =
          state.random.uniform(state.enterprise.entity[k], 0, Purpose::workload_known, row - first);
      Candidate candidate{};
      candidate.enterprise = static_cast<std::uint32_t>(k);
      candidate.row = row;
      candidate.threshold = static_cast<float>(-log_(1.0 - u) / reach);
      out.push_back(candidate);
    }
    know_something(out, mine);
  }
}

void store_offers(const Opening& opening, const ReviewBlock& block, std::span<Candidate*> rows,
                  std::size_t m) {
  DecisionBlock& chosen = year_scratch().decision;
  std::size_t places[block_rows];
  chosen.rows = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Candidate& candidate = *rows[i];
    candidate.utility[m] = block.best_utility[i];
    candidate.offer[m] = static_cast<std::uint8_t>(block.best[i]);
    candidate.spend[m] = 0.0F;
    if (block.best[i] == no_option) continue;
    const ServiceOption& offer = opening.view.options[block.best[i]];
    JobTerms terms = job_terms(opening.state, opening.view, candidate.row);
    add_offer(terms, opening.state, opening.view, candidate.row, offer);
    places[chosen.rows] = i;
    chosen.set(chosen.rows++, terms);
  }
  evaluate_decisions(chosen, opening.state.demand.discrimination);
  for (std::size_t j = 0; j < chosen.rows; ++j) {
    Candidate& candidate = *rows[places[j]];
    const double spend =
        chosen.jobs[j] * opening.view.options[candidate.offer[m]].price_usd_per_job;
    candidate.spend[m] =
        static_cast<float>(opening.state.enterprise.weight[candidate.enterprise] * spend);
    candidate.gain[m] = spend > 0.0 ? static_cast<float>(chosen.surplus[j] / spend) : 0.0F;
  }
}

void store_self_hosting(const Opening& opening, const ReviewBlock& block,
                        std::span<Candidate*> rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Candidate& candidate = *rows[i];
    candidate.self_utility = no_utility;
    if (!opening.view.self_hosting.available) continue;
    candidate.self_utility = block.self_utility[i];
    candidate.self_hurdle = block.self_hurdle[i];
    candidate.self_units = block.self_units[i];
    candidate.ln_self_hurdle =
        static_cast<float>(log_(std::max(static_cast<double>(candidate.self_hurdle), 1e-30)));
    candidate.self_model = static_cast<std::uint8_t>(block.self_model[i]);
    candidate.self_spend =
        static_cast<float>(opening.state.enterprise.weight[candidate.enterprise] *
                           static_cast<double>(block.self_units[i]) * opening.view.unit.level *
                           opening.state.true_cost[candidate.enterprise]);
  }
}

/// Evaluates the candidates of one chunk, class by class, in blocks.
void evaluate_candidates(const Opening& opening, std::size_t begin, std::size_t end,
                         std::vector<Candidate>& candidates) {
  const State& state = opening.state;
  YearScratch& scratch = year_scratch();
  reckon_costs(state, begin, end, scratch.own_cost);
  std::vector<Candidate*> rows;
  for (std::size_t c = 0; c < state.classes.size(); ++c) {
    rows.clear();
    for (Candidate& candidate : candidates) {
      if (state.workload.workload_class[candidate.row] == c) rows.push_back(&candidate);
    }
    std::array<OptionPlan, 3> plans;
    for (std::size_t m = 0; m < 3; ++m) {
      plans[m] = plan_options(opening.view.options, c, state.demand, bought_in_modes[m]);
    }
    for (std::size_t start = 0; start < rows.size(); start += block_rows) {
      const auto part = std::span(rows).subspan(start, std::min(block_rows, rows.size() - start));
      scratch.review.rows = 0;
      for (const Candidate* row : part) {
        gather_review(state, opening.view, row->enterprise, row->row,
                      scratch.own_cost[row->enterprise - begin], scratch.review);
        // Whoever is served at the opening has paid for the move before.
        scratch.review.switching[scratch.review.rows - 1] = 0.0F;
      }
      for (std::size_t m = 0; m < 3; ++m) {
        choose_options(scratch.review, plans[m], opening.view.choice);
        store_offers(opening, scratch.review, part, m);
      }
      if (opening.view.self_hosting.available) {
        screen_self_hosting(scratch.review, opening.view.screen, opening.view.choice);
      }
      store_self_hosting(opening, scratch.review, part);
    }
  }
}

struct Choice {
  std::size_t mode;  ///< of bought_in_modes; 3: none
  double utility;
  double self_net;  ///< yearly net gain of self-hosting instead
};

Choice choose(const Candidate& candidate, const ModeConstants& constants) {
  const double add[3] = {constants.api, constants.hosted, constants.app};
  if (candidate.instead < own_models) {
    const double utility = static_cast<double>(candidate.utility[candidate.instead]);
    return {candidate.instead, utility + add[candidate.instead], 0.0};
  }
  Choice choice{3, static_cast<double>(no_utility), 0.0};
  for (std::size_t m = 0; m < 3; ++m) {
    const double utility = static_cast<double>(candidate.utility[m]) + add[m];
    if (candidate.offer[m] == no_option || utility <= choice.utility) continue;
    choice.utility = utility;
    choice.mode = m;
  }
  const double self_utility = static_cast<double>(candidate.self_utility) + constants.self;
  const double least = std::max(choice.utility, static_cast<double>(candidate.ln_self_hurdle));
  const bool all_the_same = candidate.instead == own_models;
  if (self_utility <= least && !all_the_same) return choice;  // most: no exponential needed
  choice.self_net = own_hosting_net(self_utility, choice.utility,
                                    static_cast<double>(candidate.self_hurdle), all_the_same);
  return choice;
}

/// What an enterprise does with one candidate that it knows.
struct Decision {
  Candidate* candidate;
  Choice choice;
  bool self_hosted = false;

  [[nodiscard]] bool bought() const { return !self_hosted && choice.mode < 3; }
  [[nodiscard]] double spend() const { return static_cast<double>(candidate->spend[choice.mode]); }
  [[nodiscard]] float gain() const { return candidate->gain[choice.mode]; }
};

/// What a pool asks for a year beyond what its workloads need, as in later years.
double cost_of_idle_pool_opening(const Opening& opening, std::uint32_t k,
                                 const std::vector<Decision>& firm) {
  const DemandParameters& demand = opening.state.demand;
  if (!demand.pooled_hosting) return 0.0;
  double units = 0.0;
  for (const Decision& decision : firm) {
    if (decision.choice.self_net > 0.0) {
      units += static_cast<double>(decision.candidate->self_units);
    }
  }
  return std::max(demand.self_host_units_min - units, 0.0) *
         static_cast<double>(opening.view.screen.hurdle_per_unit) *
         reckoned_cost_of(opening.state, k);
}

/// Walks the known candidates of a chunk firm by firm; `take(firm, its decisions, has a platform)`.
/// `firm` is working memory.
template <class Take>
void walk_choices(const Opening& opening, std::span<Candidate> candidates,
                  const ModeConstants& constants, std::vector<Decision>& firm, Take&& take) {
  for (std::size_t j = 0; j < candidates.size();) {
    const std::uint32_t k = candidates[j].enterprise;
    double net = 0.0;
    firm.clear();
    for (; j < candidates.size() && candidates[j].enterprise == k; ++j) {
      if (static_cast<double>(candidates[j].threshold) >= constants.known_scale) continue;
      firm.push_back({&candidates[j], choose(candidates[j], constants)});
      net += std::max(firm.back().choice.self_net, 0.0);
    }
    const bool has_platform =
        net > opening.view.platform_usd + cost_of_idle_pool_opening(opening, k, firm);
    for (Decision& decision : firm) {
      decision.self_hosted = has_platform && decision.choice.self_net > 0.0;
    }
    take(k, firm, has_platform);
  }
}

template <class Take>
void walk_choices(const Opening& opening, std::span<Candidate> candidates,
                  const ModeConstants& constants, Take&& take) {
  std::vector<Decision> firm;
  walk_choices(opening, candidates, constants, firm, take);
}

/// An enterprise's spend: own hosting first, then what brings most for a dollar, within its means.
void add_firm(const Opening& opening, std::uint32_t k, std::vector<Decision>& firm,
              bool has_platform, double budget_share, SpendSum& sum) {
  constexpr std::size_t place[3] = {0, 1, 3};
  const auto cents = [](double usd) { return whole(usd * 100.0); };
  double left = opening.state.enterprise.weight[k] * budget_share * opening.payroll(k);
  double bought = 0.0;
  if (has_platform) {
    add_count(sum.cents[2], cents(opening.state.enterprise.weight[k] * opening.view.platform_usd),
              spend_text);
  }
  for (const Decision& decision : firm) {
    if (decision.self_hosted) {
      const auto usd = static_cast<double>(decision.candidate->self_spend);
      add_count(sum.cents[2], cents(usd), spend_text);
      left -= usd;
    } else if (decision.bought()) {
      bought += decision.spend();
    }
  }
  left = std::min(left, opening.most_bought[k]);
  if (bought > left) {
    std::sort(firm.begin(), firm.end(), [](const Decision& a, const Decision& b) {
      if (a.bought() != b.bought()) return a.bought();
      if (a.bought() && a.gain() != b.gain()) return a.gain() > b.gain();
      return a.candidate->row < b.candidate->row;
    });
  }
  for (const Decision& decision : firm) {
    if (!decision.bought()) continue;
    const double usd = std::min(decision.spend(), std::max(left, 0.0));
    left -= usd;
    add_count(sum.cents[place[decision.choice.mode]], cents(usd), spend_text);
  }
}

ModeSpend spend_at(const Opening& opening, std::vector<std::vector<Candidate>>& chunks,
                   const ModeConstants& constants) {
  const auto total = ordered_sum<SpendSum>(chunks.size(), 1, [&](std::size_t c, std::size_t) {
    SpendSum sum;
    walk_choices(opening, chunks[c], constants,
                 [&](std::uint32_t k, std::vector<Decision>& firm, bool has_platform) {
                   add_firm(opening, k, firm, has_platform, constants.budget_share, sum);
                 });
    return sum;
  });
  return total.cents;
}

/// [begin, end) of the candidates of the enterprise that has the one at `index`.
std::span<Candidate> firm_around(std::vector<Candidate>& chunk, std::size_t index) {
  std::size_t begin = index, end = index + 1;
  while (begin > 0 && chunk[begin - 1].enterprise == chunk[index].enterprise) --begin;
  while (end < chunk.size() && chunk[end].enterprise == chunk[index].enterprise) ++end;
  return std::span(chunk).subspan(begin, end - begin);
}

/// Moves of one chunk that give up no more than `most` ln surplus.
class MoveList {
 public:
  MoveList(const Opening& opening, const ModeConstants& constants)
      : opening_(opening),
        constants_(constants),
        noise_(opening.state.demand.choice_noise),
        most_(most_shocks * noise_) {}

  void add_chunk(std::vector<Candidate>& chunk, std::size_t place) {
    walk_choices(opening_, chunk, constants_,
                 [&](std::uint32_t, const std::vector<Decision>& firm, bool has_platform) {
                   bool buys = false;
                   for (const Decision& decision : firm) {
                     const auto index = static_cast<std::size_t>(decision.candidate - chunk.data());
                     add_known(decision, has_platform, place, index);
                     if (decision.bought() && !buys) add_less(decision, place, index);
                     buys |= decision.bought();
                   }
                 });
    for (std::size_t index = 0; index < chunk.size(); ++index) {
      if (static_cast<double>(chunk[index].threshold) >= constants_.known_scale) {
        add(chunk[index], from_threshold(chunk[index]), known, place, index);
      }
    }
  }

  std::vector<OpeningMove> moves;

 private:
  /// Taste shocks by which a workload may be off what it would choose.
  static constexpr double most_shocks = 3.0;

  [[nodiscard]] double from_threshold(const Candidate& candidate) const {
    const double ln =
        log_(std::max(static_cast<double>(candidate.threshold), 1e-30) / constants_.known_scale);
    return noise_ * (ln < 0.0 ? -ln : ln);
  }
  void add_known(const Decision& decision, bool has_platform, std::size_t place,
                 std::size_t index) {
    const Candidate& candidate = *decision.candidate;
    const double add_to[3] = {constants_.api, constants_.hosted, constants_.app};
    const double self = static_cast<double>(candidate.self_utility) + constants_.self;
    const double now = decision.self_hosted ? self : decision.choice.utility;
    for (std::uint8_t m = 0; m < own_models; ++m) {
      if (candidate.offer[m] == no_option) continue;
      if (!decision.self_hosted && decision.choice.mode == m) continue;
      add(candidate, now - (static_cast<double>(candidate.utility[m]) + add_to[m]), m, place,
          index);
    }
    if (has_platform && !decision.self_hosted && candidate.self_units > 0.0F) {
      const auto ln_hurdle = static_cast<double>(candidate.ln_self_hurdle);
      add(candidate, own_hosting_cost(self, now, ln_hurdle), own_models, place, index);
    }
    if (candidate.threshold >= 0.0F) {
      add(candidate, from_threshold(candidate), unknown, place, index);
    }
  }
  void add_less(const Decision& decision, std::size_t place, std::size_t index) {
    for (std::size_t part = 0; part < std::size(less_by); ++part) {
      const auto to = static_cast<std::uint8_t>(less + part);
      add(*decision.candidate, -noise_ * log_(less_by[part]), to, place, index);
    }
  }
  void add(const Candidate& candidate, double cost, std::uint8_t to, std::size_t place,
           std::size_t index) {
    if (!(cost <= most_)) return;
    const EnterpriseColumns& firms = opening_.state.enterprise;
    moves.push_back({cost, firms.entity[candidate.enterprise].value,
                     candidate.row - firms.first_workload[candidate.enterprise], to, place, index});
  }

  const Opening& opening_;
  const ModeConstants& constants_;
  double noise_, most_;
};

ModeSpend firm_spend(const Opening& opening, std::span<Candidate> firm,
                     const ModeConstants& constants, std::vector<Decision>& working) {
  SpendSum sum;
  walk_choices(opening, firm, constants, working,
               [&](std::uint32_t k, std::vector<Decision>& decisions, bool has_platform) {
                 add_firm(opening, k, decisions, has_platform, constants.budget_share, sum);
               });
  return sum.cents;
}

/// `was`: what its enterprise spends before.
void do_instead(const Opening& opening, Candidate& candidate, std::uint8_t to,
                const ModeSpend& was) {
  if (to >= less) {
    const double bought = 0.01 * static_cast<double>(was[0] + was[1] + was[3]);
    opening.most_bought[candidate.enterprise] = less_by[to - less] * bought;
  } else if (to == known || to == unknown) {
    candidate.threshold = to == known ? -1.0F : std::numeric_limits<float>::max();
  } else {
    candidate.instead = to;
  }
}

/// Makes moves and takes the last one back; keeps what firms spend in between.
class Mover {
 public:
  Mover(const Opening& opening, std::vector<std::vector<Candidate>>& chunks,
        const ModeConstants& constants)
      : opening_(opening),
        chunks_(chunks),
        constants_(constants),
        spend_(opening.state.enterprise.size()) {}

  /// By how much spend changes.
  ModeSpend make(const OpeningMove& move) {
    std::vector<Candidate>& chunk = chunks_[move.chunk];
    const std::span<Candidate> firm = firm_around(chunk, move.index);
    moved_ = &chunk[move.index];
    before_ = *moved_;
    std::optional<ModeSpend>& spend = spend_[before_.enterprise];
    if (!spend) spend = firm_spend(opening_, firm, constants_, working_);
    spent_before_ = *spend;
    bought_before_ = opening_.most_bought[before_.enterprise];
    do_instead(opening_, *moved_, move.to, spent_before_);
    spend = firm_spend(opening_, firm, constants_, working_);
    ModeSpend change = *spend;
    for (std::size_t m = 0; m < change.size(); ++m) change[m] -= spent_before_[m];
    return change;
  }
  void undo() {
    *moved_ = before_;
    opening_.most_bought[before_.enterprise] = bought_before_;
    spend_[before_.enterprise] = spent_before_;
  }

 private:
  const Opening& opening_;
  std::vector<std::vector<Candidate>>& chunks_;
  const ModeConstants& constants_;
  std::vector<std::optional<ModeSpend>> spend_;  ///< [enterprises] of those that were asked for
  std::vector<Decision> working_;
  Candidate* moved_ = nullptr;
  Candidate before_{};
  ModeSpend spent_before_{};
  double bought_before_ = 0.0;
};

/// Single workloads of firms that are nearly indifferent take what constants leave of the misfit,
/// and firms that are a mode by themselves set aside less.
void meet_with_moves(const Opening& opening, std::vector<std::vector<Candidate>>& chunks,
                     const ByMode& target, OpeningFit& fit) {
  MoveList list(opening, fit.constants);
  for (std::size_t c = 0; c < chunks.size(); ++c) list.add_chunk(chunks[c], c);
  Mover mover(opening, chunks, fit.constants);
  const auto make = [&](const OpeningMove& move) { return mover.make(move); };
  const auto undo = [&] { mover.undo(); };
  fit.spend = meet_targets(target, fit.spend, std::move(list.moves), make, undo);
  fit.misfit = largest_misfit(target, fit.spend);
}

double total_of(const ByMode& target) { return target[0] + target[1] + target[2] + target[3]; }
double total_of(const ModeSpend& spend) {
  return 0.01 * static_cast<double>(spend[0] + spend[1] + spend[2] + spend[3]);
}

/// Whether all that has been thought of is known, and firms spend all that they have.
bool all_known(const std::vector<std::vector<Candidate>>& chunks, const ModeConstants& constants) {
  for (const auto& chunk : chunks) {
    for (const Candidate& candidate : chunk) {
      if (static_cast<double>(candidate.threshold) >= constants.known_scale) return false;
    }
  }
  return constants.budget_share >= 1.0;
}

/// More of every kind of work where all of it that has been thought of costs less than is on
/// record: what was paid is better known than how much work there is. Returns by how much.
double find_more_work(const Opening& opening, YearView& view,
                      std::vector<std::vector<Candidate>>& chunks, const OpeningQuestion& question,
                      OpeningFit& fit) {
  constexpr double short_of = 0.99;
  double scale = 1.0;
  for (int round = 0; round < 6; ++round) {
    const double reached = total_of(fit.spend) / total_of(question.target);
    if (!(reached > 0.0 && reached < short_of) || !all_known(chunks, fit.constants)) break;
    scale /= reached;
    for (std::size_t c = 0; c < view.potential_scale.size(); ++c) {
      opening.state.class_scale[c] /= reached;
      view.potential_scale[c] /= reached;
    }
    parallel_chunks(opening.state.enterprise.size(), opening.grain,
                    [&](std::size_t c, std::size_t begin, std::size_t end) {
                      evaluate_candidates(opening, begin, end, chunks[c]);
                    });
    fit = fit_opening(question);
  }
  return scale;
}

/// A word drawn for one row of an enterprise.
std::uint32_t row_word(const State& state, const YearView& view, std::size_t k,
                       std::uint32_t number, std::uint32_t stream) {
  const PhiloxCounter words =
      state.random.block(state.enterprise.entity[k], static_cast<std::uint32_t>(view.year),
                         Purpose::contract_phase, (number >> 2) | (stream << 24));
  return words[number & 3U];
}

/// Equipment bought some time in the years before, as many units as would be bought now.
void place_equipment(const Opening& opening, const Candidate& candidate, std::uint32_t number) {
  State& state = opening.state;
  const SelfHostTerms& terms = opening.view.self_hosting;
  const std::size_t row = candidate.row;
  const SelfHostOutcome result = evaluate_self_hosting(
      job_terms(state, opening.view, row), peak_of(state, candidate.enterprise, row), 0.0,
      state.demand, terms, candidate.self_model, reckoned_cost_of(state, candidate.enterprise));
  const std::uint64_t word = row_word(state, opening.view, candidate.enterprise, number, 1);
  const auto age =
      static_cast<std::uint8_t>((word * static_cast<std::uint64_t>(terms.life_years)) >> 32);
  state.workload.own_milli_units[row] = static_cast<std::uint32_t>(
      std::max<std::int64_t>(1, whole(std::min(result.units * 1000.0, 4.0e9))));
  state.workload.vintage[row] = static_cast<std::uint8_t>(opening.view.year_byte - age);
}

void place_contract(const Opening& opening, const Decision& decision) {
  const Candidate& candidate = *decision.candidate;
  const Choice& choice = decision.choice;
  State& state = opening.state;
  WorkloadColumns& w = state.workload;
  const std::size_t k = candidate.enterprise, row = candidate.row;
  const std::uint32_t number = candidate.row - state.enterprise.first_workload[k];
  w.status[row] = Status::known;
  w.contract_end[row] = static_cast<std::uint8_t>(opening.view.year_byte + 1);
  if (!decision.self_hosted && choice.mode == 3) return;
  if (decision.self_hosted) {
    w.mode[row] = Mode::self_hosted;
    place_equipment(opening, candidate, number);
  } else {
    const ServiceOption& offer = opening.view.options[candidate.offer[choice.mode]];
    w.mode[row] = offer.mode;
    w.seller[row] = offer.seller;
    w.tier[row] = offer.tier;
  }
  const std::uint64_t years =
      contract_years(state, opening.view, state.enterprise.entity[k], number);
  const std::uint64_t left = (row_word(state, opening.view, k, number, 0) * years) >> 32;
  w.contract_end[row] = static_cast<std::uint8_t>(opening.view.year_byte + 1 + left);
}

void fill_opening_pool(const Opening& opening, const std::vector<Decision>& firm) {
  std::vector<Purchase> bought;
  for (const Decision& decision : firm) {
    if (!decision.self_hosted) continue;
    bought.push_back({decision.candidate->enterprise, decision.candidate->row});
  }
  if (opening.state.demand.pooled_hosting && !bought.empty()) fill_pool(opening.state, bought);
}

/// Books of the equipment that was there before the opening year.
void open_fleet(State& state, const YearView& view) {
  state.fleet.milli.fill(0);
  state.fleet.book.fill(0);
  state.fleet.scrapped_milli.fill(0);
  state.fleet.retired_book.fill(0);
  state.fleet.price_usd.fill(view.self_hosting.equipment_price_usd_per_unit);
  for (std::size_t k = 0; k < state.enterprise.size(); ++k) {
    for (std::size_t row = state.enterprise.first_workload[k];
         row < state.enterprise.first_workload[k + 1]; ++row) {
      const std::size_t vintage = state.workload.vintage[row];
      if (state.workload.own_milli_units[row] == 0 || vintage == view.year_byte) continue;
      const auto age = static_cast<std::int64_t>(view.year_byte - vintage);
      add_count(state.fleet.milli[vintage], weighted_milli(state, k, row), own_text);
      add_count(state.fleet.book[vintage],
                equipment_book(state, k, row, view.self_hosting.life_years).remaining(age),
                own_text);
    }
  }
}

std::vector<std::int64_t> equipment_books(const State& state, const YearView& view) {
  std::vector<std::int64_t> books(state.enterprise.size(), 0);
  for (std::size_t k = 0; k < books.size(); ++k) {
    for (std::size_t row = state.enterprise.first_workload[k];
         row < state.enterprise.first_workload[k + 1]; ++row) {
      if (state.workload.own_milli_units[row] == 0) continue;
      const auto age = static_cast<std::int64_t>(view.year_byte) - state.workload.vintage[row];
      add_count(books[k],
                equipment_book(state, k, row, view.self_hosting.life_years).remaining(age + 1),
                own_text);
    }
  }
  return books;
}

void request_opening(Opening& opening) {
  State& state = opening.state;
  std::vector<ChunkRequests> chunks(chunk_count(state.enterprise.size(), opening.grain));
  parallel_chunks(state.enterprise.size(), opening.grain,
                  [&](std::size_t c, std::size_t begin, std::size_t end) {
                    chunks[c].requests.options.resize(opening.view.options.size());
                    YearScratch& scratch = year_scratch();
                    scratch.resize(state.enterprise.first_workload[end] -
                                   state.enterprise.first_workload[begin]);
                    request_chunk(state, opening.view, begin, end, scratch, chunks[c]);
                  });
  state.requests = Requests{};
  state.requests.options.resize(opening.view.options.size());
  for (const ChunkRequests& chunk : chunks) fold_requests(state.requests, chunk.requests);
}

/// Of the first year, where budgets follow spending: from what was spent at the opening or at least
/// set aside, one step on.
float first_binding_budget(const State& state, std::size_t k, double spent) {
  const double payroll =
      static_cast<double>(state.enterprise.employees[k]) * state.population.usd_per_employee;
  const double saved = static_cast<double>(state.enterprise.net_benefit_usd[k]) + spent;
  const double budget = std::max(spent, state.demand.budget_base_share * payroll);
  return static_cast<float>(std::min(binding_budget(state.demand, budget, saved, payroll), 1e30));
}

/// Nobody starts the first year with less than was just spent.
void raise_budgets(State& state) {
  const EnterpriseFlows& flows = state.settlement.flows;
  for (std::size_t k = 0; k < state.enterprise.size(); ++k) {
    const std::int64_t spent = flows.app[k] + flows.api[k] + flows.hosted_open[k] +
                               flows.energy[k] + flows.operations[k] + flows.depreciation[k];
    const auto usd =
        static_cast<float>(static_cast<double>(spent) / (100.0 * state.enterprise.weight[k]));
    float& budget = state.enterprise.budget_usd[k];
    budget = state.demand.binding_budgets ? first_binding_budget(state, k, static_cast<double>(usd))
                                          : std::max(budget, usd);
  }
}

/// Who bought less than it would has a budget that says so.
void hold_to_budget(const Opening& opening, std::uint32_t k, const std::vector<Decision>& firm) {
  double spends = opening.most_bought[k];
  if (spends == std::numeric_limits<double>::infinity()) return;
  for (const Decision& decision : firm) {
    if (decision.self_hosted) spends += static_cast<double>(decision.candidate->self_spend);
  }
  float& budget = opening.state.enterprise.budget_usd[k];
  budget = std::min(budget, static_cast<float>(spends / opening.state.enterprise.weight[k]));
}

/// What enterprises could spend in the opening year.
void open_budgets(const Opening& opening, double budget_share) {
  for (std::size_t k = 0; k < opening.state.enterprise.size(); ++k) {
    opening.state.enterprise.budget_usd[k] = static_cast<float>(budget_share * opening.payroll(k));
  }
}

/// Constants of the modes: where the record shows no use there is nothing to solve, and the prior
/// holds.
OpeningResult describe_fit(const OpeningFit& fit, const ByMode& target,
                           const OpeningTargets& targets) {
  OpeningResult result;
  result.known_scale = fit.constants.known_scale;
  result.budget_share = fit.constants.budget_share;
  const auto set = [&](Mode mode, double value) {
    result.ln_preference[static_cast<std::size_t>(mode)] = value;
  };
  set(Mode::api, fit.constants.api);
  set(Mode::hosted_open, target[1] > 0.0 ? fit.constants.hosted : targets.hosted_open_preference);
  set(Mode::self_hosted, target[2] > 0.0 ? fit.constants.self : targets.self_hosted_preference);
  set(Mode::app, fit.constants.app);
  const auto usd = [&](std::size_t m) { return static_cast<double>(fit.spend[m]) * 0.01; };
  result.achieved = {usd(0), usd(1), usd(2), usd(3)};
  result.worst_misfit = fit.misfit;
  result.converged = result.worst_misfit <= accepted_misfit;
  return result;
}

}  // namespace

OpeningResult open_enterprises(State& state, int opening_year,
                               std::span<const ServiceOption> options, const SelfHostTerms& terms,
                               const OpeningTargets& targets,
                               FunctionRef<void(const SettlementInput&)> settle) {
  state.opening_year = opening_year;
  state.origin = opening_year - years_before_opening;
  std::vector<ServiceOption> plain(options.begin(), options.end());
  for (ServiceOption& option : plain) option.ln_preference = 0.0;
  SelfHostTerms plain_terms = terms;
  plain_terms.ln_preference = 0.0;
  YearView view(state, opening_year, plain, plain_terms);
  const std::size_t n = state.enterprise.size();
  const std::size_t grain = enterprise_grain(n);
  std::vector<double> most_bought(n, std::numeric_limits<double>::infinity());
  Opening opening{state, view, grain, most_bought};
  std::vector<std::vector<Candidate>> chunks(chunk_count(n, grain));
  parallel_chunks(n, grain, [&](std::size_t c, std::size_t begin, std::size_t end) {
    list_candidates(opening, begin, end, chunks[c]);
    evaluate_candidates(opening, begin, end, chunks[c]);
  });
  const ByMode target{targets.api_usd, targets.hosted_open_usd, targets.self_hosted_usd,
                      targets.app_usd};
  const auto spend = [&](const ModeConstants& constants) {
    return spend_at(opening, chunks, constants);
  };
  const OpeningQuestion question{target, targets.known_scale, state.demand.choice_noise, spend,
                                 state.demand.modes_met};
  OpeningFit fit = fit_opening(question);
  double work = 1.0;
  if (state.demand.modes_met) {
    work = find_more_work(opening, view, chunks, question, fit);
    meet_with_moves(opening, chunks, target, fit);
  }
  open_budgets(opening, fit.constants.budget_share);
  for (auto& chunk : chunks) {
    walk_choices(opening, chunk, fit.constants,
                 [&](std::uint32_t k, const std::vector<Decision>& firm, bool has_platform) {
                   if (has_platform) state.enterprise.flags[k] |= flag_platform;
                   for (const Decision& decision : firm) place_contract(opening, decision);
                   hold_to_budget(opening, k, firm);
                   fill_opening_pool(opening, firm);
                 });
  }
  open_fleet(state, view);
  request_opening(opening);
  settle(SettlementInput{opening_year, plain, {}, plain_terms, {}});
  raise_budgets(state);
  OpeningResult result = describe_fit(fit, target, targets);
  result.work_scale = work;
  result.equipment_book_cents = equipment_books(state, view);
  return result;
}

}  // namespace overbuild

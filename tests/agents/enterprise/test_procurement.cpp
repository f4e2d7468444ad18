#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "agents/enterprise/own_equipment.hpp"
#include "agents/enterprise/philox_lanes.hpp"
#include "agents/enterprise/procurement.hpp"
#include "core/math.hpp"
#include "core/random.hpp"
#include "tests/agents/enterprise/enterprise_fixture.hpp"
#include "tests/sweep.hpp"

namespace procurement_test {

using namespace overbuild;

double relative(double a, double b) { return std::fabs(a - b) / std::max(std::fabs(b), 1e-300); }

JobTerms plain_terms(double price, double sigma) {
  JobTerms terms{};
  terms.potential = 1e6;
  terms.ln_value = 1.0;
  terms.sigma = sigma;
  terms.difficulty = -40.0;  // every job succeeds
  terms.price = price;
  return terms;
}

std::unique_ptr<ReviewBlock> random_block() {
  auto block = std::make_unique<ReviewBlock>();
  block->rows = block_rows;
  const KeyedRandom random(3, 1);
  for (std::size_t i = 0; i < block_rows; ++i) {
    const auto number = static_cast<std::uint32_t>(i);
    const auto draw = [&](std::uint32_t k) {
      return static_cast<float>(random.uniform({99}, 0, Purpose::sample_key, 16 * number + k));
    };
    block->potential[i] = 1e6F * std::exp(-12.0F * draw(0));
    block->ln_value[i] = 6.0F * draw(1) - 1.0F;
    block->sigma[i] = 0.3F + 2.0F * draw(2);
    block->inverse_sigma[i] = 1.0F / block->sigma[i];
    block->mean_value[i] =
        single::exp_(block->ln_value[i] + 0.5F * block->sigma[i] * block->sigma[i]);
    block->difficulty[i] = 2.0F * draw(3) - 1.0F;
    block->failure[i] = 5.0F * draw(4);
    block->verification[i] = 0.2F * draw(5);
    block->sensitivity[i] = draw(6);
    block->switching[i] = 5e4F * draw(7);
    block->peak[i] = 1.0F + 3.0F * draw(8);
    block->entity_low[i] = 1000 + number / 20;
    block->entity_high[i] = 77 * number;
    block->number[i] = number % 20;
    block->moment[i] = taste_moment(2027);
    block->incumbent[i] =
        number % 3 == 0 ? seller_key(Mode::none, 0) : seller_key(Mode::api, number % 3 - 1);
  }
  return block;
}

/// Utility of one offer for one row, slowly and in double.
double reference_utility(const ReviewBlock& block, std::size_t i, const ServiceOption& option,
                         const DemandParameters& demand, const KeyedRandom& random, int year) {
  const JobTerms terms{static_cast<double>(block.potential[i]),
                       static_cast<double>(block.ln_value[i]),
                       static_cast<double>(block.sigma[i]),
                       static_cast<double>(block.difficulty[i]),
                       static_cast<double>(block.failure[i]),
                       static_cast<double>(block.verification[i]),
                       option.capability + option.capability_bonus,
                       option.price_usd_per_job,
                       option.external ? static_cast<double>(block.sensitivity[i]) : 0.0};
  double surplus = evaluate_jobs(terms, demand.discrimination).surplus;
  if (block.incumbent[i] != seller_key(option.mode, option.seller)) {
    const double r = demand.discount;
    surplus -= static_cast<double>(block.switching[i]) * r /
               (1.0 - std::pow(1.0 + r, -demand.switching_horizon));
  }
  if (surplus <= 0.0) return -1e9;
  const EntityId entity{(static_cast<std::uint64_t>(block.entity_high[i]) << 32) |
                        block.entity_low[i]};
  const auto gumbel = [&](const ShockPlace& place) {
    const PhiloxCounter words =
        random.block(entity, static_cast<std::uint32_t>(year), Purpose::choice_shock,
                     (block.number[i] << 20) | place.group);
    const double u = (static_cast<double>(words[place.word] >> 9) + 0.5) * 0x1p-23;
    return -std::log(-std::log(u));
  };
  return std::log(surplus) + option.ln_preference +
         demand.choice_noise *
             (gumbel(nest_shock(option.mode, option.seller)) +
              demand.nest_noise * gumbel(offer_shock(option.mode, option.seller, option.tier)));
}

TEST_CASE("procurement: lanes draw the words of the keyed generator") {
  for (std::uint32_t i = 0; i < 200; ++i) {
    const PhiloxCounter words = philox4x32_10({i, 7 * i, 3, ~i}, {i + 5, 9});
    const RandomLanes lanes = philox_lanes(i, 7 * i, 3, ~i, i + 5, 9);
    CHECK(lanes.word_0 == words[0]);
    CHECK(lanes.word_1 == words[1]);
    CHECK(lanes.word_2 == words[2]);
    CHECK(lanes.word_3 == words[3]);
  }
}

TEST_CASE("procurement: single precision functions are as good as they say") {
  double worst_exp = 0.0, worst_log = 0.0, worst_tail = 0.0;
  for (int i = 0; i <= 20000; ++i) {
    const float x = -86.0F + 0.0086F * static_cast<float>(i);
    worst_exp = std::max(worst_exp, relative(static_cast<double>(single::exp_(x)),
                                             std::exp(static_cast<double>(x))));
    const float y = std::exp(x);
    const double exact = std::log(static_cast<double>(y));
    worst_log = std::max(worst_log, std::fabs(static_cast<double>(single::log_(y)) - exact) /
                                        (5e-7 + 1.2e-7 * std::fabs(exact)));
    const float z = 0.0015F * static_cast<float>(i);
    const double tail = normal_cdf(-static_cast<double>(z)) / normal_pdf(static_cast<double>(z));
    worst_tail = std::max(worst_tail, relative(static_cast<double>(single::mills_ratio(z)), tail));
  }
  CHECK(worst_exp < 3e-7);
  CHECK(worst_log < 1.0);
  CHECK(worst_tail < 6e-7);
  CHECK(single::uniform(0U) > 0.0F);
  CHECK(single::uniform(~0U) < 1.0F);
}

TEST_CASE("procurement: elasticity is the hazard over sigma, revenue peaks where theory says") {
  // Unlocked share at the peak of revenue, where the hazard equals sigma (model 7.2).
  const double peaks[][2] = {{1.0, 0.38}, {1.5, 0.166}, {2.0, 0.058}, {2.5, 0.016}, {3.0, 0.0035}};
  for (const auto& [sigma, share] : peaks) {
    double best = 0.0, share_at_best = 0.0;
    for (const double ln_price : stepwise(-3.0, 12.0, 0.05)) {
      const double price = std::exp(ln_price);
      const JobOutcome here = evaluate_jobs(plain_terms(price, sigma), 2.5);
      const double up = evaluate_jobs(plain_terms(price * 1.0005, sigma), 2.5).jobs;
      const double down = evaluate_jobs(plain_terms(price / 1.0005, sigma), 2.5).jobs;
      const double z = (ln_price - 1.0) / sigma;
      const double hazard = normal_pdf(z) / normal_cdf(-z);
      const double measured = -std::log(up / down) / (2.0 * std::log(1.0005));
      CHECK(relative(measured, hazard / sigma) < 0.01);
      CHECK(relative(here.elasticity, hazard / sigma) < 1e-9);
      if (here.jobs * price > best) {
        best = here.jobs * price;
        share_at_best = here.jobs / 1e6;
      }
    }
    CHECK(relative(share_at_best, share) < 0.05);
  }
}

TEST_CASE("procurement: surplus falls with price by the jobs bought") {
  for (const double price : growing(0.1, 50.0, 1.3)) {
    JobTerms terms = plain_terms(price, 1.4);
    terms.difficulty = 0.3;
    terms.failure = 2.0;
    terms.verification = 0.1;
    const JobOutcome here = evaluate_jobs(terms, 2.5);
    terms.price = price * 1.0001;
    const double up = evaluate_jobs(terms, 2.5).surplus;
    CHECK(relative((here.surplus - up) / (price * 0.0001), here.jobs) < 1e-3);
    CHECK(relative(here.benefit * here.jobs - price * here.jobs, here.surplus) < 1e-9);
  }
}

TEST_CASE("procurement: the option multiple is Dixit and Pindyck's") {
  CHECK(real_option_multiple(-0.2, 0.4, 0.1, 1.0, 4.0) == doctest::Approx(1.354).epsilon(0.002));
  CHECK(real_option_multiple(0.2, 0.4, 0.1, 1.0, 4.0) == 4.0);
  CHECK(real_option_multiple(-0.2, 0.0, 0.1, 1.0, 4.0) == 1.0);
  CHECK(real_option_multiple(-0.2, 0.8, 0.1, 1.0, 4.0) >
        real_option_multiple(-0.2, 0.4, 0.1, 1.0, 4.0));
}

TEST_CASE("procurement: the choice kernel agrees with the slow way") {
  const std::vector<ServiceOption> options = enterprise_fixture::offers();
  DemandParameters demand = enterprise_fixture::demand();
  const KeyedRandom random(11, 4);
  auto block = random_block();
  choose_options(*block, plan_options(options, 0, demand), choice_terms(demand, random));
  int none = 0;
  for (std::size_t i = 0; i < block->rows; ++i) {
    double best = -1e9, second = -1e9;
    std::uint32_t chosen = no_option;
    for (std::uint32_t k = 0; k < options.size(); ++k) {
      const double utility = reference_utility(*block, i, options[k], demand, random, 2027);
      if (utility > best) {
        second = best;
        best = utility;
        chosen = k;
      } else {
        second = std::max(second, utility);
      }
    }
    if (chosen != no_option && best - second < 1e-3) continue;  // too close for six digits
    if (chosen == no_option) {
      ++none;
      CHECK(block->best[i] == no_option);
      continue;
    }
    CHECK(block->best[i] == chosen);
    CHECK(std::fabs(static_cast<double>(block->best_utility[i]) - best) < 2e-3);
  }
  CHECK(none < 200);
  CHECK(none > 0);
}

TEST_CASE("procurement: neither the order of offers nor a rejected offer changes a choice") {
  const std::vector<ServiceOption> options = enterprise_fixture::offers();
  const DemandParameters demand = enterprise_fixture::demand();
  const ChoiceTerms terms = choice_terms(demand, KeyedRandom(11, 4));
  auto block = random_block();
  choose_options(*block, plan_options(options, 0, demand), terms);
  std::vector<ServiceOption> reversed(options.rbegin(), options.rend());
  auto again = random_block();
  choose_options(*again, plan_options(reversed, 0, demand), terms);
  auto without = random_block();
  std::vector<ServiceOption> fewer(options.begin() + 1, options.end());
  choose_options(*without, plan_options(fewer, 0, demand), terms);
  for (std::size_t i = 0; i < block->rows; ++i) {
    CHECK(again->best_utility[i] == block->best_utility[i]);
    if (block->best[i] == no_option || block->best[i] == 0) continue;
    CHECK(again->best[i] == options.size() - 1 - block->best[i]);
    CHECK(without->best[i] == block->best[i] - 1);
  }
}

/// Rows that choose a mode when `clones` hosts offer the same open model.
int choosing(Mode mode, int clones, double nest_noise) {
  std::vector<ServiceOption> options{enterprise_fixture::offer(Mode::api, 0, 0, 0.5, 2.0)};
  for (int k = 0; k < clones; ++k) {
    options.push_back(enterprise_fixture::offer(Mode::hosted_open, k, 0, 0.5, 2.0));
  }
  DemandParameters demand = enterprise_fixture::demand();
  demand.nest_noise = nest_noise;
  const OptionPlan plan = plan_options(options, 0, demand);
  int chosen = 0;
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    auto block = random_block();
    for (std::size_t i = 0; i < block->rows; ++i) block->switching[i] = 0.0F;
    choose_options(*block, plan, choice_terms(demand, KeyedRandom(seed, 0)));
    for (std::size_t i = 0; i < block->rows; ++i) {
      chosen += block->best[i] != no_option && options[block->best[i]].mode == mode ? 1 : 0;
    }
  }
  return chosen;
}

TEST_CASE("procurement: clones of an open model do not add to its share") {
  const int one = choosing(Mode::hosted_open, 1, 0.0), five = choosing(Mode::hosted_open, 5, 0.0);
  CHECK(one > 1000);
  CHECK(five == one);
  // With a little taste between hosts they add little; as independent offers they would add much.
  const int some = choosing(Mode::hosted_open, 5, 0.25);
  CHECK(some < 1.35 * one);
  CHECK(some > one);
  CHECK(choosing(Mode::hosted_open, 5, 1.0) > some);
}

/// Offers whose sellers have ids.
std::vector<ServiceOption> named_offers() {
  std::vector<ServiceOption> options = enterprise_fixture::offers();
  for (ServiceOption& option : options) {
    option.entity = entity_id(mode_names[static_cast<std::size_t>(option.mode)], 0, option.seller);
  }
  return options;
}

/// Rows of 20 blocks that choose a lab which sells in so many rows of equal parts.
int choosing_family(int rows, bool lasting) {
  std::vector<ServiceOption> options{enterprise_fixture::offer(Mode::app, 0, 0, 0.5, 2.0)};
  DemandParameters demand = enterprise_fixture::demand();
  demand.lasting_tastes = lasting;
  for (int k = 0; k < rows; ++k) {
    options.push_back(enterprise_fixture::offer(Mode::api, k, 0, 0.5, 2.0));
    options.back().entity = entity_id("lab", 0, static_cast<std::uint32_t>(k));
    options.back().ln_family = -demand.choice_noise * std::log(static_cast<double>(rows));
  }
  demand.nest_noise = 0.0;
  const OptionPlan plan = plan_options(options, 0, demand);
  int chosen = 0;
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    auto block = random_block();
    for (std::size_t i = 0; i < block->rows; ++i) block->switching[i] = 0.0F;
    choose_options(*block, plan, choice_terms(demand, KeyedRandom(seed, 0)));
    for (std::size_t i = 0; i < block->rows; ++i) {
      chosen += block->best[i] != no_option && options[block->best[i]].mode == Mode::api ? 1 : 0;
    }
  }
  return chosen;
}

TEST_CASE("procurement: a seller split into equal rows keeps its share") {
  for (const bool lasting : {false, true}) {
    const int one = choosing_family(1, lasting), five = choosing_family(5, lasting);
    CHECK(one > 1000);
    // Other draws of the same odds: four standard deviations of a count.
    CHECK(std::abs(five - one) < 4 * std::sqrt(2.0 * one));
  }
}

TEST_CASE("procurement: near substitutes share a nest, and one more adds less to it") {
  DemandParameters demand = enterprise_fixture::demand();
  demand.app_nests = true;
  for (const bool lasting : {false, true}) {
    demand.lasting_tastes = lasting;
    const OptionPlan plan = plan_options(named_offers(), 0, demand);
    for (const PlannedOption& option : plan.options) {
      const bool app = option.seller >> 16 == static_cast<std::uint32_t>(Mode::app);
      CHECK((option.nest_key == seller_key(Mode::app, 0)) == app);
      const double within = app ? demand.app_dissimilarity : demand.nest_noise;
      CHECK(option.noise == doctest::Approx(demand.choice_noise * within));
    }
  }
}

TEST_CASE("procurement: a cautious enterprise reckons with mean, variance and aversion") {
  DemandParameters demand = enterprise_fixture::demand();
  demand.overrun_sd = 0.0;
  demand.risk_aversion = 0.0;
  CHECK(reckoned_cost(demand, 0.0, 0.0, true) == doctest::Approx(1.0));
  CHECK(reckoned_cost(demand, 0.3, 0.2, true) == doctest::Approx(std::exp(0.4)));
  demand.risk_aversion = 2.0;
  CHECK(reckoned_cost(demand, 0.3, 0.2, true) == doctest::Approx(std::exp(0.6)));
  demand.overrun_sd = 0.5;
  CHECK(reckoned_cost(demand, 0.3, 0.2, false) > reckoned_cost(demand, 0.3, 0.2, true));
}

SelfHostOutcome run_own_equipment(const JobTerms& workload, double peak_to_mean, double units,
                                  const DemandParameters& demand, const SelfHostTerms& terms) {
  const auto own = std::make_unique<OwnEquipment>();
  SelfHostOutcome outcome{};
  own->add({0, workload, peak_to_mean, units});
  own->run(demand, terms, [&](std::uint32_t, const SelfHostOutcome& of) { outcome = of; });
  return outcome;
}

TEST_CASE("procurement: own equipment in a crowd runs what it runs alone") {
  const DemandParameters demand = enterprise_fixture::demand();
  SelfHostTerms hosting = enterprise_fixture::self_hosting();
  hosting.others = {{0.0, 0.002}, {0.5, 0.005}};
  const auto own = std::make_unique<OwnEquipment>();
  std::vector<OwnEquipment::Row> rows;
  for (std::uint32_t k = 0; k < 300; ++k) {
    const double part = static_cast<double>(k) / 300.0;
    rows.push_back(
        {k, plain_terms(0.0, 0.5 + part), 1.0 + part, 0.02 * static_cast<double>(k + 1)});
    own->add(rows.back());
  }
  std::vector<SelfHostOutcome> crowd;
  own->run(demand, hosting,
           [&](std::uint32_t, const SelfHostOutcome& outcome) { crowd.push_back(outcome); });
  REQUIRE(crowd.size() == rows.size());
  int scarce = 0;
  for (const OwnEquipment::Row& row : rows) {
    const auto alone =
        run_own_equipment(row.workload, row.peak_to_mean, row.units, demand, hosting);
    CHECK(crowd[row.row].outcome.jobs == alone.outcome.jobs);
    CHECK(crowd[row.row].outcome.surplus == alone.outcome.surplus);
    CHECK(crowd[row.row].wanted == alone.wanted);
    scarce += alone.wanted > alone.outcome.jobs ? 1 : 0;
  }
  CHECK(scarce > 20);
  CHECK(scarce < 280);
}

TEST_CASE("procurement: own equipment runs the open model that is worth most on it") {
  JobTerms easy = plain_terms(0.0, 1.2);
  JobTerms hard = easy;
  hard.difficulty = 1.0;
  SelfHostTerms hosting = enterprise_fixture::self_hosting();
  hosting.capability = 1.5;
  hosting.hours_per_job = 0.02;
  const DemandParameters demand = enterprise_fixture::demand();
  const double units = 5.0;
  const auto alone = run_own_equipment(easy, 2.0, units, demand, hosting);
  hosting.others = {{0.0, 0.002}};
  const auto both = run_own_equipment(easy, 2.0, units, demand, hosting);
  CHECK(both.outcome.jobs > 1.5 * alone.outcome.jobs);
  const auto large = run_own_equipment(hard, 2.0, units, demand, hosting);
  const auto forced = evaluate_self_hosting(hard, 2.0, units, demand, hosting, 1);
  CHECK(large.outcome.surplus > forced.outcome.surplus);
}

TEST_CASE("procurement: equipment in place runs the jobs that fit, the best first") {
  JobTerms terms = plain_terms(0.0, 1.2);
  terms.failure = 0.5;
  terms.verification = 0.05;
  const DemandParameters demand = enterprise_fixture::demand();
  SelfHostTerms hosting = enterprise_fixture::self_hosting();
  const SelfHostOutcome bought = evaluate_self_hosting(terms, 2.0, 0.0, demand, hosting);
  CHECK(bought.units == std::ceil(bought.units));
  CHECK(bought.units >= 1.0);
  const double load_hours = 8760.0 * demand.self_host_load_max;
  const double small = 0.5 * bought.units;
  const SelfHostOutcome cramped = evaluate_self_hosting(terms, 2.0, small, demand, hosting);
  CHECK(cramped.outcome.jobs * hosting.hours_per_job * 2.0 <= small * load_hours * 1.000001);
  CHECK(cramped.wanted > cramped.outcome.jobs);
  CHECK(cramped.outcome.benefit > bought.outcome.benefit);
  const SelfHostOutcome roomy = evaluate_self_hosting(terms, 2.0, 1e9, demand, hosting);
  CHECK(roomy.wanted == roomy.outcome.jobs);
  CHECK(roomy.outcome.surplus > cramped.outcome.surplus);
}

/// Offers as they are, and with a lab more in front of them.
std::vector<ServiceOption> with_lab_in_front(std::vector<ServiceOption> options) {
  for (ServiceOption& option : options) {
    if (option.mode == Mode::api) ++option.seller;
  }
  ServiceOption lab = options.front();
  lab.mode = Mode::api;
  lab.seller = 0;
  lab.tier = 0;
  lab.entity = entity_id("lab", "new");
  options.insert(options.begin(), lab);
  return options;
}

TEST_CASE("lasting tastes: a seller more, in front of the others, changes no other draw") {
  DemandParameters demand = enterprise_fixture::demand();
  demand.lasting_tastes = true;
  const ChoiceTerms terms = choice_terms(demand, KeyedRandom(11, 4));
  const std::vector<ServiceOption> options = named_offers(), more = with_lab_in_front(options);
  auto block = random_block(), other = random_block();
  for (auto* rows : {block.get(), other.get()}) {
    for (std::size_t i = 0; i < rows->rows; ++i) rows->switching[i] = 0.0F;
  }
  choose_options(*block, plan_options(options, 0, demand), terms);
  choose_options(*other, plan_options(more, 0, demand), terms);
  int moved = 0;
  for (std::size_t i = 0; i < block->rows; ++i) {
    if (other->best[i] == 0) {
      ++moved;
      CHECK(other->best_utility[i] >= block->best_utility[i]);
      continue;
    }
    CHECK(other->best_utility[i] == block->best_utility[i]);
    CHECK(other->best[i] == (block->best[i] == no_option ? no_option : block->best[i] + 1));
  }
  CHECK(moved > 0);
}

TEST_CASE("lasting tastes: an advance of the epoch redraws them, a year does not") {
  DemandParameters demand = enterprise_fixture::demand();
  demand.lasting_tastes = true;
  const OptionPlan plan = plan_options(named_offers(), 0, demand);
  const ChoiceTerms terms = choice_terms(demand, KeyedRandom(11, 4));
  auto block = random_block(), next = random_block();
  for (std::size_t i = 0; i < next->rows; ++i) {
    block->moment[i] = taste_moment(0);
    next->moment[i] = taste_moment(i % 2 == 0 ? 0 : 1);
  }
  choose_options(*block, plan, terms);
  choose_options(*next, plan, terms);
  int redrawn = 0;
  for (std::size_t i = 0; i < next->rows; ++i) {
    if (i % 2 == 0) {
      CHECK(next->best_utility[i] == block->best_utility[i]);
    } else if (next->best[i] != no_option) {
      redrawn += next->best_utility[i] != block->best_utility[i] ? 1 : 0;
    }
  }
  CHECK(redrawn > 0);
}

}  // namespace procurement_test

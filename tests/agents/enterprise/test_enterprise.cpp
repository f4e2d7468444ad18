#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "agents/enterprise/procurement.hpp"
#include "core/invariant.hpp"
#include "core/math.hpp"
#include "core/parallel.hpp"
#include "tests/agents/enterprise/enterprise_fixture.hpp"
#include "tests/sweep.hpp"

namespace enterprise_test {

using namespace overbuild;
namespace fixture = enterprise_fixture;

std::int64_t total(const std::vector<std::int64_t>& column) {
  return std::accumulate(column.begin(), column.end(), std::int64_t{0});
}

std::int64_t requested(const Requests& requests) {
  std::int64_t jobs = requests.self_hosted.jobs;
  for (const OptionRequest& option : requests.options) jobs += option.jobs;
  return jobs;
}

std::int64_t moves_to(const Requests& requests, Mode mode) {
  std::int64_t moves = 0;
  for (std::size_t from = 0; from < mode_count; ++from) {
    moves += requests.moves[from][static_cast<std::size_t>(mode)];
  }
  return moves;
}

/// Every integer that does not depend on the order of rows.
std::vector<std::int64_t> aggregates(const EnterprisePopulation& people) {
  const Requests& r = people.requests();
  const Settlement& s = people.settlement();
  std::vector<std::int64_t> all{r.jobs_wanted,        r.jobs_priced_out,      r.jobs_over_budget,
                                r.jobs_latent,        r.purchase_milli_units, r.retired_milli_units,
                                r.workloads_reviewed, s.jobs_wanted,          s.jobs_rationed,
                                s.jobs_priced_out,    s.jobs_latent,          s.own_milli_units,
                                s.platforms};
  const auto add_memo = [&](MemoSum sum) {
    all.push_back(static_cast<std::int64_t>(sum >> 32));
    all.push_back(static_cast<std::int64_t>(sum & 0xffffffff));
  };
  add_memo(s.buyer_surplus_cents);
  for (const OptionRequest& o : r.options) {
    for (const std::int64_t x : {o.jobs, o.spend_cents, o.contestable_cents, o.workloads}) {
      all.push_back(x);
    }
    for (const MemoSum x : {o.elasticity_cents, o.exposure_cents, o.job_elasticity}) add_memo(x);
  }
  for (const ServedOption& o : s.options) {
    all.push_back(o.jobs);
    all.push_back(o.cents);
  }
  for (const std::int64_t jobs : s.served_by_mode) all.push_back(jobs);
  for (const auto* column :
       {&s.flows.app, &s.flows.api, &s.flows.hosted_open, &s.flows.energy, &s.flows.operations,
        &s.flows.equipment, &s.flows.sites, &s.flows.displaced_labour, &s.flows.depreciation,
        &s.flows.retired_book}) {
    all.push_back(total(*column));
  }
  for (const FleetVintage& v : s.fleet) {
    all.push_back(v.closing_milli);
    all.push_back(v.closing_book);
  }
  return all;
}

EnterprisePopulation copy_of(const EnterprisePopulation& people) {
  std::vector<std::uint32_t> order(people.enterprises().size());
  std::iota(order.begin(), order.end(), 0U);
  return people.permuted(order);
}

TEST_CASE("enterprise: the opening meets its targets and reports what it achieved") {
  const auto world = fixture::opened(2000);
  const OpeningResult& opening = world.opening;
  CHECK(opening.converged);
  CHECK(opening.worst_misfit <= 0.03);
  CHECK(opening.ln_preference[static_cast<std::size_t>(Mode::api)] == 0.0);
  const EnterpriseFlows& flows = world.people.settlement().flows;
  CHECK(static_cast<double>(total(flows.api)) * 0.01 ==
        doctest::Approx(opening.achieved.api_usd).epsilon(1e-4));
  CHECK(static_cast<double>(total(flows.hosted_open)) * 0.01 ==
        doctest::Approx(opening.achieved.hosted_open_usd).epsilon(1e-4));
  CHECK(static_cast<double>(total(flows.app)) * 0.01 ==
        doctest::Approx(opening.achieved.app_usd).epsilon(1e-4));
  std::int64_t book = 0;
  for (const FleetVintage& vintage : world.people.settlement().fleet) book += vintage.closing_book;
  CHECK(total(opening.equipment_book_cents) == book);
  CHECK(book > 0);
  // Only firms of the recorded share use anything.
  const auto& e = world.people.enterprises();
  const auto& w = world.people.workloads();
  for (std::size_t k = 0; k < e.size(); ++k) {
    for (std::size_t row = e.first_workload[k]; row < e.first_workload[k + 1]; ++row) {
      if (w.status[row] != Status::latent) CHECK((e.flags[k] & 1) == 1);
    }
  }
}

TEST_CASE("enterprise: where uses are known and little was spent, budgets are solved") {
  OpeningTargets goal{6e7, 0.0, 0.0, 3e7};
  goal.hosted_open_preference = -0.25;
  goal.self_hosted_preference = 0.05;
  const auto constant = [](const OpeningResult& opening, Mode mode) {
    return opening.ln_preference[static_cast<std::size_t>(mode)];
  };
  goal.known_scale = 0.2;
  const auto world =
      fixture::opened(4000, fixture::demand(), fixture::offers(), fixture::self_hosting(), goal);
  CHECK(world.opening.converged);
  CHECK(world.opening.known_scale == doctest::Approx(0.2));
  CHECK(world.opening.budget_share < 0.01);
  const EnterpriseFlows& flows = world.people.settlement().flows;
  CHECK(static_cast<double>(total(flows.api)) * 0.01 ==
        doctest::Approx(world.opening.achieved.api_usd).epsilon(1e-3));
  // A mode without a record is used by nobody and keeps the constant that was given.
  CHECK(total(flows.hosted_open) == 0);
  CHECK(world.people.settlement().fleet.empty());
  CHECK(constant(world.opening, Mode::hosted_open) == -0.25);
  CHECK(constant(world.opening, Mode::self_hosted) == 0.05);
  // Where more was spent than budgets at any size allow with those uses, more are known.
  goal.api_usd = 6e9, goal.app_usd = 3e9;
  goal.known_scale = 0.001;
  const auto rich =
      fixture::opened(4000, fixture::demand(), fixture::offers(), fixture::self_hosting(), goal);
  CHECK(rich.opening.converged);
  CHECK(rich.opening.budget_share == 1.0);
  CHECK(rich.opening.known_scale > 0.001);
}

TEST_CASE("enterprise: the first year does not jump when nothing has changed") {
  DemandParameters still = fixture::demand();
  still.potential_growth = 0.0;
  auto world = fixture::opened(4000, still);
  const Settlement before = world.people.settlement();
  const auto options = fixture::preferred(fixture::offers(), world.opening);
  const auto terms = fixture::preferred(fixture::self_hosting(), world.opening);
  world.people.procure({2026, options, terms, false});
  const Settlement& after = world.people.settle({2026, options, {}, terms, {}});
  const auto share = [](std::int64_t a, std::int64_t b) {
    return static_cast<double>(a) / static_cast<double>(b);
  };
  CHECK(share(total(after.flows.api), total(before.flows.api)) ==
        doctest::Approx(1.0).epsilon(0.1));
  CHECK(share(total(after.flows.app), total(before.flows.app)) ==
        doctest::Approx(1.0).epsilon(0.1));
  CHECK(share(after.served_by_mode[2], before.served_by_mode[2]) ==
        doctest::Approx(1.0).epsilon(0.1));
  CHECK(after.jobs_wanted == before.jobs_wanted);
}

TEST_CASE("enterprise: an impossible target is reported, not hidden") {
  const auto world = fixture::opened(300, fixture::demand(), fixture::offers(),
                                     fixture::self_hosting(), {1e13, 1e12, 0.0, 0.0});
  CHECK_FALSE(world.opening.converged);
  CHECK(world.opening.worst_misfit > 0.5);
  CHECK(world.opening.achieved.self_hosted_usd == 0.0);
}

TEST_CASE("enterprise: jobs and cents add up exactly, whatever can be served") {
  auto world = fixture::opened();
  for (int t = 1; t <= 8; ++t) {
    const auto options = fixture::preferred(fixture::offers(std::exp2(-0.4 * t)), world.opening);
    const auto terms = fixture::preferred(fixture::self_hosting(), world.opening);
    world.people.discover({fixture::opening_year + t, {}, false});
    const Requests& r = world.people.procure({fixture::opening_year + t, options, terms, false});
    CHECK(r.jobs_wanted == r.jobs_priced_out + r.jobs_over_budget + requested(r));
    std::vector<Fill> fill(options.size());
    for (std::size_t k = 0; k < fill.size(); ++k) {
      fill[k] = {static_cast<std::int64_t>(k) * 13 + t, 97};
    }
    const Settlement& s =
        world.people.settle({fixture::opening_year + t, options, fill, terms, {1 + t % 3, 3}});
    std::int64_t served = 0, cents = 0;
    for (const std::int64_t jobs : s.served_by_mode) served += jobs;
    CHECK(s.jobs_wanted == served + s.jobs_rationed + s.jobs_priced_out);
    CHECK(s.jobs_wanted == r.jobs_wanted);
    CHECK(s.jobs_latent == r.jobs_latent);
    for (std::size_t k = 0; k < fill.size(); ++k) {
      CHECK(s.options[k].jobs <= r.options[k].jobs * fill[k].num / fill[k].den);
      CHECK(s.options[k].jobs >
            r.options[k].jobs * fill[k].num / fill[k].den - r.options[k].workloads - 1);
      cents += s.options[k].cents;
    }
    CHECK(cents == total(s.flows.api) + total(s.flows.app) + total(s.flows.hosted_open));
    std::int64_t by_class = 0;
    for (const std::int64_t jobs : s.served_by_class) by_class += jobs;
    CHECK(by_class == served);
  }
}

TEST_CASE("enterprise: simulated elasticity is the analytic one within one per cent") {
  std::vector<WorkloadClass> classes(1);
  classes[0].value_between_sd = 0.0;
  classes[0].value_within_sd = 1.5;
  classes[0].value_per_job_median = 5.0;
  classes[0].difficulty_mean = -20.0;
  classes[0].failure_cost_share = classes[0].verification_share = 0.0;
  classes[0].sensitivity_mean = classes[0].latent_share = 0.0;
  DemandParameters demand;
  demand.budget_base_share = demand.budget_cap_share = 1e9;
  demand.switching_cost = 0.0;
  EnterprisePopulation people(fixture::population(400), classes, demand, KeyedRandom(5, 0));
  SelfHostTerms none;
  none.available = false;
  const auto at = [&](double price) {
    return std::vector<ServiceOption>{fixture::offer(Mode::api, 0, 0, 0.0, price)};
  };
  people.calibrate_opening(2025, at(10.0), none, {1e10, 0.0, 0.0, 0.0});
  for (const double price : growing(0.2, 400.0, 1.7)) {
    EnterprisePopulation low = copy_of(people), high = copy_of(people);
    const Requests& here = low.procure({2026, at(price), none, false});
    const double a = static_cast<double>(here.options[0].jobs);
    const double own = static_cast<double>(here.options[0].elasticity_cents) /
                       static_cast<double>(here.options[0].spend_cents);
    const double b =
        static_cast<double>(high.procure({2026, at(price * 1.01), none, false}).options[0].jobs);
    const double z = (std::log(price * std::sqrt(1.01)) - std::log(5.0)) / 1.5;
    const double expected = normal_pdf(z) / normal_cdf(-z) / 1.5;
    CHECK(-std::log(b / a) / std::log(1.01) == doctest::Approx(expected).epsilon(0.01));
    CHECK(own == doctest::Approx(expected).epsilon(0.01));
  }
}

TEST_CASE("enterprise: with an infinite cost of moving nobody who is served moves") {
  DemandParameters demand = fixture::demand();
  demand.switching_cost = 1e300;
  auto world = fixture::opened(600, demand);
  REQUIRE(world.people.settlement().adoption_share > 0.05);
  for (int t = 1; t <= 6; ++t) {
    auto options = fixture::offers(std::exp2(-0.5 * t));
    options[4].price_usd_per_job *= 0.05;
    fixture::advance(world.people, fixture::opening_year + t,
                     fixture::preferred(options, world.opening),
                     fixture::preferred(fixture::self_hosting(), world.opening));
    for (const auto& from : world.people.requests().moves) {
      for (const std::int64_t moves : from) CHECK(moves == 0);
    }
  }
  CHECK(world.people.requests().workloads_reviewed > 0);
}

TEST_CASE("enterprise: without open models nobody moves to them") {
  std::vector<ServiceOption> closed;
  for (const ServiceOption& option : fixture::offers()) {
    if (option.mode != Mode::hosted_open) closed.push_back(option);
  }
  SelfHostTerms none = fixture::self_hosting();
  none.available = false;
  auto world = fixture::opened(600, fixture::demand(), closed, none, {2e9, 0.0, 0.0, 1e9});
  for (int t = 1; t <= 5; ++t) {
    fixture::advance(world.people, fixture::opening_year + t, closed, none);
    CHECK(moves_to(world.people.requests(), Mode::hosted_open) == 0);
    CHECK(moves_to(world.people.requests(), Mode::self_hosted) == 0);
    CHECK(world.people.settlement().served_by_mode[2] == 0);
    CHECK(world.people.settlement().served_by_mode[3] == 0);
    CHECK(world.people.settlement().served_by_mode[1] > 0);
  }
}

TEST_CASE("enterprise: free self-hosting takes nearly all the volume") {
  DemandParameters demand = fixture::demand();
  demand.switching_cost = demand.platform_usd_per_year = demand.self_host_units_min = 0.0;
  demand.choice_noise = 0.01;
  auto world = fixture::opened(600, demand);
  SelfHostTerms free = fixture::self_hosting();
  free.capability = 1.0;
  free.equipment_price_usd_per_unit = free.site_usd_per_unit = free.power_usd_per_unit_year = 0.0;
  for (int t = 1; t <= 4; ++t) {
    fixture::advance(world.people, fixture::opening_year + t, fixture::offers(), free);
  }
  const auto& served = world.people.settlement().served_by_mode;
  const double all =
      static_cast<double>(std::accumulate(served.begin(), served.end(), std::int64_t{0}));
  CHECK(static_cast<double>(served[3]) / all > 0.97);
}

TEST_CASE("enterprise: the order of rows changes no integer aggregate") {
  EnterprisePopulation people = fixture::make();
  std::vector<std::uint32_t> order(people.enterprises().size());
  std::iota(order.begin(), order.end(), 0U);
  for (std::size_t k = order.size(); k > 1; --k) std::swap(order[k - 1], order[(k * 7919) % k]);
  std::reverse(order.begin(), order.end());
  std::rotate(order.begin(), order.begin() + 123, order.end());
  fixture::World turned{people.permuted(order), {}}, straight{std::move(people), {}};
  for (auto* world : {&straight, &turned}) {
    world->opening = world->people.calibrate_opening(fixture::opening_year, fixture::offers(),
                                                     fixture::self_hosting(), fixture::targets());
  }
  CHECK(straight.people.digest() != turned.people.digest());
  CHECK(aggregates(straight.people) == aggregates(turned.people));
  for (int t = 0; t < 6; ++t) {
    for (auto* world : {&straight, &turned}) {
      fixture::advance(world->people, fixture::opening_year + 1 + t,
                       fixture::preferred(fixture::offers(std::exp2(-0.3 * t)), world->opening),
                       fixture::preferred(fixture::self_hosting(), world->opening));
    }
    CHECK(aggregates(straight.people) == aggregates(turned.people));
  }
}

TEST_CASE("enterprise: threads and recording change nothing") {
  auto reference = fixture::opened(900);
  fixture::advance_years(reference, 4);
  const std::uint64_t digest = reference.people.digest();
  for (const int threads : {1, 2, 3, 8}) {
    with_threads(threads, [&] {
      std::vector<Move> log;
      auto world = fixture::opened(900);
      fixture::advance_years(world, 4, threads % 2 == 0 ? &log : nullptr);
      CHECK(world.people.digest() == digest);
      CHECK(aggregates(world.people) == aggregates(reference.people));
      CHECK(log.empty() == (threads % 2 != 0));
      CHECK(std::is_sorted(log.begin(), log.end(), [](const Move& a, const Move& b) {
        return a.year != b.year ? a.year < b.year : a.workload < b.workload;
      }));
    });
  }
}

TEST_CASE("enterprise: the log holds every move that was counted") {
  auto world = fixture::opened();
  std::vector<Move> log;
  std::int64_t counted = 0;
  for (int t = 1; t <= 3; ++t) {
    fixture::advance(world.people, fixture::opening_year + t,
                     fixture::preferred(fixture::offers(std::exp2(-0.5 * t)), world.opening),
                     fixture::preferred(fixture::self_hosting(), world.opening), &log);
    for (const auto& from : world.people.requests().moves) {
      counted += std::accumulate(from.begin(), from.end(), std::int64_t{0});
    }
  }
  CHECK(counted > 100);
  CHECK(static_cast<std::int64_t>(log.size()) == counted);
  for (const Move& move : log) {
    CHECK(move.from != move.to);
    CHECK(move.workload >= world.people.enterprises().first_workload[move.enterprise]);
    CHECK(move.workload < world.people.enterprises().first_workload[move.enterprise + 1]);
  }
}

TEST_CASE("enterprise: twice the rows at half the weight describe the same economy") {
  const auto run = [](std::int64_t n) {
    DemandParameters demand = fixture::demand();
    auto world = fixture::opened(n, demand);
    fixture::advance_years(world, 4);
    return world;
  };
  const auto small = run(4000), large = run(8000);
  CHECK(large.people.enterprises().size() == 8000);
  const Settlement& a = small.people.settlement();
  const Settlement& b = large.people.settlement();
  CHECK(static_cast<double>(b.jobs_wanted) ==
        doctest::Approx(static_cast<double>(a.jobs_wanted)).epsilon(0.05));
  CHECK(static_cast<double>(b.served_by_mode[1]) ==
        doctest::Approx(static_cast<double>(a.served_by_mode[1])).epsilon(0.12));
  CHECK(static_cast<double>(b.buyer_surplus_cents) ==
        doctest::Approx(static_cast<double>(a.buyer_surplus_cents)).epsilon(0.05));
  CHECK(b.adoption_share == doctest::Approx(a.adoption_share).epsilon(0.05));
}

TEST_CASE("enterprise: a frozen role repeats its modes and its jobs") {
  auto world = fixture::opened();
  fixture::advance_years(world, 2);
  const std::vector<Mode> modes = world.people.workloads().mode;
  const std::vector<std::int64_t> jobs = world.people.workloads().jobs;
  const std::int64_t units = world.people.settlement().own_milli_units;
  for (int t = 3; t <= 9; ++t) {
    const auto options = fixture::preferred(fixture::offers(3.0), world.opening);
    const auto terms = fixture::self_hosting();
    CHECK(world.people.discover({fixture::opening_year + t, {}, true}) == 0);
    const Requests& r = world.people.procure({fixture::opening_year + t, options, terms, true});
    CHECK(r.workloads_reviewed == 0);
    CHECK(r.jobs_wanted == r.jobs_priced_out + r.jobs_over_budget + requested(r));
    world.people.settle({fixture::opening_year + t, options, {}, terms, {}});
    CHECK(world.people.workloads().mode == modes);
    CHECK(world.people.workloads().jobs == jobs);
    CHECK(world.people.settlement().own_milli_units == units);
  }
}

TEST_CASE("enterprise: customers of a seller that is gone choose again at once") {
  auto world = fixture::opened();
  auto options = fixture::preferred(fixture::offers(), world.opening);
  const auto terms = fixture::preferred(fixture::self_hosting(), world.opening);
  const auto customers = [&](std::uint16_t seller) {
    const auto& w = world.people.workloads();
    std::int64_t rows = 0;
    for (std::size_t row = 0; row < w.size(); ++row) {
      rows += w.mode[row] == Mode::api && w.seller[row] == seller ? 1 : 0;
    }
    return rows;
  };
  REQUIRE(customers(1) > 0);
  options.erase(options.begin() + 2, options.begin() + 4);  // lab 1
  fixture::advance(world.people, fixture::opening_year + 1, options, terms);
  CHECK(customers(1) == 0);
  CHECK(customers(0) > 0);
}

TEST_CASE("enterprise: dearer offers sell less, and contracts bind who switches") {
  auto world = fixture::opened(1200);
  const auto base = fixture::preferred(fixture::offers(), world.opening);
  const auto terms = fixture::preferred(fixture::self_hosting(), world.opening);
  auto dearer = base;
  dearer[0].price_usd_per_job *= 1.5;
  EnterprisePopulation a = copy_of(world.people), b = copy_of(world.people);
  const Requests& here = a.procure({2026, base, terms, false});
  const Requests& there = b.procure({2026, dearer, terms, false});
  CHECK(there.options[0].jobs < here.options[0].jobs);
  CHECK(there.options[2].jobs >= here.options[2].jobs);
  CHECK(here.options[0].contestable_cents < here.options[0].spend_cents);
  CHECK(here.options[0].contestable_cents > 0);
  // Nobody under contract has moved.
  const auto& before = world.people.workloads();
  const auto& after = b.workloads();
  for (std::size_t row = 0; row < before.size(); ++row) {
    if (before.mode[row] == Mode::none || before.mode[row] == Mode::self_hosted) continue;
    if (before.contract_end[row] + world.people.year_origin() <= 2026) continue;
    CHECK(after.mode[row] == before.mode[row]);
    CHECK(after.seller[row] == before.seller[row]);
  }
}

TEST_CASE("enterprise: budgets ration the least profitable work") {
  DemandParameters tight = fixture::demand();
  tight.budget_base_share = 1e-5;
  tight.budget_benefit_share = 0.0;
  auto free = fixture::opened(), bound = fixture::opened(600, tight);
  fixture::advance_years(free, 3);
  fixture::advance_years(bound, 3);
  CHECK(bound.people.requests().jobs_over_budget > free.people.requests().jobs_over_budget);
  CHECK(bound.people.requests().jobs_over_budget > 0);
  const auto& e = bound.people.enterprises();
  const EnterpriseFlows& flows = bound.people.settlement().flows;
  for (std::size_t k = 0; k < e.size(); ++k) {
    const double bills =
        0.01 * static_cast<double>(flows.api[k] + flows.app[k] + flows.hosted_open[k]);
    const double limit = 1e-5 * 60000.0 * 1.1 * static_cast<double>(e.employees[k]) * e.weight[k];
    CHECK(bills <= limit * 1.001 + 100.0 * e.weight[k]);
  }
}

TEST_CASE("enterprise: latent work is found through peers and applications") {
  const auto found = [](double peers, double apps, double adoption_peers) {
    DemandParameters how = fixture::demand();
    how.discovery_peers = peers;
    how.adoption_peers = adoption_peers;
    auto world = fixture::opened(600, how);
    const std::vector<double> count(3, apps);
    return world.people.discover({2026, count, false});
  };
  const std::int64_t alone = found(0.0, 0.0, 0.0);
  CHECK(alone > 0);
  CHECK(found(2.0, 0.0, 0.0) > 2 * alone);
  CHECK(found(0.0, 10.0, 0.0) > 2 * alone);
  CHECK(found(0.0, 0.0, 3.0) > alone);
  auto world = fixture::opened();
  fixture::advance_years(world, 1);
  for (const Status status : world.people.workloads().status) CHECK(status != Status::found);
}

TEST_CASE("enterprise: nobody finds uses before it has opened up to AI, and nobody closes again") {
  auto world = fixture::opened(1500);
  std::vector<std::uint8_t> before = world.people.enterprises().flags;
  for (int t = 1; t <= 4; ++t) {
    fixture::advance(world.people, fixture::opening_year + t,
                     fixture::preferred(fixture::offers(), world.opening),
                     fixture::preferred(fixture::self_hosting(), world.opening));
    const auto& e = world.people.enterprises();
    const auto& w = world.people.workloads();
    for (std::size_t k = 0; k < e.size(); ++k) {
      CHECK(((before[k] & 1) == 0 || (e.flags[k] & 1) == 1));
      if ((e.flags[k] & 1) == 1) continue;
      for (std::size_t row = e.first_workload[k]; row < e.first_workload[k + 1]; ++row) {
        CHECK(w.status[row] == Status::latent);
      }
    }
    before = e.flags;
  }
}

TEST_CASE("enterprise: beliefs about own hosting move to what peers' and own books say") {
  DemandParameters how = fixture::demand();
  how.platform_usd_per_year = 1000.0;
  how.belief_mean = 0.6;
  how.overrun_mean = 0.1;
  auto world = fixture::opened(1500, how);
  fixture::advance_years(world, 6);
  const auto& e = world.people.enterprises();
  const auto& s = world.people.settlement();
  CHECK(s.platforms > 0);
  double heard = 0.0, own = 0.0;
  int hearers = 0, owners = 0;
  for (std::size_t k = 0; k < e.size(); ++k) {
    CHECK(e.belief_variance[k] > 0.0F);
    if ((e.flags[k] & 4) != 0) {
      ++owners;
      own += static_cast<double>(e.belief_mean[k]);
    } else if (e.belief_variance[k] < 0.2F) {
      ++hearers;
      heard += static_cast<double>(e.belief_mean[k]);
    } else if (e.belief_variance[k] == 0.25F) {
      CHECK(e.belief_mean[k] == 0.6F);  // told nothing, believes what it believed
    }
  }
  REQUIRE(owners > 10);
  REQUIRE(hearers > 10);
  CHECK(heard / hearers < 0.45);
  CHECK(own / owners < 0.3);  // who host are also the lucky
  how.peer_noise = 1e6;
  auto deaf = fixture::opened(1500, how);
  fixture::advance_years(deaf, 6);
  const auto& d = deaf.people.enterprises();
  for (std::size_t k = 0; k < d.size(); ++k) {
    if ((d.flags[k] & 6) == 0) CHECK(d.belief_mean[k] == doctest::Approx(0.6).epsilon(1e-3));
  }
}

TEST_CASE("enterprise: when prices and wages grow alike nothing real changes") {
  DemandParameters still = fixture::demand(), growing = fixture::demand();
  still.wage_growth = 0.0;
  growing.wage_growth = 0.25;
  const auto run = [](const DemandParameters& how, double inflation) {
    auto world = fixture::opened(800, how);
    auto options = fixture::preferred(fixture::offers(inflation), world.opening);
    auto terms = fixture::preferred(fixture::self_hosting(), world.opening);
    terms.equipment_price_usd_per_unit *= inflation;
    terms.site_usd_per_unit *= inflation;
    terms.power_usd_per_unit_year *= inflation;
    world.people.procure({2026, options, terms, false});
    return world.people.requests();
  };
  const Requests a = run(still, 1.0), b = run(growing, 1.25);
  for (std::size_t k = 0; k < a.options.size(); ++k) {
    const auto jobs = static_cast<double>(a.options[k].jobs);
    // Budgets of the first year were set in the opening's dollars.
    CHECK(static_cast<double>(b.options[k].workloads) ==
          doctest::Approx(static_cast<double>(a.options[k].workloads)).epsilon(0.01));
    CHECK(static_cast<double>(b.options[k].jobs) <= jobs * 1.02);
  }
}

TEST_CASE("enterprise: the value of all work follows output where satiation is one") {
  DemandParameters how = fixture::demand();
  how.first_growth = {0.7, 0.7, 0.4};
  how.potential_growth = 0.25;
  how.output_growth = 0.045;
  CHECK(job_value_growth(how, 10) == 1.0);  // the switch is off
  how.satiating = true;
  for (const int years : {0, 1, 3, 10, 50}) {
    CAPTURE(years);
    how.satiation = 1.0;
    const double jobs = potential_growth(how, years);
    const double wages = std::pow(1.0 + how.wage_growth, years);
    CHECK(job_value_growth(how, years) * jobs * wages == doctest::Approx(std::pow(1.045, years)));
    how.satiation = 0.5;
    CHECK(job_value_growth(how, years) * std::sqrt(jobs) * wages ==
          doctest::Approx(std::pow(1.045, years)));
  }
}

TEST_CASE("enterprise: twice the jobs at half the value and half the price are worth the same") {
  DemandParameters still = fixture::demand(), satiated = fixture::demand();
  still.potential_growth = still.wage_growth = satiated.wage_growth = satiated.output_growth = 0.0;
  satiated.potential_growth = 1.0;
  satiated.satiating = true;
  const auto run = [](const DemandParameters& how, double price) {
    auto world = fixture::opened(800, how);
    auto options = fixture::preferred(fixture::offers(price), world.opening);
    SelfHostTerms none = fixture::preferred(fixture::self_hosting(), world.opening);
    none.available = false;
    world.people.procure({2026, options, none, false});
    return world.people.requests();
  };
  const Requests a = run(still, 1.0), b = run(satiated, 0.5);
  for (std::size_t k = 0; k < a.options.size(); ++k) {
    if (a.options[k].jobs == 0) continue;
    const auto ratio = [&](std::int64_t two, std::int64_t one) {
      return static_cast<double>(two) / static_cast<double>(one);
    };
    CHECK(ratio(b.options[k].jobs, a.options[k].jobs) == doctest::Approx(2.0).epsilon(0.02));
    CHECK(ratio(b.options[k].spend_cents, a.options[k].spend_cents) ==
          doctest::Approx(1.0).epsilon(0.02));
  }
}

TEST_CASE("enterprise: two offers of one identity are a bug") {
  auto world = fixture::opened(100);
  auto options = fixture::offers();
  options[1] = options[0];
  const auto terms = fixture::self_hosting();
  CHECK_THROWS_AS(world.people.procure({2026, options, terms, false}), BrokenInvariant);
}

}  // namespace enterprise_test

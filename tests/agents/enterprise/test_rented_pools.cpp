// Laws of rented equipment (`blocks.buyers.rented_pools`) on a small population.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <vector>

#include "agents/enterprise/enterprise.hpp"
#include "tests/agents/enterprise/enterprise_fixture.hpp"

namespace rented_pools_test {

using namespace overbuild;
namespace fixture = enterprise_fixture;

DemandParameters rules() {
  DemandParameters how = fixture::demand();
  how.pooled_hosting = how.rented_pools = true;
  how.external_penalty = 20.0;  // what leaves the house is dear, so that firms would run models
  return how;
}

/// The offers, with equipment for rent at `price` a job.
std::vector<ServiceOption> with_rent(double price) {
  std::vector<ServiceOption> list = fixture::offers();
  ServiceOption rented = fixture::offer(Mode::self_hosted, 0, 1, 0.2, price);
  rented.external = false;
  list.push_back(rented);
  return list;
}

struct Sums {
  std::int64_t jobs = 0, cents = 0, rented_rows = 0, owned_milli = 0;
  std::uint64_t digest = 0;
};

Sums years_with(const std::vector<ServiceOption>& offers, Fill fill = {}) {
  fixture::World world = fixture::opened(600, rules());
  const std::vector<ServiceOption> posted = fixture::preferred(offers, world.opening);
  const SelfHostTerms terms = fixture::preferred(fixture::self_hosting(), world.opening);
  const std::vector<double> apps{1.0, 0.0, 1.0};
  std::vector<Fill> fills(posted.size());
  if (posted.back().mode == Mode::self_hosted) fills.back() = fill;
  Sums sums;
  for (int t = 1; t <= 4; ++t) {
    const int year = fixture::opening_year + t;
    world.people.discover({year, apps, false});
    world.people.procure({year, posted, terms, false});
    const Settlement& settled = world.people.settle({year, posted, fills, terms, {}});
    std::int64_t rent = 0, bills = 0;
    for (std::size_t o = 0; o < posted.size(); ++o) {
      const Mode mode = posted[o].mode;
      if (mode == Mode::self_hosted) {
        sums.jobs += settled.options[o].jobs;
        rent += settled.options[o].cents;
      }
      if (mode == Mode::hosted_open || mode == Mode::self_hosted) bills += settled.options[o].cents;
    }
    sums.cents += rent;
    // What enterprises pay for hosts and rented equipment is what these are owed, to the cent.
    CHECK(bills == std::accumulate(settled.flows.hosted_open.begin(),
                                   settled.flows.hosted_open.end(), std::int64_t{0}));
    sums.owned_milli = settled.own_milli_units;
  }
  const WorkloadColumns& w = world.people.workloads();
  for (std::size_t row = 0; row < w.size(); ++row) sums.rented_rows += on_rented(w, row) ? 1 : 0;
  sums.digest = world.people.digest();
  return sums;
}

TEST_CASE("rented pools: where the rent is above the cost of owning, nothing changes") {
  const Sums without = years_with(fixture::offers()), dear = years_with(with_rent(1e9));
  CHECK(dear.digest == without.digest);
  CHECK(dear.jobs == 0);
  CHECK(dear.cents == 0);
  CHECK(dear.rented_rows == 0);
}

TEST_CASE("rented pools: who can rent cheaply does, and buys less") {
  const Sums without = years_with(fixture::offers()), cheap = years_with(with_rent(0.05));
  CHECK(cheap.rented_rows > 0);
  CHECK(cheap.jobs > 0);
  CHECK(cheap.owned_milli <= without.owned_milli);
  const Sums dearer = years_with(with_rent(0.5));
  CHECK(dearer.jobs < cheap.jobs);
  CHECK(dearer.rented_rows <= cheap.rented_rows);
}

TEST_CASE("rented pools: hours are billed exactly, and short hours serve part of the jobs") {
  const double price = 0.05;
  const Sums full = years_with(with_rent(price)), half = years_with(with_rent(price), {1, 2});
  // Each row is rounded once.
  const double exact = price * 100.0 * static_cast<double>(full.jobs);
  CHECK(std::abs(static_cast<double>(full.cents) - exact) < 0.5 * 4.0 * 600.0 * 20.0);
  CHECK(static_cast<double>(half.jobs) < 0.6 * static_cast<double>(full.jobs));
  CHECK(half.jobs > 0);
}

TEST_CASE("rented pools: a firm too small for the smallest equipment rents") {
  const std::vector<ServiceOption> posted = with_rent(0.3);
  const auto rented = [&](double least) {
    DemandParameters how = rules();
    how.self_host_units_min = least;
    fixture::World world = fixture::opened(600, how);
    const auto offers = fixture::preferred(posted, world.opening);
    const auto terms = fixture::preferred(fixture::self_hosting(), world.opening);
    for (int t = 1; t <= 3; ++t) {
      fixture::advance(world.people, fixture::opening_year + t, offers, terms);
    }
    std::int64_t rows = 0;
    const WorkloadColumns& w = world.people.workloads();
    for (std::size_t row = 0; row < w.size(); ++row) rows += on_rented(w, row) ? 1 : 0;
    return rows;
  };
  CHECK(rented(64.0) > 0);
  CHECK(rented(64.0) > rented(0.0));
}

}  // namespace rented_pools_test

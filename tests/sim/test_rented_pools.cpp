// Laws of rented equipment (`blocks.buyers.rented_pools`) in running worlds: hours balance with the
// compute market and are paid for.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>

#include "core/parallel.hpp"
#include "sim/compute/pools.hpp"
#include "sim/compute/tokens.hpp"
#include "sim/results/recording.hpp"
#include "tests/sim/world_fixture.hpp"

namespace rented_pools_world_test {

using namespace overbuild;
using world_fixture::Overrides;

world_fixture::Case renting(Overrides more = {}) {
  Overrides overrides{{"blocks.buyers.rented_pools", "true"},
                      {"blocks.buyers.pooled_hosting", "true"}};
  for (auto& o : more) overrides.push_back(std::move(o));
  return world_fixture::small_2026(std::move(overrides));
}

TEST_CASE("rented pools: hours that are paid for are hours that were sold, at the list rent") {
  SimulationOptions options;
  std::int64_t hours = 0;
  options.tamper = [&](World& w, int) {
    const Settlement& settled = w.customers.enterprises->settlement();
    const Requests& asked = w.customers.enterprises->requests();
    double owed = 0.0, exact = 0.0;
    std::int64_t wanted = 0;
    for (std::size_t o = 0; o < w.catalogue.options.size(); ++o) {
      const ServiceOption& option = w.catalogue.options[o];
      if (option.mode != Mode::self_hosted) continue;
      const double per_job = pool_hours(w, rented_model(option)) * tokens_per_job(w);
      owed += static_cast<double>(settled.options[o].cents) / 100.0;
      exact += w.compute.rental_price * per_job * static_cast<double>(settled.options[o].jobs);
      wanted +=
          static_cast<std::int64_t>(per_job * static_cast<double>(asked.options[o].jobs) + 0.5);
    }
    CHECK(std::abs(wanted - w.compute.pools_wanted) <= 1 + wanted / 1'000'000);
    CHECK(w.compute.pools_sold <= w.compute.pools_wanted);
    CHECK(w.compute.pools_wanted <= w.compute.hosted_wanted);
    CHECK(w.compute.pools_sold <= w.compute.hosted_sold);
    CHECK(owed == doctest::Approx(exact).epsilon(1e-5));  // a cent a workload
    hours += w.compute.pools_sold;
  };
  const Recording run = world_fixture::run(renting(), options);
  CHECK(run.identities_checked > 0);
  CHECK(hours > 0);
}

TEST_CASE("rented pools: the same bits however many threads there are") {
  const auto world = renting({{"run.years", "3"}});
  const std::uint64_t as_it_is = world_fixture::run(world).result_digest;
  for (const int threads : {1, 3}) {
    with_threads(threads, [&] { CHECK(world_fixture::run(world).result_digest == as_it_is); });
  }
}

}  // namespace rented_pools_world_test

#include <doctest/doctest.h>

#include <cmath>
#include <set>
#include <vector>

#include "agents/enterprise/population.hpp"
#include "core/parallel.hpp"
#include "tests/agents/enterprise/enterprise_fixture.hpp"

namespace population_test {

using namespace overbuild;

TEST_CASE("population: class values and firms add up to what was asked for") {
  EnterprisePopulation people = enterprise_fixture::make(900);
  const auto& e = people.enterprises();
  const auto& w = people.workloads();
  std::vector<double> value(people.classes(), 0.0);
  std::vector<double> firms(3, 0.0);
  people.calibrate_opening(2025, enterprise_fixture::offers(), enterprise_fixture::self_hosting(),
                           enterprise_fixture::targets());
  for (std::size_t k = 0; k < e.size(); ++k) {
    firms[e.size_class[k]] += e.weight[k];
    for (std::size_t row = e.first_workload[k]; row < e.first_workload[k + 1]; ++row) {
      const double sigma = enterprise_fixture::classes()[w.workload_class[row]].value_within_sd;
      value[w.workload_class[row]] +=
          e.weight[k] * static_cast<double>(w.potential_jobs[row]) *
          people.potential_scale(w.workload_class[row], 2025) *
          std::exp(static_cast<double>(w.ln_value[row]) + 0.5 * sigma * sigma);
    }
  }
  const std::vector<WorkloadClass> classes = enterprise_fixture::classes();
  for (std::size_t c = 0; c < classes.size(); ++c) {
    CHECK(std::fabs(value[c] / classes[c].total_value_usd - 1.0) < 1e-11);
  }
  const PopulationParameters parameters = enterprise_fixture::population(900);
  for (std::size_t c = 0; c < firms.size(); ++c) {
    CHECK(std::fabs(firms[c] / parameters.size_classes[c].firms - 1.0) < 1e-11);
  }
  const double grown = people.potential_scale(0, 2027) / people.potential_scale(0, 2025);
  CHECK(grown == doctest::Approx(1.02 * 1.02));
}

TEST_CASE("population: sizes follow the strata and have a heavy tail") {
  const EnterprisePopulation people = enterprise_fixture::make(3000);
  const auto& e = people.enterprises();
  REQUIRE(e.size() == 3000);
  std::set<std::uint64_t> ids;
  double employees = 0.0, in_largest_class = 0.0;
  for (std::size_t k = 0; k < e.size(); ++k) {
    ids.insert(e.entity[k].value);
    const double size = static_cast<double>(e.employees[k]);
    const SizeClass stratum = enterprise_fixture::population(1).size_classes[e.size_class[k]];
    CHECK(size >= stratum.employees_lo * 0.999);
    CHECK(size <= stratum.employees_hi * 1.001);
    const std::size_t rows = e.first_workload[k + 1] - e.first_workload[k];
    CHECK(rows >= 10);
    CHECK(rows <= 20);
    employees += e.weight[k] * size;
    if (e.size_class[k] == 2) in_largest_class += e.weight[k] * size;
  }
  CHECK(ids.size() == e.size());
  CHECK(in_largest_class / employees > 0.2);  // 0.2 % of the firms
  const PopulationParameters asked = enterprise_fixture::population(1);
  CHECK(opening_payroll(asked) ==
        doctest::Approx(employees * asked.usd_per_employee).epsilon(0.02));
}

TEST_CASE("population: a stratum never gets more rows than it has firms") {
  PopulationParameters parameters = enterprise_fixture::population(1000);
  parameters.size_classes[2].firms = 40;
  const EnterprisePopulation people(parameters, enterprise_fixture::classes(),
                                    enterprise_fixture::demand(), KeyedRandom(1, 0));
  int largest = 0;
  for (std::size_t k = 0; k < people.enterprises().size(); ++k) {
    if (people.enterprises().size_class[k] != 2) continue;
    ++largest;
    CHECK(people.enterprises().weight[k] == 1.0);
  }
  CHECK(largest == 40);
  CHECK(people.enterprises().size() == 1000);
}

TEST_CASE("population: rows are keyed by entity, seed and nothing else") {
  const auto columns = [](std::int64_t n, std::uint32_t seed) {
    return EnterprisePopulation(enterprise_fixture::population(n), enterprise_fixture::classes(),
                                enterprise_fixture::demand(), KeyedRandom(seed, 0));
  };
  const EnterprisePopulation a = columns(500, 1), b = columns(500, 1), c = columns(500, 2);
  CHECK(a.digest() == b.digest());
  CHECK(a.digest() != c.digest());
  for (const int threads : {1, 3}) {
    with_threads(threads, [&] { CHECK(columns(500, 1).digest() == a.digest()); });
  }
}

TEST_CASE("population: less than 64 bytes a workload at twenty workloads an enterprise") {
  const auto bytes = [](std::int64_t enterprises) {
    PopulationParameters parameters = enterprise_fixture::population(enterprises);
    parameters.workloads_lo = parameters.workloads_hi = 20;
    const EnterprisePopulation people(parameters, enterprise_fixture::classes(),
                                      enterprise_fixture::demand(), KeyedRandom(1, 0));
    CHECK(people.workloads().size() == 20 * static_cast<std::size_t>(enterprises));
    return people.bytes_per_workload();
  };
  CHECK(bytes(static_cast<std::int64_t>(most_followed) + 1) < 64.0);
  CHECK(bytes(500) < 64.0 + sizeof(PastSuppliers));  // where suppliers are remembered
}

TEST_CASE("population: samples are keyed, exact in number and follow the workload, not the row") {
  const EnterprisePopulation people = enterprise_fixture::make(600);
  const std::vector<std::uint32_t> sample = people.sample_workloads(200);
  CHECK(sample.size() == 200);
  CHECK(std::set<std::uint32_t>(sample.begin(), sample.end()).size() == 200);
  CHECK(people.sample_workloads(10000000).size() == people.workloads().size());
  std::vector<std::uint32_t> order(people.enterprises().size());
  for (std::uint32_t k = 0; k < order.size(); ++k) {
    order[k] = static_cast<std::uint32_t>(order.size()) - 1 - k;
  }
  const EnterprisePopulation turned = people.permuted(order);
  std::multiset<float> here, there;
  for (const std::uint32_t row : sample) here.insert(people.workloads().ln_value[row]);
  for (const std::uint32_t row : turned.sample_workloads(200)) {
    there.insert(turned.workloads().ln_value[row]);
  }
  CHECK(here == there);
}

}  // namespace population_test

// The dictionary of metrics is one table, asked by name.
#include <doctest/doctest.h>

#include <set>
#include <string>
#include <string_view>

#include "core/invariant.hpp"
#include "sim/measure/metrics.hpp"

namespace metrics_test {

using namespace overbuild;

TEST_CASE("metrics: places, names and what is known of them belong together") {
  REQUIRE(metric_count() > 90);
  std::set<std::string_view> names;
  std::size_t k = 0;
  for (const Metric metric : all_metrics()) {
    const MetricInfo& info = info_of(metric);
    CAPTURE(info.name);
    CHECK(&info == &metric_list()[k++]);
    CHECK(find_metric(info.name) == metric);
    CHECK(metric_called(info.name) == metric);
    CHECK(names.insert(info.name).second);
    CHECK_FALSE(info.unit.empty());
    CHECK_FALSE(info.meaning.empty());
    CHECK((!info.known_later || !info.absent.empty()));
  }
  CHECK(metric_names().size() == metric_count());
  CHECK(metric_list()[static_cast<std::size_t>("capex"_metric)].name == "capex");
}

TEST_CASE("metrics: a name that is none is refused with the nearest one") {
  CHECK_FALSE(find_metric("capx"));
  CHECK_FALSE(find_metric(""));
  std::string told;
  try {
    metric_called("rental_prise");
  } catch (const BrokenInvariant& broken) {
    told = broken.what();
  }
  CHECK(told.find("no metric is called 'rental_prise'; the nearest is 'rental_price'") !=
        std::string::npos);
}

}  // namespace metrics_test

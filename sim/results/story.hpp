// What happened in a run, in sentences: whether it paid and for whom, what drove it and on which
// assumption that hangs, what was built, who failed and who bore the loss. Owns how each is found
// in the tables of a run and how it is said; refuses to know anything that is not in these tables.
// Test: tests/sim/results/test_story.cpp, and tests/cli/common/findings.mjs finds all of it again.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "sim/results/recording.hpp"

namespace overbuild {

/// What can hold orders of equipment back, in the order in which a plan meets it.
enum class OrderLimit { demand, profitability, programme, power, money, delivery };

/// "demand", "required return", ...: for tables and JSON.
std::string_view name_of(OrderLimit limit);

/// Orders of all builders in one year, and how much each limit kept from them; H100e.
struct OrderYear {
  double missing = 0.0, ordered = 0.0;
  double kept[5] = {};  ///< by profitability, programme, power, money, delivery
};

/// Sums of plans.csv; nothing where no builder planned in that year.
std::optional<OrderYear> orders_of(const Recording& recording, int year);

/// What kept most from the orders; demand where nothing kept a twentieth of what was missing.
OrderLimit tightest_limit(const OrderYear& orders);

/// What explains most of a fall of orders from one year to the next.
OrderLimit cause_of_fall(const OrderYear& before, const OrderYear& after);

/// Spending on the stack over the run. Rows are years from the initial one on, 0 stands for none.
struct BuildOut {
  std::size_t peak = 0;      ///< highest spending
  std::size_t low = 0;       ///< where it stops falling after that; 0 when it does not fall
  std::size_t steepest = 0;  ///< largest fall of one year between the two
};
BuildOut build_out_of(std::span<const double> spending);

/// "2026 to 2030": the years whose capital can be judged, as their windows are over; else empty.
std::string judged_years(const Recording& recording);

struct Bearer {
  std::string name;
  double usd;
};
/// Who bore the value destroyed, the largest first.
std::vector<Bearer> bearers_of(const Recording& recording, std::span<const double> factors);

/// {"value", "label", "text", "sentences": [{"key", "text", numbers of that sentence}]};
/// `factors` as from price_factors (sim/results/summary.hpp).
nlohmann::ordered_json story_json(const Recording& recording, std::span<const double> factors);

/// The sentences, one each, in the money of the configuration.
std::vector<std::string> story_of(const Recording& recording, std::span<const double> factors);

}  // namespace overbuild

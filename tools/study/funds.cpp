// What funds that value scenarios of demand do: values of labs, capital spending and failures
// without the rule and with it, with little that will be paid in the end, without moods, and with
// the belief in a leap taken away from funds, from builders or from both; over the same draws.
#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>

#include <fmt/format.h>

#include "sim/experiments/statistics.hpp"
#include "sim/measure/metrics.hpp"
#include "tools/study/ensemble.hpp"
#include "tools/study/statistics.hpp"
#include "tools/study/study.hpp"

namespace overbuild::study {

namespace {

/// Rows of the table; the first two are shown lab by lab, too.
const std::vector<Alternative>& fund_variants() {
  static const std::string on = "blocks.investors.scenarios=true";
  static const std::string not_funds = "equity.leap_counted=0";
  static const std::string not_builders = "expectations.leap_counted=0";
  static const std::vector<Alternative> all = {
      {"rule on", {on}, true},
      {"rule off", {"blocks.investors.scenarios=false"}, true},
      {"a tenth of it payable", {on, "equity.payable_share=0.005"}},
      {"without moods", {on, "equity.mood_response=0"}},
      {"without herding", {on, "equity.herding=0"}},
      {"no leap counted by funds", {on, not_funds}},
      {"no leap counted by builders", {on, not_builders}},
      {"no leap counted by either", {on, not_funds, not_builders}}};
  return all;
}

double sum_over(const Recording& recording, Metric metric, int from, int to) {
  double sum = 0.0;
  for (int year = from; year <= std::min(to, last_year(recording)); ++year) {
    const double value = recording.value(year, metric);
    if (!std::isnan(value)) sum += value;
  }
  return sum;
}

double value_of_labs(const Recording& recording, int year) {
  const double multiple = recording.value(year, "lab_value_over_sales"_metric);
  return std::isnan(multiple) ? 0.0 : multiple * recording.value(year, "lab_revenue"_metric);
}

double mean_over(const Recording& recording, Metric metric, int from, int to) {
  double sum = 0.0, years = 0.0;
  for (int year = from; year <= std::min(to, last_year(recording)); ++year) {
    const double value = recording.value(year, metric);
    if (std::isnan(value)) continue;
    sum += value;
    years += 1.0;
  }
  return years > 0.0 ? sum / years : std::nan("");
}

/// One number of a world, and how it is told.
struct Column {
  std::string heading;
  std::function<double(const Recording&)> read;
  double scale = 1.0;
};

std::vector<Column> columns_for(const Recording& any) {
  const int first = any.first_year;
  const int middle = std::min(first + 4, last_year(any)),
            last = std::min(first + 8, last_year(any));
  const int next = std::min(first + 1, last_year(any));
  const auto spending = [](int from, int to) {
    return Column{fmt::format("capital spending {} to {}, bn usd", from, to),
                  [=](const Recording& r) { return sum_over(r, "ai_capex"_metric, from, to); },
                  1e9};
  };
  const auto values = [](int year) {
    return Column{fmt::format("value of labs {}, bn usd", year),
                  [=](const Recording& r) { return value_of_labs(r, year); }, 1e9};
  };
  std::vector<Column> all = {spending(next, middle)};
  if (last > middle) all.push_back(spending(middle + 1, last));
  all.push_back(values(next));
  all.push_back(values(middle));
  all.push_back({fmt::format("value over plan {} to {}", next, middle), [=](const Recording& r) {
                   return mean_over(r, "lab_value_over_plan"_metric, next, middle);
                 }});
  all.push_back({"labs failed", [=](const Recording& r) {
                   return sum_over(r, "lab_defaults"_metric, next, last);
                 }});
  return all;
}

std::string plain_number(double number) {
  return std::fabs(number) >= 10.0 ? fmt::format("{:.0f}", number) : fmt::format("{:.2f}", number);
}

/// Means over worlds, or the change between pairs of them, with its standard error.
std::string cell(const Column& column, const std::vector<Member>& base,
                 const std::vector<Member>* other) {
  std::vector<double> without, with;
  for (std::size_t k = 0; k < base.size(); ++k) {
    without.push_back(column.read(base[k].recording) / column.scale);
    with.push_back(other != nullptr ? column.read((*other)[k].recording) / column.scale
                                    : without.back());
    if (std::isnan(without.back()) || std::isnan(with.back())) {
      without.pop_back();
      with.pop_back();
    }
  }
  if (without.empty()) return "-";
  const auto change = [&](const std::vector<std::size_t>& rows) {
    double sum = 0.0;
    for (const std::size_t k : rows) sum += with[k] - (other != nullptr ? without[k] : 0.0);
    return sum / static_cast<double>(rows.size());
  };
  std::vector<std::size_t> every(without.size());
  std::iota(every.begin(), every.end(), std::size_t{0});
  const double error = bootstrap_error(without.size(), resamples, change);
  const std::string mean =
      (other != nullptr && change(every) > 0.0 ? "+" : "") + plain_number(change(every));
  return std::isnan(error) ? mean : fmt::format("{} ({})", mean, plain_number(error));
}

/// Median over worlds of a column of a lab, by year.
std::string labs_table(const std::vector<Member>& off, const std::vector<Member>& on) {
  using Key = std::pair<std::string, int>;
  const auto read = [](const std::vector<Member>& worlds, std::string_view name) {
    std::map<Key, std::vector<double>> values;
    for (const Member& member : worlds) {
      const Recording& r = member.recording;
      for (const AgentRow& row : r.agent_rows) {
        if (r.agents[row.agent].role != "lab" || r.columns[row.column].name != name) continue;
        values[{r.agents[row.agent].label, row.year}].push_back(row.value / 1e9);
      }
    }
    return values;
  };
  const auto value_off = read(off, "equity_value"), value_on = read(on, "equity_value");
  const auto sales_off = read(off, "revenue"), sales_on = read(on, "revenue");
  MarkdownTable table({"lab", "year", "sales, off", "sales, on", "value, off", "value, on",
                       "on, tenth of worlds", "on, nine tenths"});
  for (const auto& [lab_and_year, values] : value_on) {
    const Key& key = lab_and_year;  // clang 14 captures no structured binding
    const auto text = [&](const std::map<Key, std::vector<double>>& of, double part) {
      const auto found = of.find(key);
      return found == of.end() ? std::string("-")
                               : fmt::format("{:.4g}", quantile(found->second, part));
    };
    table.add({key.first, fmt::format("{}", key.second), text(sales_off, 0.5), text(sales_on, 0.5),
               text(value_off, 0.5), text(value_on, 0.5), text(value_on, 0.1),
               text(value_on, 0.9)});
  }
  return table.text();
}

}  // namespace

std::string funds_study(const StudyRequest& request) {
  LeftOut left_out;
  const std::vector<std::vector<Member>> runs =
      run_paired(request.configuration, fund_variants(), replicates_of(request.worlds), left_out);
  const std::vector<Column> columns = columns_for(runs.front().front().recording);
  std::vector<std::string> headings = {"worlds"};
  for (const Column& column : columns) headings.push_back(column.heading);
  MarkdownTable table(headings);
  for (std::size_t k = 0; k < runs.size(); ++k) {
    std::vector<std::string> row = {fund_variants()[k].name};
    for (const Column& column : columns) {
      row.push_back(cell(column, runs.front(), k == 0 ? nullptr : &runs[k]));
    }
    table.add(row);
  }
  std::string text = fmt::format(
      "{} worlds with the same seed and the same drawn priors: means where funds value scenarios "
      "of "
      "demand (`blocks.investors.scenarios`), then differences to them; standard errors over "
      "worlds "
      "in parentheses.\n\n",
      request.worlds);
  text += table.text();
  text += "Medians over worlds, bn usd:\n\n" + labs_table(runs[1], runs[0]);
  return text + left_out.text();
}

}  // namespace overbuild::study

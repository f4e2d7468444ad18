#include "sim/results/summary.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>

#include <fmt/format.h>

#include "market/losses.hpp"
#include "sim/results/failures.hpp"

namespace overbuild {

namespace {

const Metric headlines[] = {
    "capex"_metric,
    "vendor_revenue"_metric,
    "end_user_spend"_metric,
    "rental_price"_metric,
    "price_fixed_capability"_metric,
    "utilisation"_metric,
    "debt"_metric,
    "gap_months"_metric,
};

bool is_money(Metric metric) { return info_of(metric).unit.starts_with("usd"); }

/// Values [years] of a metric in the base year's dollars.
std::vector<double> path_of(const Recording& recording, std::span<const double> factors,
                            Metric metric) {
  std::vector<double> path;
  for (std::size_t row = 0; row < recording.series.size(); ++row) {
    const double value = recording.series[row][static_cast<std::size_t>(metric)];
    path.push_back(is_money(metric) ? value * factors[row] : value);
  }
  return path;
}

double factor_in(const Recording& recording, std::span<const double> factors, int year) {
  const auto row = static_cast<std::size_t>(year - recording.first_year);
  return row < factors.size() ? factors[row] : 1.0;
}

/// Amounts and shares with one digit after the point, prices and counts with three in all.
std::string shown_value(const ShownUnit& unit, double value) {
  if (std::isnan(value)) return "-";
  const double shown = value / unit.scale;
  return unit.scale != 1.0 ? fixed_text(shown, 1) : significant_text(shown, 3);
}

std::string spaced(std::string_view name) {
  std::string text(name);
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

/// What all of a role, or a sector, are called.
std::string bearer_name(const Names& names, const std::string& bearer) {
  return bearer == "all" ? bearer : names.all_of(bearer);
}

using Amounts = std::map<std::string, double>;

/// Row of one bearer: its amounts by column and their sum.
std::vector<Cell> loss_cells(const Names& names, const std::string& bearer,
                             const std::vector<std::string>& columns, Amounts& amounts) {
  std::vector<Cell> cells{bearer_name(names, bearer)};
  double all = 0.0;
  for (const std::string& column : columns) {
    cells.emplace_back(amounts[column]);
    all += amounts[column];
  }
  cells.emplace_back(all);
  return cells;
}

/// The role of an agent; a sector stands for itself.
std::string role_of(const Recording& recording, const std::string& id) {
  const AgentName* agent = find_agent(recording, id);
  return agent != nullptr ? agent->role : id;
}

/// What losses are told apart by beside their bearer.
enum class LossColumn { channel, origin };

/// Fills a table of bearers by channel or origin from the losses of either kind; no rows without.
Table bearers_by(LossColumn by, const Recording& recording, std::span<const double> factors,
                 bool memo, Table table) {
  std::vector<std::string> columns;
  std::map<std::string, Amounts> bearers;
  Amounts totals;
  for (const LossRow& row : recording.losses) {
    if (row.amount.is_zero() || is_transfer(row.channel) != memo) continue;
    const std::string column =
        by == LossColumn::channel ? std::string(row.channel) : role_of(recording, row.origin);
    if (!totals.contains(column)) columns.push_back(column);
    const double amount = row.amount.usd() * factor_in(recording, factors, row.year);
    bearers[role_of(recording, row.bearer)][column] += amount;
    totals[column] += amount;
  }
  table.columns = {text_column("bearer", "bearer")};
  for (const std::string& column : columns) {
    const std::string heading =
        by == LossColumn::channel ? spaced(column) : recording.names.all_of(column);
    const auto larger = std::count_if(columns.begin(), columns.end(), [&](const std::string& c) {
      return totals[c] > totals[column];
    });
    table.columns.push_back(spare(billions_column(column, heading), 1 + static_cast<int>(larger)));
  }
  table.columns.push_back(billions_column("all_channels", "all"));
  for (auto& [bearer, amounts] : bearers) {
    table.rows.push_back(loss_cells(recording.names, bearer, columns, amounts));
  }
  if (!bearers.empty()) table.rows.push_back(loss_cells(recording.names, "all", columns, totals));
  return table;
}

}  // namespace

bool is_transfer(std::string_view channel) {
  for (std::size_t known = 0; known < loss_channel_count; ++known) {
    const auto candidate = static_cast<LossChannel>(known);
    if (name_of(candidate) == channel) return source_of(candidate) == LossSource::memo;
  }
  return false;
}

ShownUnit shown_unit(std::string_view unit) {
  if (unit == "usd") return {"$bn", 1e9};
  if (unit == "1") return {"%", 0.01};
  if (unit.starts_with("usd")) return {fmt::format("${}", unit.substr(3)), 1.0};
  return {std::string(unit), 1.0};
}

std::span<const Metric> headline_metrics() { return headlines; }

std::vector<double> price_factors(const Recording& recording, std::optional<int> base) {
  std::vector<double> factors(recording.series.size(), 1.0);
  if (!base) return factors;
  const auto row = static_cast<std::size_t>(*base - recording.first_year);
  if (*base < recording.first_year || row >= factors.size() ||
      row >= recording.price_index.size()) {
    throw std::out_of_range(fmt::format(
        "{} is not a year of this run, which goes from {} to {}", *base, recording.first_year,
        recording.first_year + static_cast<int>(recording.series.size()) - 1));
  }
  for (std::size_t year = 0; year < factors.size(); ++year) {
    factors[year] = recording.price_index[row] / recording.price_index[year];
  }
  return factors;
}

namespace {

/// What a reader should know of the year in this row.
std::string_view note_of_year(int opening, std::size_t row) {
  if (row == 0) return "initial";
  return is_extrapolation(opening, opening + static_cast<int>(row)) ? "extrapolation" : "";
}

}  // namespace

Table year_table(const Recording& recording, std::span<const double> factors) {
  const Names& names = recording.names;
  Table table{"years", "Year by year", {}, {}};
  table.columns = {year_column(),
                   billions_column("ai_capex", "capital spending on " + names.stack),
                   billions_column("capex", "incl. other business"),
                   spare(billions_column("vendor_revenue", "vendor revenue"), 1),
                   billions_column("end_user_spend", "end users pay"),
                   number_column("price_fixed_capability", "usd/job",
                                 fmt::format("price, as good as best in {}", recording.first_year),
                                 names.unit(shown_unit("usd/job").name), 3),
                   percent_column("utilisation", "capacity in use"),
                   spare(percent_column("share_jobs_api", names.jobs + " by " + names.api), 2),
                   spare(percent_column("share_jobs_hosted_open", names.hosted_open), 3),
                   spare(percent_column("share_jobs_self_hosted", names.self_hosted), 4),
                   spare(percent_column("share_jobs_app", names.app), 5),
                   count_column("defaults", "firms failed"),
                   spare(text_column("note", ""), 6)};
  for (std::size_t row = 0; row < recording.series.size(); ++row) {
    std::vector<Cell> cells{static_cast<std::int64_t>(recording.first_year) +
                            static_cast<std::int64_t>(row)};
    for (std::size_t column = 1; column + 1 < table.columns.size(); ++column) {
      const Metric metric = find_metric(table.columns[column].key).value();
      const double value = recording.series[row][static_cast<std::size_t>(metric)];
      cells.emplace_back(is_money(metric) ? value * factors[row] : value);
    }
    cells.emplace_back(std::string(note_of_year(recording.first_year, row)));
    table.rows.push_back(std::move(cells));
  }
  return table;
}

Table path_table(const Recording& recording, std::span<const double> factors, bool unicode) {
  Table table{"paths", "Paths", {}, {}};
  table.columns = {text_column("metric", "metric"),
                   text_column("unit", "unit"),
                   text_column("path", "path"),
                   text_column("first", "first"),
                   spare(text_column("lowest", "lowest"), 2),
                   spare(text_column("highest", "highest"), 1),
                   text_column("last", "last")};
  for (std::size_t column = 3; column < table.columns.size(); ++column) {
    table.columns[column].left = false;
  }
  for (const Metric metric : headlines) {
    const std::vector<double> path = path_of(recording, factors, metric);
    if (path.empty()) continue;
    ShownUnit unit = shown_unit(info_of(metric).unit);
    unit.name = recording.names.unit(unit.name);
    double lowest = std::numeric_limits<double>::quiet_NaN(), highest = lowest;
    for (const double value : path) {
      lowest = std::fmin(lowest, value);
      highest = std::fmax(highest, value);
    }
    table.rows.push_back({std::string(info_of(metric).name), unit.name, sparkline(path, unicode),
                          shown_value(unit, path.front()), shown_value(unit, lowest),
                          shown_value(unit, highest), shown_value(unit, path.back())});
  }
  return table;
}

Table failure_table(const Recording& recording, std::span<const double> factors) {
  return failure_table(failures_of(recording, factors));
}

Table failure_table(std::span<const Failure> failures) {
  Table table{"failures", "Failures", {}, {}};
  table.columns = {year_column(),
                   text_column("agent", "firm"),
                   billions_column("claims_usd", "claims"),
                   percent_column("recovery", "recovered"),
                   text_column("ending", "ending"),
                   text_column("cause", "cause")};
  for (const Failure& failure : failures) {
    table.rows.push_back({static_cast<std::int64_t>(failure.year), failure.label, failure.claims,
                          failure.recovery(), std::string(ending_text(failure)),
                          short_cause(failure)});
  }
  return table;
}

Table loss_table(const Recording& recording, std::span<const double> factors) {
  return bearers_by(LossColumn::channel, recording, factors, false,
                    {"losses", "Who bore the losses", {}, {}});
}

Table loss_origin_table(const Recording& recording, std::span<const double> factors) {
  return bearers_by(LossColumn::origin, recording, factors, false,
                    {"loss_origins", "Where the losses arose", {}, {}});
}

Table memo_loss_table(const Recording& recording, std::span<const double> factors) {
  return bearers_by(LossColumn::channel, recording, factors, true,
                    {"losses_memo", "Memo: transfers", {}, {}});
}

Table owner_table(const Recording& recording, std::span<const double> factors) {
  Table table{"owners", "Who ultimately bore the loss", {}, {}};
  table.columns = {text_column("owner", "owner"), billions_column("amount_usd", "amount")};
  std::map<std::string, double> owners;
  double all = 0.0;
  for (const LossRow& row : recording.losses) {
    if (row.amount.is_zero() || is_transfer(row.channel)) continue;
    const std::string bearer = role_of(recording, row.bearer);
    const double amount = row.amount.usd() * factor_in(recording, factors, row.year);
    const RoleInfo* role = find_role(bearer);
    owners[role != nullptr && is_fund(role->role) ? "owners of funds"
                                                  : recording.names.all_of(bearer)] += amount;
    all += amount;
  }
  if (owners.empty()) return table;
  for (const auto& [owner, amount] : owners) table.rows.push_back({owner, amount});
  table.rows.push_back({std::string("all value destroyed"), all});
  return table;
}

Table estate_table(const Recording& recording) {
  Table table{"estates", "Years with failures", {}, {}};
  table.columns = {
      year_column(),
      count_column("failures_illiquid", "illiquid"),
      count_column("failures_insolvent", "insolvent"),
      count_column("failures_both", "both"),
      count_column("reorganisations", "reorganised"),
      count_column("cascade_depth", "contagion rounds"),
      spare(percent_column("recovery_secured", "secured recovered in cash"), 2),
      percent_column("recovery_senior", "senior recovered in cash"),
      spare(percent_column("recovery_subordinated", "subordinated recovered in cash"), 3),
      percent_column("auction_price_to_cost", "resale price of original cost"),
      spare(percent_column("utilisation_resold", "resold capacity in use"), 1)};
  for (std::size_t row = 1; row < recording.series.size(); ++row) {
    const auto value = [&](Metric metric) {
      return recording.series[row][static_cast<std::size_t>(metric)];
    };
    const bool later = !std::isnan(value("utilisation_resold"_metric));
    if (!(value("defaults"_metric) > 0.0) && !later) continue;
    std::vector<Cell> cells{static_cast<std::int64_t>(recording.first_year) +
                            static_cast<std::int64_t>(row)};
    for (std::size_t column = 1; column < table.columns.size(); ++column) {
      cells.emplace_back(value(find_metric(table.columns[column].key).value()));
    }
    table.rows.push_back(std::move(cells));
  }
  return table;
}

std::string sample_line(const Recording& recording) {
  const auto told = [&](int year, std::string_view what) {
    return fmt::format("{:.0f} in {} ({}{:.1f} %)",
                       recording.value(year, "effective_workloads"_metric), year, what,
                       100.0 * recording.value(year, "spend_sampling_error"_metric));
  };
  const int first = recording.first_year + 1;
  const int last = recording.first_year + static_cast<int>(recording.series.size()) - 1;
  const std::string text = "effective size " + told(first, "spend s.e. ");
  return last > first ? text + ", " + told(last, "") : text;
}

std::string audit_line(const Recording& recording) {
  return fmt::format("{} identities checked, all exact", recording.identities_checked);
}

}  // namespace overbuild

// What one world leaves behind: every table of a run directory, as plain rows in memory.
// Owns the shape of results; refuses to know files, terminals and how a year is computed.
// The year appends, the writers in sim/results and the stores read.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/money.hpp"
#include "sim/measure/metrics.hpp"
#include "sim/parameters/names.hpp"

namespace overbuild {

/// An actor as results name it: configuration id, neutral role, label for people.
struct AgentName {
  std::string id;         ///< configuration key, for instance "oracle"
  std::string role;       ///< neutral role, for instance "builder"
  std::string label;      ///< for instance "Oracle"
  std::string type = {};  ///< of a builder: diversified, levered or pure_play
};

/// Name and unit of a state column of a role; money columns hold cents.
struct ColumnName {
  std::string_view name, unit;
  bool money;
};

/// One cell of agents.csv; `cents` is exact where the column is money, else `value` counts.
struct AgentRow {
  int year;
  std::uint32_t agent;   ///< row of Recording::agents
  std::uint32_t column;  ///< row of Recording::columns
  double value;
  std::int64_t cents;
};

struct EventRow {
  int year;
  std::string_view phase;  ///< "P9"
  std::string_view kind;   ///< one of the kinds of events.csv in docs/outputs.md
  std::string agent, counterparty;
  Money amount;
  std::string detail;
};

struct FlowCell {
  int year;
  std::string_view row, sector;
  Money amount;
};

struct BalanceCell {
  int year;
  std::string_view instrument, sector;
  Money amount;
};

struct LossRow {
  int year;
  std::string origin, bearer;
  std::string_view channel;
  Money amount;
};

struct ObligationRow {
  int year;
  std::string debtor, creditor;
  std::string_view rank;
  Money due, paid;
};

/// What one firm asked lenders, vendors and investors for in a year, and what it got; usd.
struct FundingRow {
  int year;
  std::string agent;
  double cash, dues, principal_due, wanted;
  double default_probability, spread, interest_cover, loan_to_value;
  double offered, borrowed, from_owner, from_vendor, shares, valuation, missing;
  bool breach, refused;
  double expected_failure = 0;  ///< chance of failing within five years, after it had borrowed
};

/// What a builder's order of equipment came to at each step of its plan; H100e.
struct PlanRow {
  int year;
  std::string agent;
  double missing, paying, programme, powered, affordable;
  double late;                ///< ordered for this year and not delivered
  double without_leap = 0.0;  ///< order without the belief in a leap
  // Where orders are quantiles of what demand could be, else not a number.
  double quantile = std::numeric_limits<double>::quiet_NaN(), demand_factor = quantile;
  double without_story = quantile;  ///< order without what is told in public
};

struct FleetRow {
  int year;
  std::string agent;
  std::string_view layer;  ///< "equipment" or "shell"
  int vintage;
  std::int64_t milli_units;
  Money book, paid, original_cost;
  double utilisation;
};

struct WorkloadRow {
  std::uint32_t enterprise;
  std::uint32_t workload;
  std::string workload_class;
  double volume, difficulty, duty_cycle, sensitivity;
  std::string_view first_mode;
  int year;
  std::string_view mode;
};

/// Digest of the state after one phase, and per agent at the end of the year: where two runs part.
struct PhaseDigest {
  int year;
  std::string_view phase;
  std::uint64_t value;
};
struct AgentDigest {
  int year;
  std::uint32_t agent;
  std::uint64_t value;
};

struct Recording {
  Names names;         ///< what things are called in front of people
  int first_year = 0;  ///< the opening year (its own rows in series.csv), then one row a year
  int years = 0;       ///< rows of `series`, the opening year included
  std::vector<AgentName> agents;
  std::vector<ColumnName> columns;
  std::vector<std::vector<double>> series;  ///< [years][metric], NaN where undefined
  std::vector<AgentRow> agent_rows;
  std::vector<EventRow> events;
  std::vector<FlowCell> flows;
  std::vector<BalanceCell> balances;
  std::vector<LossRow> losses;
  std::vector<ObligationRow> obligations;
  std::vector<FundingRow> funding;
  std::vector<PlanRow> plans;
  std::vector<FleetRow> fleet;
  std::vector<WorkloadRow> workloads;
  std::vector<PhaseDigest> phase_digests;
  std::vector<AgentDigest> agent_digests;
  std::vector<double> price_index;  ///< [years], opening year = 1
  /// Largest relative error of the opening's spend by mode, API, hosts, own hosting, applications.
  double opening_misfit = 0.0;
  /// Work of every kind over what was configured, where spend on record asks for more of it.
  double opening_work = 1.0;
  std::uint64_t identities_checked = 0;
  std::uint64_t result_digest = 0;     ///< over every year's state; independent of threads and logs
  std::uint64_t aggregate_digest = 0;  ///< over integer aggregates only

  double value(int year, Metric metric) const {
    return series[static_cast<std::size_t>(year - first_year)][static_cast<std::size_t>(metric)];
  }
  double& value(int year, Metric metric) {
    return series[static_cast<std::size_t>(year - first_year)][static_cast<std::size_t>(metric)];
  }
};

}  // namespace overbuild

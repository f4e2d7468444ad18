#include "sim/results/tables.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "sim/results/summary.hpp"

namespace overbuild {

namespace {

constexpr OutputColumn year_column{"year", "", "calendar year; the first is the initial state"};

constexpr OutputColumn series_columns[] = {
    year_column,
    {"metric", "", "name from the list of metrics"},
    {"unit", "", "unit of the value"},
    {"value", "unit", "the metric in that year; an undefined metric has no row"},
};

void append_series(const RunContents& contents, CsvText& csv) {
  int year = contents.recording.first_year;
  for (const auto& values : contents.recording.series) {
    for (std::size_t metric = 0; metric < metric_count(); ++metric) {
      if (std::isnan(values[metric])) continue;
      csv.add(year).add(metric_list()[metric].name).add(metric_list()[metric].unit);
      csv.add(values[metric]).end_row();
    }
    ++year;
  }
}

constexpr OutputColumn agents_columns[] = {
    year_column,
    {"agent", "", "identifier in the configuration"},
    {"role", "", "role, for instance builder"},
    {"label", "", "name for people"},
    {"column", "", "state variable of the role"},
    {"unit", "", "unit of the value"},
    {"value", "unit", "state at the end of the year; exact to the cent where the unit is usd"},
};

void append_agents(const RunContents& contents, CsvText& csv) {
  const Recording& recording = contents.recording;
  std::vector<std::string> names, columns;  // the same in many rows
  for (const AgentName& agent : recording.agents) {
    names.push_back(CsvText().add(agent.id).add(agent.role).add(agent.label).take());
  }
  for (const ColumnName& column : recording.columns) {
    columns.push_back(CsvText().add(column.name).add(column.unit).take());
  }
  constexpr std::size_t usual_row = 80;  // bytes; 67 in ai-2026
  csv.reserve(usual_row * recording.agent_rows.size());
  for (const AgentRow& row : recording.agent_rows) {
    const ColumnName& column = recording.columns[row.column];
    if (!column.money && std::isnan(row.value)) continue;
    csv.add(row.year).add_fields(names[row.agent]).add_fields(columns[row.column]);
    (column.money ? csv.add(Money::from_cents(row.cents)) : csv.add(row.value)).end_row();
  }
}

constexpr OutputColumn events_columns[] = {
    year_column,
    {"phase", "", "phase of the year, see `overbuild explain schedule`"},
    {"kind", "",
     "default, reorganisation, liquidation, asset_sale, unsold_lot, funding_round, down_round, "
     "rollover_refused, covenant_breach, vendor_loan, vendor_stake, vendor_backstop, "
     "vendor_facility, compute_contract, commitment_cap, contract_cut, renegotiation, "
     "cancellation, early_delivery, site, scrap, entry, exit, leap or open_release"},
    {"agent", "", "whom it happened to"},
    {"counterparty", "", "the other side, where there is one"},
    {"amount_usd", "usd", "amount at stake"},
    {"detail", "", "the cause in words"},
};

void append_events(const RunContents& contents, CsvText& csv) {
  for (const EventRow& row : contents.recording.events) {
    csv.add(row.year).add(row.phase).add(row.kind).add(row.agent).add(row.counterparty);
    csv.add(row.amount).add(row.detail).end_row();
  }
}

constexpr OutputColumn flows_columns[] = {
    year_column,
    {"row", "", "row of the transaction-flow matrix"},
    {"sector", "", "column of the matrix"},
    {"amount_usd", "usd", "receipts (+) and payments (-); rows and columns sum to zero in a year"},
};

void append_flows(const RunContents& contents, CsvText& csv) {
  for (const FlowCell& cell : contents.recording.flows) {
    csv.add(cell.year).add(cell.row).add(cell.sector).add(cell.amount).end_row();
  }
}

constexpr OutputColumn balances_columns[] = {
    year_column,
    {"instrument", "", "real asset or financial instrument"},
    {"sector", "", "holder (+) or issuer (-)"},
    {"amount_usd", "usd", "balance at the end of the year; a financial instrument sums to zero"},
};

void append_balances(const RunContents& contents, CsvText& csv) {
  for (const BalanceCell& cell : contents.recording.balances) {
    csv.add(cell.year).add(cell.instrument).add(cell.sector).add(cell.amount).end_row();
  }
}

constexpr OutputColumn losses_columns[] = {
    year_column,
    {"origin", "", "where the value was destroyed"},
    {"bearer", "", "who held the claim or asset when it was"},
    {"channel", "",
     "how it reached the bearer; take_or_pay_breakage, contract_rejection, dilution and "
     "pass_through are transfers"},
    {"amount_usd", "usd",
     "value destroyed, each dollar once; of a transfer what one lost and another got"},
    {"kind", "", "loss, or transfer, which destroys nothing and is no part of the sum of losses"},
};

void append_losses(const RunContents& contents, CsvText& csv) {
  for (const LossRow& row : contents.recording.losses) {
    csv.add(row.year).add(row.origin).add(row.bearer).add(row.channel).add(row.amount);
    csv.add(is_transfer(row.channel) ? "transfer" : "loss").end_row();
  }
}

constexpr OutputColumn obligations_columns[] = {
    year_column,
    {"debtor", "", "who owed"},
    {"creditor", "", "who was owed"},
    {"rank", "", "priority of the claim"},
    {"due_usd", "usd", "what fell due"},
    {"paid_usd", "usd", "what was paid"},
};

void append_obligations(const RunContents& contents, CsvText& csv) {
  for (const ObligationRow& row : contents.recording.obligations) {
    csv.add(row.year).add(row.debtor).add(row.creditor).add(row.rank);
    csv.add(row.due).add(row.paid).end_row();
  }
}

constexpr OutputColumn funding_columns[] = {
    year_column,
    {"agent", "", "firm that asked"},
    {"cash_usd", "usd", "cash before the year's dues"},
    {"dues_usd", "usd", "all that it owes in the year"},
    {"principal_due_usd", "usd", "of it, debt that falls due"},
    {"wanted_usd", "usd", "what it asked for"},
    {"default_probability", "1", "yearly, as lenders see it before lending"},
    {"spread", "1",
     "over the base rate, expected loss alone; with `blocks.credit.risk_price` what it borrowed "
     "at, "
     "or would have"},
    {"interest_cover", "1", "earnings over interest; 0 where no covenant is tested"},
    {"loan_to_value", "1", "secured debt over what its assets would fetch; 0 likewise"},
    {"offered_usd", "usd", "what lenders would have lent"},
    {"borrowed_usd", "usd", "what it drew"},
    {"from_owner_usd", "usd", "paid in by the firm that owns it"},
    {"from_vendor_usd", "usd", "lent or paid in by equipment vendors"},
    {"shares_usd", "usd", "paid in by investors for new shares"},
    {"valuation_usd", "usd", "what investors thought it worth before that; 0 where not asked"},
    {"missing_usd", "usd", "dues for which there was still no cash"},
    {"breach", "", "1 where a covenant was broken"},
    {"refused", "", "1 where debt that fell due could not be refinanced"},
    {"expected_failure", "1",
     "probability of failing within five years, as lenders saw it after lending; 0 where nothing "
     "was borrowed"},
};

void append_funding(const RunContents& contents, CsvText& csv) {
  for (const FundingRow& row : contents.recording.funding) {
    csv.add(row.year).add(row.agent).add(row.cash).add(row.dues).add(row.principal_due);
    csv.add(row.wanted).add(row.default_probability).add(row.spread).add(row.interest_cover);
    csv.add(row.loan_to_value).add(row.offered).add(row.borrowed).add(row.from_owner);
    csv.add(row.from_vendor).add(row.shares).add(row.valuation).add(row.missing);
    csv.add(row.breach ? 1 : 0).add(row.refused ? 1 : 0).add(row.expected_failure).end_row();
  }
}

constexpr OutputColumn plans_columns[] = {
    year_column,
    {"agent", "", "builder that planned its orders for next year"},
    {"missing_units", "H100e", "equipment it would need beyond its own for the demand it expects"},
    {"paying_units", "H100e", "of these, approved at the return they promise"},
    {"programme_units", "H100e", "what its spending comes to, which moves step by step"},
    {"powered_units", "H100e", "of that, what has power in its shells"},
    {"ordered_units", "H100e", "of that, what it has the money for: the order"},
    {"late_units", "H100e", "ordered for this year and not delivered by vendors"},
    {"without_leap_units", "H100e", "what the order would be without the belief in a leap"},
    {"quantile", "1",
     "quantile of the demand it thought possible that it ordered for; this and the rest only with "
     "`blocks.orders.quantile_orders`"},
    {"demand_factor", "1", "that demand over its own plain forecast"},
    {"without_story_units", "H100e", "what the order would be without what is told in public"},
};

void append_plans(const RunContents& contents, CsvText& csv) {
  for (const PlanRow& row : contents.recording.plans) {
    csv.add(row.year).add(row.agent).add(row.missing).add(row.paying).add(row.programme);
    csv.add(row.powered).add(row.affordable).add(row.late).add(row.without_leap);
    csv.add(row.quantile).add(row.demand_factor).add(row.without_story).end_row();
  }
}

constexpr OutputColumn fleet_columns[] = {
    year_column,
    {"agent", "", "owner"},
    {"layer", "", "equipment, shell, or site: nothing is built on it yet"},
    {"vintage", "",
     "year of the generation (equipment), of completion (shell), or from whose end on it can be "
     "built on (site)"},
    {"units", "H100e or MW", "capacity of equipment, power of shells"},
    {"book_usd", "usd", "book value"},
    {"paid_usd", "usd", "what the present owner paid"},
    {"original_cost_usd", "usd", "what the first owner paid"},
    {"utilisation", "1", "hours sold or used over hours installed"},
};

void append_fleet(const RunContents& contents, CsvText& csv) {
  for (const FleetRow& row : contents.recording.fleet) {
    csv.add(row.year).add(row.agent).add(row.layer).add(row.vintage).add_milli(row.milli_units);
    csv.add(row.book).add(row.paid).add(row.original_cost).add(row.utilisation).end_row();
  }
}

constexpr OutputColumn workloads_columns[] = {
    {"enterprise", "", "row of the enterprise"},
    {"workload", "", "row of the workload within the enterprise"},
    {"class", "", "kind of work, for instance documents"},
    {"volume", "jobs/year", "potential jobs at the start, of one represented enterprise"},
    {"difficulty", "points", "capability at which half of the jobs succeed"},
    {"duty_cycle", "1", "mean over peak load"},
    {"sensitivity", "usd a job", "what keeping data and control in the house is worth"},
    {"first_mode", "", "mode at the start: none, api, hosted_open, self_hosted or app"},
    {"year", "", "year of a change of mode"},
    {"mode", "", "mode from that year on"},
};

void append_workloads(const RunContents& contents, CsvText& csv) {
  for (const WorkloadRow& row : contents.recording.workloads) {
    csv.add(row.enterprise).add(row.workload).add(row.workload_class).add(row.volume);
    csv.add(row.difficulty).add(row.duty_cycle).add(row.sensitivity).add(row.first_mode);
    csv.add(row.year).add(row.mode).end_row();
  }
}

constexpr OutputColumn digests_columns[] = {
    year_column,
    {"phase", "", "phase after which the whole state was digested; empty for an agent's row"},
    {"agent", "", "agent whose state at the end of the year was digested; empty for a phase's row"},
    {"digest", "", "sixteen hexadecimal digits; equal states have equal digests"},
};

void append_digests(const RunContents& contents, CsvText& csv) {
  const Recording& recording = contents.recording;
  for (const PhaseDigest& row : recording.phase_digests) {
    csv.add(row.year).add(row.phase).add("").add(digest_text(row.value)).end_row();
  }
  for (const AgentDigest& row : recording.agent_digests) {
    csv.add(row.year).add("").add(recording.agents[row.agent].id);
    csv.add(digest_text(row.value)).end_row();
  }
}

constexpr OutputColumn parameters_columns[] = {
    {"path", "", "key as `--set` takes it"},
    {"unit", "", "unit of the value"},
    {"value", "unit", "value the run used", true},
    {"source", "", "where the value comes from"},
    {"confidence", "", "A filed, B estimated by its source, C secondary, D guess"},
    {"origin", "", "file:line, default, --set, --seed or --replicate"},
    {"prior", "", "distribution the value was settled from"},
};

void append_parameters(const RunContents& contents, CsvText& csv) {
  for (const config::ProvenanceRow& row : contents.parameters) {
    csv.add(row.path).add(row.unit).add(row.value).add(row.source).add(row.confidence);
    csv.add(row.origin).add(row.prior).end_row();
  }
}

constexpr OutputTable tables[] = {
    {"series.csv", "every metric, every year", series_columns, append_series},
    {"agents.csv", "state of every named agent at the end of every year", agents_columns,
     append_agents},
    {"events.csv", "what happened to whom, in order", events_columns, append_events},
    {"flows.csv", "the transaction-flow matrix of every year", flows_columns, append_flows},
    {"balances.csv", "the balance-sheet matrix at the end of every year", balances_columns,
     append_balances},
    {"losses.csv", "value destroyed, from its origin to who bore it, and transfers", losses_columns,
     append_losses},
    {"obligations.csv", "what was due and what was paid", obligations_columns, append_obligations},
    {"funding.csv", "what firms asked lenders, vendors and investors for, and what they got",
     funding_columns, append_funding},
    {"plans.csv", "what builders' orders of equipment came to, step by step", plans_columns,
     append_plans},
    {"fleet.csv", "capacity of builders by layer and vintage", fleet_columns, append_fleet},
    {"workloads.csv",
     "one row per change of mode of a keyed sample of 2,000 workloads, or of all with `--record "
     "workloads`",
     workloads_columns, append_workloads},
    {"digests.csv", "where two runs part: digests after every phase and of every agent",
     digests_columns, append_digests},
    {"parameters.csv", "every parameter with its value and where it comes from", parameters_columns,
     append_parameters},
};

const OutputTable& output_table(std::string_view file) {
  for (const OutputTable& table : tables) {
    if (table.file == file) return table;
  }
  throw std::out_of_range(fmt::format("no output table '{}'", file));
}

}  // namespace

/// Numbers are what has a unit, and what counts years, rows and flags.
bool holds_numbers(const OutputColumn& column) {
  constexpr std::string_view counts[] = {"year",     "vintage", "enterprise",
                                         "workload", "breach",  "refused"};
  if (column.may_be_text) return false;
  return !column.unit.empty() ||
         std::find(std::begin(counts), std::end(counts), column.name) != std::end(counts);
}

bool repeats(const OutputColumn& column) {
  return !holds_numbers(column) && column.name != "detail" && column.name != "digest";
}

std::span<const OutputTable> output_tables() { return tables; }

std::vector<std::string_view> output_columns(std::string_view file) {
  std::vector<std::string_view> names;
  for (const OutputColumn& column : output_table(file).columns) names.push_back(column.name);
  return names;
}

std::string csv_text(const OutputTable& table, const RunContents& contents) {
  CsvText csv;
  for (const OutputColumn& column : table.columns) csv.add(column.name);
  csv.end_row();
  table.append_rows(contents, csv);
  return csv.take();
}

std::string digest_text(std::uint64_t digest) { return fmt::format("{:016x}", digest); }

}  // namespace overbuild

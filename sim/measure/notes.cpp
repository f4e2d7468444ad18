#include "sim/measure/notes.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/math.hpp"
#include "sim/measure/capital_value.hpp"

namespace overbuild {

namespace {

/// Vendors consolidated with what they pay for.
void note_vendors(Parts<const Books, MeasureState> world) {
  const Ledger& ledger = world.books.ledger;
  MeasureState& state = world.measured;
  // What is billed and not paid yet is no receipt: a bill is a flow of its own when it is written,
  // and the other way when it is paid.
  state.vendor_receipts += ledger.received(FlowRow::equipment, Sector::vendors) +
                           ledger.flow(FlowRow::prepaid_and_trade_credit, Sector::vendors);
  for (const FlowRow gift :
       {FlowRow::vendor_loans, FlowRow::equity_issuance, FlowRow::compute_contracts}) {
    state.vendor_gave += ledger.paid(gift, Sector::vendors);
  }
  for (const FlowRow back : {FlowRow::vendor_loans, FlowRow::dividends}) {
    state.vendor_got_back += ledger.received(back, Sector::vendors);
  }
}

void note_losses(Parts<const Books, MeasureState> world) {
  double vendors = 0.0, all = 0.0;
  for (const Loss& loss : world.books.losses.losses()) {
    if (source_of(loss.channel) == LossSource::memo) continue;
    all += loss.amount.usd();
    if (loss.bearer_sector == Sector::vendors) vendors += loss.amount.usd();
  }
  world.measured.vendor_losses += vendors;
  world.measured.losses += all;
}

}  // namespace

void note_money(Parts<const Books, MeasureState> world) {
  note_vendors(world);
  note_losses(world);
}

void note_leaps(Parts<const YearTally, MeasureState> world, double gap) {
  MeasureState& state = world.measured;
  state.leaps += world.tally.leaps;
  // Parity is lasting only in hindsight; this asks which came first.
  constexpr double parity = 0.03;
  if (state.leaps > 0 && !state.parity_seen) state.leap_first = true;
  if (gap < parity) state.parity_seen = true;
}

void note_for_returns(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Builders, const Vendors,
          const Labs, const Capital, const ComputeMarket, MeasureState>
        world) {
  MeasureState& state = world.measured;
  double hours = 0.0, growth = 0.0, results = 0.0, worth = 0.0;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    if (!world.builders.alive[b]) continue;
    const auto sold = static_cast<double>(world.builders.sold_hours[b]);
    hours += sold;
    growth += sold * world.builders.expected_growth[b];
  }
  state.hours.push_back(hours);
  const double g = hours > 0.0 ? growth / hours : 0.0;
  state.planned_hours.push_back(hours *
                                exp_(g * (1.0 + world.inputs.parameters.expectations.fade)));
  for (std::size_t l = 0; l < world.labs.size(); ++l) {
    results += world.labs.operating_result[l].usd();
    if (world.labs.alive[l]) worth += std::max(world.labs.equity_value[l], 0.0);
  }
  state.lab_results.push_back(results);
  state.lab_worth.push_back(worth);
  std::vector<double> values;
  for (int v = static_cast<int>(world.inputs.parameters.time.start); v <= world.inputs.year; ++v) {
    double value = 0.0;
    for (std::size_t b = 0; b < world.builders.size(); ++b) value += market_value(world, b, v);
    values.push_back(value);
  }
  state.cohort_worth.push_back(std::move(values));
}

}  // namespace overbuild

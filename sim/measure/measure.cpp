#include "sim/measure/measure.hpp"

#include <cmath>
#include <utility>
#include <vector>

#include "sim/measure/metrics.hpp"
#include "sim/measure/notes.hpp"
#include "sim/measure/readings.hpp"

namespace overbuild {

namespace {

void add_row(Parts<const Inputs, Journal> world, std::vector<double> row) {
  Recording& recording = world.journal.recording;
  recording.series.push_back(std::move(row));
  ++recording.years;
  std::vector<double>& index = recording.price_index;
  index.push_back(index.empty() ? 1.0
                                : index.back() * (1.0 + world.inputs.parameters.macro.inflation));
}

}  // namespace

void measure(MeasureParts<MeasureState, Journal> world) {
  MeasureView view(world);
  const double open = open_capability(view);
  if (!std::isnan(open)) view.success = success_on_work(world, frontier_capability(view), open);
  view.leavers = api_leavers(world);
  view.cohort_debt = note_cohort_debt(world);
  note_money(world);
  note_leaps(world, commercial_gap(view));
  note_for_returns(world);
  add_row(world, read_metrics(view));
}

void measure_opening(MeasureParts<const MeasureState, Journal> world) {
  add_row(world, read_opening_metrics(MeasureView(world)));
}

}  // namespace overbuild

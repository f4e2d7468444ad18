#include "sim/measure/view.hpp"

#include "core/math.hpp"

namespace overbuild {

double MeasureView::earlier(Metric metric, std::size_t years_ago) const {
  const auto& series = journal.recording.series;
  return years_ago <= series.size()
             ? series[series.size() - years_ago][static_cast<std::size_t>(metric)]
             : detail::not_a_number;
}

double share_of(double numerator, double denominator) {
  return denominator > 0.0 ? numerator / denominator : detail::not_a_number;
}

}  // namespace overbuild

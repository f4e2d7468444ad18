#include "market/rate_of_return.hpp"

#include <algorithm>
#include <vector>

namespace overbuild {

namespace {

/// Flows as a polynomial in the yearly discount factor.
double at(std::span<const double> flows, double factor) {
  double value = 0.0;
  for (std::size_t k = flows.size(); k-- > 0;) value = value * factor + flows[k];
  return value;
}

int sign_changes(std::span<const double> flows) {
  int changes = 0;
  double last = 0.0;
  for (const double flow : flows) {
    if (flow == 0.0) continue;
    changes += last != 0.0 && (flow < 0.0) != (last < 0.0) ? 1 : 0;
    last = flow;
  }
  return changes;
}

std::vector<double> derivative(std::span<const double> flows) {
  std::vector<double> slopes;
  for (std::size_t k = 1; k < flows.size(); ++k)
    slopes.push_back(static_cast<double>(k) * flows[k]);
  return slopes;
}

double bisect(std::span<const double> flows, double from, double to) {
  const bool rises = at(flows, from) < 0.0;
  for (int k = 0; k < 80; ++k) {
    const double middle = 0.5 * (from + to);
    ((at(flows, middle) < 0.0) == rises ? from : to) = middle;
  }
  return 0.5 * (from + to);
}

/// Where the polynomial changes its sign: at most once between two of its turning points.
std::vector<double> roots_between(std::span<const double> flows, double from, double to) {
  std::vector<double> roots, ends;
  const int most = sign_changes(flows);  // Descartes: of positive roots
  if (most == 0) return roots;
  if (most > 1) ends = roots_between(derivative(flows), from, to);
  ends.push_back(to);
  for (const double end : ends) {
    if ((at(flows, from) < 0.0) != (at(flows, end) < 0.0))
      roots.push_back(bisect(flows, from, end));
    from = end;
  }
  return roots;
}

}  // namespace

double present_value(std::span<const double> flows, double rate) {
  double value = 0.0, factor = 1.0;
  for (const double flow : flows) {
    value += factor * flow;
    factor /= 1.0 + rate;
  }
  return value;
}

RateOfReturn rate_of_return(std::span<const double> flows) {
  using Kind = RateOfReturn::Kind;
  constexpr double dear = 1.0 / (1.0 + highest_rate), cheap = 1.0 / (1.0 + lowest_rate);
  const bool any = std::any_of(flows.begin(), flows.end(), [](double flow) { return flow != 0.0; });
  if (flows.size() < 2 || !any) return {};
  const std::vector<double> roots = roots_between(flows, dear, cheap);
  if (roots.empty()) return {at(flows, dear) > 0.0 ? Kind::above : Kind::below};
  // Worth less the more a year costs: the rate of money laid out, and not of money borrowed.
  if (roots.size() > 1 || at(flows, dear) > 0.0) return {};
  return {Kind::measured, 1.0 / roots.front() - 1.0};
}

}  // namespace overbuild

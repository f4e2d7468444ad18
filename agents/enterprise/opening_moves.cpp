#include "agents/enterprise/opening_moves.hpp"

#include <algorithm>
#include <tuple>

#include "core/math.hpp"

namespace overbuild {

namespace {

constexpr double near_enough = 0.005;
constexpr int most_passes = 3;

/// Sum of squared ln ratios: a mode that is far off counts for more than one that is nearly met.
double distance(const ByMode& target, const ModeSpend& spend) {
  double sum = 0.0;
  for (std::size_t m = 0; m < target.size(); ++m) {
    if (target[m] <= 0.0) continue;
    const double apart = log_ratio(target[m], static_cast<double>(spend[m]) * 0.01);
    sum += apart * apart;
  }
  return sum;
}

ModeSpend plus(ModeSpend spend, const ModeSpend& more) {
  for (std::size_t m = 0; m < spend.size(); ++m) spend[m] += more[m];
  return spend;
}

bool before(const OpeningMove& one, const OpeningMove& other) {
  return std::tie(one.cost, one.entity, one.number, one.to) <
         std::tie(other.cost, other.entity, other.number, other.to);
}

}  // namespace

double own_hosting_net(double self, double bought, double hurdle, bool all_the_same) {
  const double net = exp_(std::min(self, 80.0)) - exp_(std::min(bought, 80.0)) - hurdle;
  return all_the_same ? std::max(net, 1e-9) : net;
}

double own_hosting_cost(double self, double bought, double ln_hurdle) {
  return std::max(std::max(bought, ln_hurdle) - self, 0.0);
}

ModeSpend meet_targets(const ByMode& target, ModeSpend spend, std::vector<OpeningMove> moves,
                       FunctionRef<ModeSpend(const OpeningMove&)> difference,
                       FunctionRef<void()> undo) {
  std::sort(moves.begin(), moves.end(), before);
  bool better = true;
  for (int pass = 0; pass < most_passes && better; ++pass) {
    better = false;
    for (const OpeningMove& move : moves) {
      if (largest_misfit(target, spend) <= near_enough) return spend;
      const ModeSpend changed = plus(spend, difference(move));
      if (distance(target, changed) < distance(target, spend)) {
        spend = changed;
        better = true;
      } else {
        undo();
      }
    }
  }
  return spend;
}

}  // namespace overbuild

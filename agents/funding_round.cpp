#include "agents/funding_round.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace overbuild {

namespace {

std::int64_t whole_usd(double usd) {
  constexpr double most = 1e15;
  return static_cast<std::int64_t>(std::floor(std::clamp(usd, 0.0, most)));
}

std::int64_t placed(const std::vector<ShareBid>& bids, double price) {
  std::int64_t usd = 0;
  for (const ShareBid& bid : bids) usd += whole_usd(bid.value >= price ? bid.usd : bid.below);
  return usd;
}

}  // namespace

std::vector<double> placements(const std::vector<ShareBid>& bids, double price) {
  std::vector<double> usd;
  usd.reserve(bids.size());
  for (const ShareBid& bid : bids) {
    usd.push_back(static_cast<double>(whole_usd(bid.value >= price ? bid.usd : bid.below)));
  }
  return usd;
}

double round_price(const std::vector<ShareBid>& bids, double asked) {
  std::vector<double> values;
  for (const ShareBid& bid : bids) {
    if (bid.usd >= 1.0) values.push_back(bid.value);
  }
  if (values.empty()) return 0.0;
  std::sort(values.begin(), values.end(), std::greater<>());
  const std::int64_t wanted = whole_usd(std::ceil(std::max(asked, 0.0)));
  for (const double value : values) {
    if (placed(bids, value) >= wanted) return value;
  }
  return values.back();
}

}  // namespace overbuild

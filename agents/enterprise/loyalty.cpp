#include "agents/enterprise/loyalty.hpp"

#include <algorithm>
#include <limits>

#include "agents/enterprise/enterprise.hpp"

namespace overbuild {

namespace {

bool proprietary(std::uint32_t supplier) {
  return supplier >> 16 == static_cast<std::uint32_t>(Mode::api);
}

bool open_model(std::uint32_t supplier) {
  const std::uint32_t mode = supplier >> 16;
  return mode == static_cast<std::uint32_t>(Mode::hosted_open) ||
         mode == static_cast<std::uint32_t>(Mode::self_hosted);
}

void add_to_sums(LoyaltySums::Sums& sums, const LoyaltySums::Sums& weight, double sign = 1.0) {
  for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += sign * weight[k];
}

Loyalty::Shares shares_of_sums(const LoyaltySums::Sums& part, const LoyaltySums::Sums& whole) {
  Loyalty::Shares shares{};
  for (std::size_t k = 0; k < shares.size(); ++k) {
    shares[k] = whole[k] > 0.0 ? part[k] / whole[k] : std::numeric_limits<double>::quiet_NaN();
  }
  return shares;
}

}  // namespace

void LoyaltySums::add(const PastSuppliers& past, std::uint32_t now, const Sums& weight) {
  if (past[0] != 0 && now != 0) {
    add_to_sums(stayed_or_changed, weight);
    if (past[0] != now) add_to_sums(changed, weight);
  }
  const std::uint32_t before = past[3], after = past[2];
  if (before == 0) return;
  add_to_sums(served, weight);
  if (before == after) return;
  add_to_sums(left, weight);
  const std::array<std::uint32_t, 3> since = {past[1], past[0], now};
  if (std::find(since.begin(), since.end(), before) != since.end()) {
    add_to_sums(returned, weight);
  }
  if (proprietary(before) && open_model(after) &&
      std::none_of(since.begin(), since.end(), proprietary)) {
    add_to_sums(net, weight);
  }
  if (open_model(before) && proprietary(after) &&
      std::none_of(since.begin(), since.end(), open_model)) {
    add_to_sums(net, weight, -1.0);
  }
}

LoyaltySums& LoyaltySums::operator+=(const LoyaltySums& other) {
  add_to_sums(stayed_or_changed, other.stayed_or_changed);
  add_to_sums(changed, other.changed);
  add_to_sums(left, other.left);
  add_to_sums(returned, other.returned);
  add_to_sums(served, other.served);
  add_to_sums(net, other.net);
  return *this;
}

Loyalty LoyaltySums::shares() const {
  return {shares_of_sums(changed, stayed_or_changed), shares_of_sums(returned, left),
          shares_of_sums(net, served)};
}

}  // namespace overbuild

#include "sim/books/outgrown.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "sim/world.hpp"

namespace overbuild {

namespace {

/// "steady (balance of 9.1e+15 usd)": who has the largest balance of one kind.
std::string largest_account(const World& world) {
  double largest = 0.0;
  std::string text = "nobody yet";
  for (const AccountId account : world.ledger.named_accounts()) {
    for (std::size_t what = 0; what < instrument_count; ++what) {
      const auto instrument = static_cast<Instrument>(what);
      const double usd = std::fabs(world.ledger.balance(account, instrument).usd());
      if (usd <= largest) continue;
      largest = usd;
      text = fmt::format("{} ({} of {:.3g} usd)", world.name(account), name_of(instrument), usd);
    }
  }
  return text;
}

/// Keys whose values lie near the upper end of ranges that span amounts or growth.
class NearTheEnd final : public config::Visitor {
 public:
  void number(std::string_view key, double& value, const config::Spec& spec) override {
    note(key, value, spec);
  }
  void integer(std::string_view, std::int64_t&, const config::Spec&) override {}
  void flag(std::string_view, bool&, bool, std::string_view) override {}
  void text(std::string_view, std::string&, std::string_view, std::string_view) override {}
  void choice(std::string_view, std::size_t&, std::span<const std::string_view>, std::size_t,
              std::string_view) override {}
  void numbers(std::string_view key, std::vector<double>& values, const config::Spec& each,
               std::string_view) override {
    if (!values.empty()) note(key, *std::max_element(values.begin(), values.end()), each);
  }
  void texts(std::string_view, std::vector<std::string>&, std::string_view) override {}
  void reference(std::string_view, std::string&, std::string_view, std::string_view) override {}
  void group(std::string_view key, std::string_view, config::Describe body) override {
    below(key, [&] { body(*this); });
  }
  void entries(std::string_view key, std::string_view, config::EntryMap& map) override {
    below(key, [&] {
      for (const std::string& id : map.ids()) below(id, [&] { map.describe(id, *this); });
    });
  }

  /// Up to three of them, the nearest first.
  std::string told() {
    std::stable_sort(found_.begin(), found_.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    std::string text;
    for (std::size_t k = 0; k < std::min<std::size_t>(found_.size(), 3); ++k) {
      text += (k > 0 ? ", " : "") + found_[k].second;
    }
    return text;
  }

 private:
  void note(std::string_view key, double value, const config::Spec& spec) {
    const bool amount = spec.hi >= 1e6, growth = spec.unit.ends_with("/year") && spec.hi <= 100.0;
    const double nearness = value / spec.hi;
    if ((!amount || nearness < 1e-3) && (!growth || nearness < 0.5)) return;
    if (value == spec.fallback) return;
    found_.emplace_back(nearness, fmt::format("'{}{}' = {:g} {}", path_, key, value, spec.unit));
  }

  template <class Body>
  void below(std::string_view key, Body&& body) {
    const std::size_t length = path_.size();
    path_ += fmt::format("{}.", key);
    body();
    path_.resize(length);
  }

  std::string path_;
  std::vector<std::pair<double, std::string>> found_;
};

}  // namespace

OutgrownWorld outgrown(const World& world, std::string_view phase,
                       const std::overflow_error& overflow) {
  Parameters parameters = world.parameters;
  NearTheEnd keys;
  describe(keys, parameters);
  const std::string told = keys.told();
  return OutgrownWorld(fmt::format(
      "the world outgrew its accounts in {}, {}: {}; largest account: {}; expected amounts below 92 "
      "quadrillion usd (64 bits of cents): smaller values, slower growth or fewer run.years; {}",
      world.year, phase, overflow.what(), largest_account(world),
      told.empty() ? "no key lies near the end of its range" : "keys near the end of their range: " + told));
}

}  // namespace overbuild

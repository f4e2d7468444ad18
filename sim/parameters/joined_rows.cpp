#include "sim/parameters/joined_rows.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "sim/parameters/family.hpp"
#include "sim/parameters/parts.hpp"

namespace overbuild {

namespace {

using config::Describe;
using config::EntryMap;
using config::Spec;

/// Of a size that adds up over the rows of a firm; prices, rates, ages and tastes do not.
bool adds_up(std::string_view unit) {
  constexpr std::string_view amounts[] = {"usd",        "usd/year",        "MW", "MW/year", "H100e",
                                          "H100e/year", "H100e-hours/year"};
  return std::find(std::begin(amounts), std::end(amounts), unit) != std::end(amounts);
}

/// What a row says: its amounts, and the rest as it must be the same in all rows of a firm.
struct RowFields {
  std::string id;
  std::vector<double*> amounts;
  std::vector<std::vector<double>*> lists;  ///< of amounts by year
  std::vector<std::pair<std::string, double>> numbers;
  std::vector<std::pair<std::string, std::string>> texts;
  double value = 0.0;  ///< what its shares are worth
};

bool alike(const RowFields& a, const RowFields& b) {
  return a.numbers == b.numbers && a.texts == b.texts && a.amounts.size() == b.amounts.size() &&
         a.lists.size() == b.lists.size();
}

/// Reads the rows of one roster off its declaration.
class RowReader final : public config::Visitor {
 public:
  explicit RowReader(std::string_view roster) : roster_(roster) {}
  std::vector<RowFields> rows;

  void number(std::string_view key, double& value, const Spec& spec) override {
    if (key == "valuation" || key == "equity_value") rows.back().value = value;
    if (adds_up(spec.unit)) {
      rows.back().amounts.push_back(&value);
    } else {
      rows.back().numbers.emplace_back(key, value);
    }
  }
  void integer(std::string_view key, std::int64_t& value, const Spec&) override {
    rows.back().texts.emplace_back(key, std::to_string(value));
  }
  void flag(std::string_view key, bool& value, bool, std::string_view) override {
    rows.back().texts.emplace_back(key, value ? "true" : "false");
  }
  void text(std::string_view key, std::string& value, std::string_view, std::string_view) override {
    if (key != "label" && key != "split_of") rows.back().texts.emplace_back(key, value);
  }
  void choice(std::string_view key, std::size_t& value, std::span<const std::string_view>,
              std::size_t, std::string_view) override {
    rows.back().texts.emplace_back(key, std::to_string(value));
  }
  void numbers(std::string_view key, std::vector<double>& values, const Spec& each,
               std::string_view) override {
    if (adds_up(each.unit)) {
      rows.back().lists.push_back(&values);
    } else {
      for (const double value : values) rows.back().numbers.emplace_back(key, value);
    }
  }
  void texts(std::string_view key, std::vector<std::string>& values, std::string_view) override {
    for (const std::string& value : values) rows.back().texts.emplace_back(key, value);
  }
  void reference(std::string_view key, std::string& id, std::string_view,
                 std::string_view) override {
    rows.back().texts.emplace_back(key, id);
  }
  void group(std::string_view, std::string_view, Describe body) override { body(*this); }
  void entries(std::string_view key, std::string_view, EntryMap& map) override {
    const bool inside = reading_;
    if (!inside && key != roster_) return;
    reading_ = true;
    for (const std::string& id : map.ids()) {
      if (inside) {
        rows.back().texts.emplace_back(key, id);
      } else {
        rows.push_back({});
        rows.back().id = id;
      }
      map.describe(id, *this);
    }
    reading_ = inside;
  }

 private:
  std::string_view roster_;
  bool reading_ = false;
};

std::vector<RowFields> rows_of(Parameters& p, std::string_view roster) {
  RowReader reader(roster);
  declare::roster(reader, p);
  return std::move(reader.rows);
}

/// Everything that names a row of a roster by reference names another.
class Renaming final : public config::Visitor {
 public:
  Renaming(std::string_view roster, const std::string& before, const std::string& now)
      : roster_(roster), before_(before), now_(now) {}
  void number(std::string_view, double&, const Spec&) override {}
  void integer(std::string_view, std::int64_t&, const Spec&) override {}
  void flag(std::string_view, bool&, bool, std::string_view) override {}
  void text(std::string_view, std::string&, std::string_view, std::string_view) override {}
  void choice(std::string_view, std::size_t&, std::span<const std::string_view>, std::size_t,
              std::string_view) override {}
  void numbers(std::string_view, std::vector<double>&, const Spec&, std::string_view) override {}
  void texts(std::string_view, std::vector<std::string>&, std::string_view) override {}
  void reference(std::string_view, std::string& id, std::string_view map_path,
                 std::string_view) override {
    if (map_path == roster_ && id == before_) id = now_;
  }
  void group(std::string_view, std::string_view, Describe body) override { body(*this); }
  void entries(std::string_view, std::string_view, EntryMap& map) override {
    for (const std::string& id : map.ids()) map.describe(id, *this);
  }

 private:
  std::string_view roster_;
  const std::string &before_, &now_;
};

void add_amounts(RowFields& whole, const RowFields& part) {
  for (std::size_t k = 0; k < whole.amounts.size(); ++k) *whole.amounts[k] += *part.amounts[k];
  for (std::size_t k = 0; k < whole.lists.size(); ++k) {
    std::vector<double>& sums = *whole.lists[k];
    const std::vector<double>& more = *part.lists[k];
    sums.resize(std::max(sums.size(), more.size()), 0.0);
    for (std::size_t year = 0; year < more.size(); ++year) sums[year] += more[year];
  }
}

/// Shares of a part are as large a share of the whole as the part is of it.
void weigh_stakes(Parameters& p, std::string_view roster, const RowFields& whole,
                  const RowFields& part) {
  const double both = whole.value + part.value;
  const double of_part = both > 0.0 ? part.value / both : 0.5;
  for (auto& [id, stake] : p.stakes) {
    const std::string& held = roster == "labs" ? stake.lab : stake.builder;
    if (roster != "labs" && roster != "builders") continue;
    if (held == whole.id) stake.share *= 1.0 - of_part;
    if (held == part.id) stake.share *= of_part;
  }
}

auto parties(const StakeConfig& s) { return std::tie(s.vendor, s.lab, s.builder); }
auto parties(const CommitmentConfig& c) {
  return std::tie(c.lab, c.tenant, c.vendor, c.builder, c.take_or_pay);
}
void add_to(StakeConfig& whole, const StakeConfig& part) { whole.share += part.share; }
void add_to(CommitmentConfig& whole, const CommitmentConfig& part) {
  whole.usd.resize(std::max(whole.usd.size(), part.usd.size()), 0.0);
  for (std::size_t year = 0; year < part.usd.size(); ++year) whole.usd[year] += part.usd[year];
}

/// What was split with a row is one again: the first that came to have its parties by `rename` goes
/// to the first that had them, the second to the second.
template <class Tie, class Rename>
void join_ties(Roster<Tie>& ties, Rename&& rename) {
  std::sort(ties.begin(), ties.end(),
            [](const auto& one, const auto& other) { return one.first < other.first; });
  const Roster<Tie> before = ties;
  rename();
  std::vector<std::uint8_t> gone(ties.size(), 0), joined(ties.size(), 0);
  for (std::size_t k = 0; k < ties.size(); ++k) {
    if (parties(ties[k].second) == parties(before[k].second)) continue;
    for (std::size_t j = 0; j < ties.size() && gone[k] == 0; ++j) {
      const bool had_them = parties(ties[j].second) == parties(before[j].second);
      if (!had_them || joined[j] != 0 || parties(ties[j].second) != parties(ties[k].second))
        continue;
      add_to(ties[j].second, ties[k].second);
      joined[j] = gone[k] = 1;
    }
  }
  for (std::size_t k = ties.size(); k-- > 0;) {
    if (gone[k] != 0) ties.erase(ties.begin() + static_cast<std::ptrdiff_t>(k));
  }
}

/// Whether builders say of a row what they do not say of its family.
template <class Row>
bool has_tastes_of_its_own(const Parameters& p, const std::pair<std::string, Row>& row) {
  if constexpr (!std::is_same_v<Row, VendorConfig>) return false;
  if (row.first == family_of(row)) return false;
  return std::any_of(p.builders.begin(), p.builders.end(), [&](const auto& builder) {
    const auto& tastes = builder.second.vendor_preferences;
    return std::any_of(tastes.begin(), tastes.end(),
                       [&](const auto& taste) { return taste.first == row.first; });
  });
}

/// Adds row `part` to row `whole`; the roster then has one row less.
template <class Row>
void join(Parameters& p, std::string_view name, Roster<Row>& roster, std::size_t whole,
          std::size_t part) {
  std::vector<RowFields> rows = rows_of(p, name);
  weigh_stakes(p, name, rows[whole], rows[part]);
  add_amounts(rows[whole], rows[part]);
  const std::string kept = roster[whole].first, gone = roster[part].first;
  roster.erase(roster.begin() + static_cast<std::ptrdiff_t>(part));
  Renaming renaming(name, gone, kept);
  join_ties(p.stakes, [&] { join_ties(p.commitments, [&] { declare::roster(renaming, p); }); });
  if (name == "vendors" && p.vendor.tastes_about == gone) p.vendor.tastes_about = kept;
}

/// The row of a firm that its others are added to: named as the family, or the first by id.
template <class Row>
bool comes_first(const std::pair<std::string, Row>& one, const std::pair<std::string, Row>& other) {
  const bool named = one.first == family_of(one), other_named = other.first == family_of(other);
  return named != other_named ? named : one.first < other.first;
}

template <class Row>
void join_roster(Parameters& p, std::string_view name, Roster<Row>& roster) {
  for (std::size_t k = 0; k < roster.size(); ++k) {
    if (members_of_family(roster, k) < 2) continue;
    for (std::size_t j = 0; j < roster.size(); ++j) {
      const std::vector<RowFields> rows = rows_of(p, name);
      if (j == k || family_of(roster[j]) != family_of(roster[k]) || !alike(rows[k], rows[j]) ||
          !comes_first(roster[k], roster[j]) || has_tastes_of_its_own(p, roster[k]) ||
          has_tastes_of_its_own(p, roster[j])) {
        continue;
      }
      join(p, name, roster, k, j);
      if (j < k) --k;
      --j;
    }
  }
}

}  // namespace

void join_split_rows(Parameters& p) {
  for_each_roster(p,
                  [&](const RoleInfo& role, auto& roster) { join_roster(p, role.roster, roster); });
}

}  // namespace overbuild

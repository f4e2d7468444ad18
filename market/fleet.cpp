#include "market/fleet.hpp"

#include <algorithm>
#include <utility>

#include "core/count.hpp"

namespace overbuild {

namespace {
constexpr const char* units_text = "units of capital";
}

Fleet::Fleet(std::size_t owners, int first_vintage, int last_vintage)
    : owners_(owners),
      vintages_(static_cast<std::size_t>(last_vintage - first_vintage + 1)),
      first_vintage_(first_vintage),
      cells_(owners_ * vintages_),
      flows_(owners_ * vintages_) {}

void Fleet::add_vintages(int last) {
  const Fleet before = std::move(*this);
  *this = Fleet(before.owners_, before.first_vintage_, last);
  for (std::size_t owner = 0; owner < owners_; ++owner) {
    for (int v = first_vintage_; v <= before.last_vintage(); ++v)
      at(owner, v) = before.at(owner, v);
  }
}

void Fleet::begin_year(int year) {
  if (year > last_vintage()) add_vintages(year);
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    flows_[i] = {};
    flows_[i].opening = cells_[i].units;
  }
}

void Fleet::add_owner() {
  ++owners_;
  cells_.resize(owners_ * vintages_);
  flows_.resize(owners_ * vintages_);
}

void Fleet::deliver(std::size_t owner, int vintage, std::int64_t units, Money paid) {
  Cell& cell = at(owner, vintage);
  add_count(cell.units, units, units_text);
  cell.book += paid;
  cell.paid += paid;
  cell.original_cost += paid;
  add_count(flow(owner, vintage).produced, units, units_text);
}

Fleet::Cell Fleet::take(std::size_t owner, int vintage, std::int64_t units, std::int64_t leased) {
  Cell& cell = at(owner, vintage);
  const std::int64_t own = cell.units - std::min(leased, cell.units);
  units = std::min(units, own);
  if (units <= 0) return {};
  const Cell removed{units, muldiv(cell.book, units, own), muldiv(cell.paid, units, own),
                     muldiv(cell.original_cost, units, own)};
  cell.units -= removed.units;
  cell.book -= removed.book;
  cell.paid -= removed.paid;
  cell.original_cost -= removed.original_cost;
  return removed;
}

Money Fleet::fail(std::size_t owner, int vintage, std::int64_t units) {
  const Cell removed = take(owner, vintage, units);
  flow(owner, vintage).failed += removed.units;
  return removed.book;
}

Money Fleet::scrap(std::size_t owner, int vintage, std::int64_t units) {
  const Cell removed = take(owner, vintage, units);
  flow(owner, vintage).scrapped += removed.units;
  return removed.book;
}

Money Fleet::hand_back(std::size_t owner, int vintage, std::int64_t units) {
  Cell& cell = at(owner, vintage);
  units = std::min(units, cell.units);
  cell.units -= units;
  flow(owner, vintage).scrapped += units;
  if (cell.units > 0) return Money::zero();
  const Money book = cell.book;
  cell = {};
  return book;
}

Fleet::Moved Fleet::transfer(std::size_t from, std::size_t to, int vintage, std::int64_t units,
                             Money price, std::int64_t leased) {
  const Cell removed = take(from, vintage, units, leased);
  flow(from, vintage).sold += removed.units;
  Cell& cell = at(to, vintage);
  add_count(cell.units, removed.units, units_text);
  cell.book += price;
  cell.paid += price;
  cell.original_cost += removed.original_cost;
  flow(to, vintage).bought += removed.units;
  return {removed.book, removed.original_cost};
}

std::int64_t Fleet::units(std::size_t owner) const {
  std::int64_t total = 0;
  for (std::size_t k = 0; k < vintages_; ++k) {
    add_count(total, cells_[owner * vintages_ + k].units, units_text);
  }
  return total;
}

Money Fleet::book(std::size_t owner) const {
  Money total = Money::zero();
  for (std::size_t k = 0; k < vintages_; ++k) total += cells_[owner * vintages_ + k].book;
  return total;
}

void Fleet::add_to(Digest& digest) const {
  digest.add(first_vintage_);
  digest.add(cells_);
  digest.add(flows_);
}

}  // namespace overbuild

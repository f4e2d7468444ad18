// Two-layer capital: short-lived equipment by vintage in long-lived shells by cohort.
// Owns units, book values and prices paid by owner and vintage, and the unit flows that the audit
// holds against them (identity I7). Refuses to know why anything is bought or scrapped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/digest.hpp"
#include "core/money.hpp"

namespace overbuild {

/// Units and values of one kind of capital, [owners x vintages]; a vintage is a year of delivery.
/// Units are thousandths of an H100e (equipment) or of a MW (shells). Vintages are added as their
/// years begin: nothing here knows in which year a run will end.
class Fleet {
 public:
  struct Cell {
    std::int64_t units = 0;
    Money book, paid, original_cost;
  };
  /// What happened to a cell's units since the year began; kept apart from `Cell::units`.
  struct Flow {
    std::int64_t opening = 0, produced = 0, bought = 0, sold = 0, failed = 0, scrapped = 0;
  };

  Fleet() = default;
  Fleet(std::size_t owners, int first_vintage, int last_vintage);

  std::size_t owners() const { return owners_; }
  int first_vintage() const { return first_vintage_; }
  int last_vintage() const { return first_vintage_ + static_cast<int>(vintages_) - 1; }
  Cell& at(std::size_t owner, int vintage) { return cells_[slot(owner, vintage)]; }
  const Cell& at(std::size_t owner, int vintage) const { return cells_[slot(owner, vintage)]; }
  Flow& flow(std::size_t owner, int vintage) { return flows_[slot(owner, vintage)]; }
  const Flow& flow(std::size_t owner, int vintage) const { return flows_[slot(owner, vintage)]; }

  /// Opens the flows of `year`, which is a vintage from now on.
  void begin_year(int year);
  void add_owner();
  /// New units at the price paid; book and original cost start there.
  void deliver(std::size_t owner, int vintage, std::int64_t units, Money paid);
  /// Removes units with their share of book, paid and original cost; returns the book removed.
  Money fail(std::size_t owner, int vintage, std::int64_t units);
  Money scrap(std::size_t owner, int vintage, std::int64_t units);
  struct Moved {
    Money book, original_cost;
  };
  /// Moves units to a new owner at `price`, which becomes the buyer's book and cost base. `leased`
  /// units of the cell carry no cost and do not move.
  Moved transfer(std::size_t from, std::size_t to, int vintage, std::int64_t units, Money price,
                 std::int64_t leased = 0);
  /// Removes leased units, which carry no cost; returns the book of a cell that has none left.
  Money hand_back(std::size_t owner, int vintage, std::int64_t units);

  std::int64_t units(std::size_t owner) const;
  Money book(std::size_t owner) const;
  const std::vector<Cell>& cells() const { return cells_; }
  void add_to(Digest&) const;

 private:
  void add_vintages(int last);
  std::size_t slot(std::size_t owner, int vintage) const {
    return owner * vintages_ + static_cast<std::size_t>(vintage - first_vintage_);
  }
  Cell take(std::size_t owner, int vintage, std::int64_t units, std::int64_t leased = 0);

  std::size_t owners_ = 0, vintages_ = 0;
  int first_vintage_ = 0;
  std::vector<Cell> cells_;
  std::vector<Flow> flows_;
};

}  // namespace overbuild

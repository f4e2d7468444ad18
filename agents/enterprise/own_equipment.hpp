// Why: jobs on equipment in place are asked for by the thousand every year, each with every open
// model, so they are evaluated in blocks of (row, model) pairs.
// Owns: what equipment in place runs, and the shadow price of jobs that do not all fit.
// Refuses to know: whether it is kept, and purchases (agents/enterprise/procurement.hpp).
// Model: 7.5.4. Test: tests/agents/enterprise/test_procurement.cpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "agents/enterprise/procurement.hpp"

namespace overbuild {

/// Rows with equipment in place, gathered, then run all at once; room is kept from year to year.
class OwnEquipment {
 public:
  struct Row {
    std::uint32_t row;
    JobTerms workload;  ///< terms of the offer are ignored
    double peak_to_mean, units;
  };

  void add(const Row& row) { rows_.push_back(row); }

  /// Calls take(row, outcome) for every row added, in order, with the model that is worth most
  /// there, and forgets them. No charge for equipment or its running.
  template <class Take>
  void run(const DemandParameters& demand, const SelfHostTerms& terms, Take&& take) {
    const std::size_t models = std::min(terms.models(), block_rows), at_once = block_rows / models;
    for (std::size_t begin = 0; begin < rows_.size(); begin += at_once) {
      const std::size_t end = std::min(rows_.size(), begin + at_once);
      evaluate(begin, end, models, demand, terms);
      for (std::size_t k = begin; k < end; ++k) take(rows_[k].row, best(k, begin, models));
    }
    rows_.clear();
  }

 private:
  void evaluate(std::size_t begin, std::size_t end, std::size_t models, const DemandParameters&,
                const SelfHostTerms&);
  void ration_scarce(const DemandParameters&);
  [[nodiscard]] SelfHostOutcome best(std::size_t k, std::size_t begin, std::size_t models) const;

  std::vector<Row> rows_;
  DecisionBlock block_, scarce_;  ///< (row, model) pairs; those whose jobs do not all fit
  alignas(64) double wanted_[block_rows], capacity_[block_rows];
  alignas(64) double scarce_capacity_[block_rows];
};

}  // namespace overbuild

// Why: a year passes twice over chunks of enterprises, first to review open workloads, then to ask
// for jobs, and both ask what equipment in place runs. Owns: the chunk in work, and that question.
// Refuses to know: the two passes (agents/enterprise/review.cpp, agents/enterprise/requests.cpp).
#pragma once

#include "agents/enterprise/year.hpp"

namespace overbuild {

// What a sum that does not fit is called.
inline constexpr const char* jobs_text = "the number of jobs";
inline constexpr const char* spend_text = "what enterprises spend";
inline constexpr const char* own_text = "own equipment of enterprises";

/// A chunk of enterprises in work.
struct Chunk {
  EnterprisePopulation::State& state;
  const YearView& view;
  std::size_t begin, end;  ///< enterprises
  YearScratch& scratch;
  ChunkRequests& result;
  bool log_moves;
  std::size_t first_row;

  [[nodiscard]] std::size_t local(std::size_t row) const { return row - first_row; }
};

/// Lists a row of enterprise k with equipment in place for evaluate_own.
void list_own(const Chunk&, std::size_t k, std::uint32_t row);

/// Jobs that equipment in place runs this year, for all rows listed.
void evaluate_own(const Chunk&);

}  // namespace overbuild

// Why: what is asked for depends on prices of the year, whatever was signed earlier.
// Owns: the second pass of a year over a chunk of enterprises: jobs asked for at posted prices,
// within budgets. Refuses to know: which offer a workload uses (agents/enterprise/review.hpp).
#pragma once

#include <cstddef>

#include "agents/enterprise/year.hpp"

namespace overbuild {

/// Jobs asked for by enterprises [begin, end), within their budgets.
void request_chunk(EnterprisePopulation::State&, const YearView&, std::size_t begin,
                   std::size_t end, YearScratch&, ChunkRequests&);

}  // namespace overbuild

// Why: a contract binds until it ends, and only then is its workload looked at again.
// Owns: the first pass of a year over a chunk of enterprises: open workloads are reviewed,
// contracts signed, equipment bought and scrapped. Refuses to know: how many jobs are asked for in
// the end.
#pragma once

#include <cstddef>
#include <cstdint>

#include "agents/enterprise/year.hpp"

namespace overbuild {

/// First year after `year` in which a contract signed in it is open again, less the year.
std::uint32_t contract_years(const EnterprisePopulation::State&, const YearView&, EntityId,
                             std::uint32_t number);

/// Ends and renews contracts of enterprises [begin, end).
void review_chunk(EnterprisePopulation::State&, const YearView&, std::size_t begin, std::size_t end,
                  YearScratch&, ChunkRequests&, bool log_moves);

/// Purchases of one firm, which stand together, raised to the least that a pool of equipment has.
void fill_pool(EnterprisePopulation::State&, std::span<const Purchase>);

}  // namespace overbuild

#include "agents/enterprise/chunk.hpp"

namespace overbuild {

void list_own(const Chunk& chunk, std::size_t k, std::uint32_t row) {
  const WorkloadColumns& w = chunk.state.workload;
  chunk.scratch.own.add({row, job_terms(chunk.state, chunk.view, row), peak_of(chunk.state, k, row),
                         static_cast<double>(w.own_milli_units[row]) * 1e-3});
}

void evaluate_own(const Chunk& chunk) {
  YearScratch& scratch = chunk.scratch;
  scratch.own.run(chunk.state.demand, chunk.view.self_hosting,
                  [&](std::uint32_t row, const SelfHostOutcome& result) {
                    const std::size_t at = chunk.local(row);
                    scratch.jobs[at] = result.outcome.jobs;
                    scratch.wanted[at] = result.wanted;
                    scratch.surplus[at] = result.outcome.surplus;
                    scratch.benefit[at] = result.outcome.benefit;
                    scratch.elasticity[at] = 0.0;
                  });
}

}  // namespace overbuild

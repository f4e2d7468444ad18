#include "agents/enterprise/requests.hpp"

#include <algorithm>

#include "agents/enterprise/chunk.hpp"
#include "core/math.hpp"

namespace overbuild {

using State = EnterprisePopulation::State;

namespace {

bool bought_in(const WorkloadColumns& w, std::size_t row) {
  if (w.mode[row] == Mode::self_hosted) return on_rented(w, row);
  return w.mode[row] != Mode::none;
}

/// Index of the offer a row uses; no_option if it is not bought in or the offer is gone.
std::uint32_t offer_of(const Chunk& chunk, std::size_t row) {
  return chunk.scratch.offer[chunk.local(row)];
}

/// Evaluates jobs at posted prices for one block of rows served from outside.
void evaluate_rows(Chunk& chunk, std::span<const std::uint32_t> rows) {
  YearScratch& scratch = chunk.scratch;
  DecisionBlock& block = scratch.decision;
  block.rows = rows.size();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::uint32_t row = rows[i];
    JobTerms terms = job_terms(chunk.state, chunk.view, row);
    add_offer(terms, chunk.state, chunk.view, row, chunk.view.options[offer_of(chunk, row)]);
    block.set(i, terms);
  }
  evaluate_decisions(block, chunk.state.demand.discrimination);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t at = chunk.local(rows[i]);
    scratch.jobs[at] = block.jobs[i];
    scratch.wanted[at] = block.jobs[i];
    scratch.surplus[at] = block.surplus[i];
    scratch.benefit[at] = block.benefit[i];
    scratch.elasticity[at] = block.elasticity[i];
  }
}

void evaluate_chunk(Chunk& chunk) {
  std::vector<std::uint32_t>& rows = chunk.scratch.decided_rows;
  rows.clear();
  const WorkloadColumns& w = chunk.state.workload;
  const std::uint32_t last = chunk.state.enterprise.first_workload[chunk.end];
  std::size_t k = chunk.begin;
  for (auto row = static_cast<std::uint32_t>(chunk.first_row); row < last; ++row) {
    while (row >= chunk.state.enterprise.first_workload[k + 1]) ++k;
    if (w.mode[row] == Mode::self_hosted && w.own_milli_units[row] > 0) {
      // What is kept in a review was evaluated there.
      const bool kept =
          chunk.scratch.open[chunk.local(row)] != 0 && w.vintage[row] != chunk.view.year_byte;
      if (!kept) list_own(chunk, k, row);
    }
    const std::uint32_t offer =
        bought_in(w, row) ? chunk.view.offers.find(w.mode[row], w.seller[row], w.tier[row])
                          : no_option;
    chunk.scratch.offer[chunk.local(row)] = static_cast<std::uint8_t>(offer);
    if (offer != no_option) rows.push_back(row);
  }
  evaluate_own(chunk);
  for (std::size_t start = 0; start < rows.size(); start += block_rows) {
    const std::size_t count = std::min(block_rows, rows.size() - start);
    evaluate_rows(chunk, std::span(rows).subspan(start, count));
  }
}

/// A workload that costs money this year, one firm.
struct Project {
  std::size_t row;
  double spend, return_on_spend;
  double share;  ///< of the jobs that the budget allows
};

/// Cuts projects to the budget by return on spend; equipment in place is paid first.
void ration(Chunk& chunk, std::size_t k, std::vector<Project>& projects, double committed) {
  double left = static_cast<double>(chunk.state.enterprise.budget_usd[k]) - committed;
  double total = 0.0;
  for (const Project& project : projects) total += project.spend;
  chunk.state.bound[k] = total > std::max(left, 0.0) ? 1 : 0;
  if (total <= left) return;
  std::sort(projects.begin(), projects.end(), [](const Project& a, const Project& b) {
    if (a.return_on_spend != b.return_on_spend) return a.return_on_spend > b.return_on_spend;
    return a.row < b.row;
  });
  for (Project& project : projects) {
    project.share = left >= project.spend ? 1.0 : std::max(left, 0.0) / project.spend;
    left -= project.share * project.spend;
  }
}

/// Potential jobs of a row, weighted.
std::int64_t potential_jobs(const Chunk& chunk, std::size_t k, std::size_t row) {
  return whole(chunk.state.enterprise.weight[k] * potential_of(chunk.state, chunk.view, row),
               jobs_text);
}

/// Jobs of a row as integers, and their place in the year's totals.
void request_row(Chunk& chunk, std::size_t k, const Project& project) {
  State& state = chunk.state;
  WorkloadColumns& w = state.workload;
  Requests& requests = chunk.result.requests;
  const std::size_t row = project.row, at = chunk.local(row);
  const double weight = state.enterprise.weight[k];
  const std::int64_t potential = potential_jobs(chunk, k, row);
  const std::int64_t worth = std::min(potential, whole(weight * chunk.scratch.wanted[at]));
  std::int64_t asked = std::min(worth, whole(weight * chunk.scratch.jobs[at] * project.share));
  if (chunk.view.frozen) {
    asked = std::min(w.jobs[row], potential);
  } else {
    w.benefit_usd[row] = static_cast<float>(chunk.scratch.benefit[at] * chunk.view.wage);
  }
  w.jobs[row] = asked;
  add_count(requests.jobs_wanted, potential, jobs_text);
  add_count(requests.jobs_priced_out, potential - std::max(worth, asked), jobs_text);
  add_count(requests.jobs_over_budget, std::max(worth, asked) - asked, jobs_text);
  const bool own = w.mode[row] == Mode::self_hosted && !on_rented(w, row);
  OptionRequest& request = own ? requests.self_hosted : requests.options[offer_of(chunk, row)];
  add_count(request.jobs, asked, jobs_text);
  request.workloads += 1;
  if (own) {
    const std::int64_t units = weighted_milli(state, k, row);
    add_count(request.spend_cents,
              whole(static_cast<double>(units) * 0.1 * chunk.view.unit.running * chunk.view.wage),
              spend_text);
    if (w.vintage[row] == chunk.view.year_byte) {
      add_count(requests.purchase_milli_units, units, "own equipment of enterprises");
    }
    return;
  }
  const double price = chunk.view.options[offer_of(chunk, row)].price_usd_per_job;
  const std::int64_t spend = whole(price * 100.0 * static_cast<double>(asked), spend_text);
  const double cents = static_cast<double>(spend);
  // Where the budget binds, jobs are budget over price.
  const double elasticity = project.share < 1.0 ? 1.0 : chunk.scratch.elasticity[at];
  const double exposure =
      std::min(project.return_on_spend > 0.0 ? 1.0 / project.return_on_spend : 100.0, 100.0);
  add_count(request.spend_cents, spend, spend_text);
  request.elasticity_cents += whole_memo(cents * std::min(elasticity, 100.0), spend_text);
  request.job_elasticity +=
      whole_memo(static_cast<double>(asked) * std::min(elasticity, 100.0) * 1e3, jobs_text);
  request.exposure_cents += whole_memo(cents * exposure, spend_text);
  if (chunk.scratch.open[at] != 0) add_count(request.contestable_cents, spend, spend_text);
}

/// Potential jobs that nobody serves: not yet thought of, or not worth any offer.
void request_nothing(Chunk& chunk, std::size_t k, std::size_t row) {
  State& state = chunk.state;
  Requests& requests = chunk.result.requests;
  const std::int64_t potential = potential_jobs(chunk, k, row);
  if (!chunk.view.frozen) state.workload.jobs[row] = 0;
  if (state.workload.status[row] == Status::latent) {
    add_count(requests.jobs_latent, potential, jobs_text);
  } else {
    add_count(requests.jobs_wanted, potential, jobs_text);
    add_count(requests.jobs_priced_out, potential, jobs_text);
  }
}

void request_enterprise(Chunk& chunk, std::size_t k, std::vector<Project>& projects) {
  const State& state = chunk.state;
  const WorkloadColumns& w = state.workload;
  projects.clear();
  double committed = 0.0;
  for (std::uint32_t row = state.enterprise.first_workload[k];
       row < state.enterprise.first_workload[k + 1]; ++row) {
    if (w.mode[row] == Mode::self_hosted && w.own_milli_units[row] > 0) {
      committed += static_cast<double>(w.own_milli_units[row]) * 1e-3 * chunk.view.unit.level *
                   chunk.view.wage;
      request_row(chunk, k, {row, 0.0, 0.0, 1.0});
      continue;
    }
    const std::uint32_t offer = offer_of(chunk, row);
    if (offer == no_option) {
      request_nothing(chunk, k, row);
      continue;
    }
    const std::size_t at = chunk.local(row);
    const double spend = chunk.view.options[offer].price_usd_per_job * chunk.scratch.jobs[at];
    const double gain = spend > 0.0 ? chunk.scratch.surplus[at] * chunk.view.wage / spend : 1e300;
    projects.push_back({row, spend, gain, 1.0});
  }
  ration(chunk, k, projects, committed);
  for (const Project& project : projects) request_row(chunk, k, project);
}

}  // namespace

void request_chunk(State& state, const YearView& view, std::size_t begin, std::size_t end,
                   YearScratch& scratch, ChunkRequests& result) {
  Chunk chunk{state,   view,   begin, end,
              scratch, result, false, state.enterprise.first_workload[begin]};
  evaluate_chunk(chunk);
  std::vector<Project> projects;
  for (std::size_t k = begin; k < end; ++k) request_enterprise(chunk, k, projects);
}

}  // namespace overbuild

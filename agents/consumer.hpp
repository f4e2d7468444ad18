// Consumers of assistants: income cohorts that adopt, and choose a lab's plan or stay with the free
// one. A demand block of the rest of the economy (docs/odd.md, 7.3); refuses to know labs' costs.
#pragma once

#include <vector>

#include "agents/roles.hpp"
#include "agents/roster.hpp"

namespace overbuild {

struct ConsumerDemand {
  std::vector<double> subscribers;  ///< [labs] people who pay
  std::vector<double> jobs;         ///< [labs] jobs, free and paid
  std::vector<double> free_jobs;    ///< [labs] of these, for users who do not pay
  std::vector<double> elasticity;   ///< [labs] fall of ln subscribers per rise of ln own plan price
};

/// Jobs of a user over those of the opening year, so many years later.
double jobs_per_user(const ConsumerParameters&, int years);

/// Cohort incomes at the opening, and the median willingness to pay that gives the opening share of
/// paying users at the opening price.
void open_consumers(const ConsumerParameters&, double price, Consumers&);

/// Plans on offer. [labs]; a preference of -1e8 or less: none.
struct ConsumerPlans {
  const std::vector<double>& capability;  ///< points
  const std::vector<double>& price;       ///< usd a year
  const std::vector<double>& preference;  ///< ln
};

/// Users grow logistically to the ceiling; each cohort pays if its willingness, which rises with
/// capability since the opening, exceeds the cheapest plan; labs share payers by logit on
/// capability and price.
ConsumerDemand consume(const ConsumerParameters&, Consumers&, const ConsumerPlans&, double taste,
                       double capability_gain, double jobs_factor);

/// Share of users that would pay `price` for a plan if all labs asked it, with models
/// `capability_gain` better than at the start.
double payers_at(const ConsumerParameters&, const Consumers&, double capability_gain, double price);

/// Users one year on.
void adopt(const ConsumerParameters&, Consumers&);

}  // namespace overbuild

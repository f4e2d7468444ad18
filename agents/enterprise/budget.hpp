// What an enterprise lets itself spend on AI next year. Owns the rule of budgets that bind;
// refuses to know what is bought with it. Test: tests/agents/enterprise/test_budget.cpp.
#pragma once

#include "agents/enterprise/enterprise.hpp"

namespace overbuild {

/// Next year's budget of one firm that follows by and by what it measures of the work saved: within
/// a factor of this year's, and never below what it sets aside of its payroll. usd.
double binding_budget(const DemandParameters&, double budget, double saved, double payroll);

}  // namespace overbuild

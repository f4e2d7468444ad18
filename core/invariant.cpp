#include "core/invariant.hpp"

namespace overbuild {

namespace {

std::string describe(const std::string& expression, const InvariantContext& context) {
  std::string result = "broken invariant: " + expression;
  if (context.year) result += "; year " + std::to_string(*context.year);
  if (!context.phase.empty()) result += "; phase " + context.phase;
  if (!context.entity.empty()) result += "; entity " + context.entity;
  if (!context.details.empty()) result += "; " + context.details;
  return result;
}

}  // namespace

BrokenInvariant::BrokenInvariant(std::string expression, InvariantContext context)
    : std::logic_error(describe(expression, context)),
      expression_(std::move(expression)),
      context_(std::move(context)) {}

BrokenInvariant BrokenInvariant::placed(int year, std::string_view phase) const {
  InvariantContext context = context_;
  if (!context.year) context.year = year;
  if (context.phase.empty()) context.phase = phase;
  return {expression_, std::move(context)};
}

void break_invariant(const char* expression, InvariantContext context) {
  throw BrokenInvariant(expression, std::move(context));
}

}  // namespace overbuild

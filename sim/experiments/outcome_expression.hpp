// How expressions over outcomes are written: numbers, + - * / ^, < <= > >=, and, or, not, min, max,
// abs, log, exp, parentheses, and texts with colons that the caller reads. Owns the grammar, and is
// the only source that includes its parser; refuses to know metrics and years.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/function_ref.hpp"

namespace overbuild {

/// One step of a calculation in postfix order: a value, or an operation on the last values.
struct CalculationStep {
  enum class Kind {
    number,
    reading,  ///< `place` among the readings
    logical_or,
    logical_and,
    logical_not,
    less,
    at_most,
    more,
    at_least,
    add,
    subtract,
    multiply,
    divide,
    negate,
    power,
    min,
    max,
    abs,
    log,
    exp
  } kind = Kind::number;
  double number = 0.0;
  std::size_t place = 0;
};

/// What does not fit, with its place counted from one.
struct ExpressionProblem {
  std::size_t column;
  std::string what, expected;
};

/// Longer texts are refused: a parenthesis inside a parenthesis takes stack.
inline constexpr std::size_t longest_expression = 1000;

/// From the loosest to the tightest: or, and, not, one comparison, + and -, * and /, minus, ^ (from
/// the right). `read` takes texts such as capex:sum:2026-2030 with their columns and gives their
/// places; a minus belongs to such a text where a digit follows at once.
std::optional<ExpressionProblem> parse_expression(
    const std::string& text, std::vector<CalculationStep>& steps,
    FunctionRef<std::size_t(std::string_view reading, std::size_t column)> read);

/// The value of a step on its operands, the last of `stack`, which it replaces. Not for readings.
/// NaN where an operand is NaN or the result is not finite; the same bits everywhere.
void calculate(const CalculationStep& step, std::vector<double>& stack);

/// Names that are followed by a parenthesis.
std::vector<std::string> expression_functions();

}  // namespace overbuild

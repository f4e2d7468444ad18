#include "sim/experiments/outcome_expression.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>

#include <fmt/format.h>

#include <boost/spirit/home/x3.hpp>

#include "core/math.hpp"
#include "core/number_text.hpp"

namespace overbuild {

namespace expression_grammar {

namespace x3 = boost::spirit::x3;
using Kind = CalculationStep::Kind;
using Iterator = std::string::const_iterator;

/// What the parser's actions fill.
struct Calculation {
  const std::string& text;
  std::vector<CalculationStep>& steps;
  FunctionRef<std::size_t(std::string_view, std::size_t)> read;
  std::optional<ExpressionProblem> problem;

  std::size_t column(Iterator at) const { return static_cast<std::size_t>(at - text.begin()) + 1; }
};
struct CalculationTag;

template <class Context>
Calculation& calculation(Context& context) {
  return x3::get<CalculationTag>(context).get();
}

template <Kind kind>
struct Operation {
  template <class Context>
  void operator()(Context& context) const {
    calculation(context).steps.push_back({kind});
  }
};
/// Reads nothing. Behind an operand and not on it, so that errors name the operand.
template <Kind kind>
const auto operation = x3::eps[Operation<kind>{}];

constexpr auto take_number = [](auto& context) {
  const auto range = x3::_attr(context);
  const std::string digits(range.begin(), range.end());
  Calculation& into = calculation(context);
  const std::optional<double> value = parse_number(digits);
  if (!value && !into.problem) {
    into.problem = {into.column(range.begin()), fmt::format("'{}' is no number", digits),
                    "a plain decimal number"};
  }
  into.steps.push_back({Kind::number, value.value_or(0.0)});
};

constexpr auto take_reading = [](auto& context) {
  const auto range = x3::_attr(context);
  Calculation& into = calculation(context);
  const std::string reading(range.begin(), range.end());
  into.steps.push_back({Kind::reading, 0.0, into.read(reading, into.column(range.begin()))});
};

const auto letter = x3::char_("a-zA-Z_0-9");
const auto word = [](const char* text) { return x3::lexeme[x3::lit(text) >> !letter]; };

/// What an error says is expected.
constexpr const char* a_value = "a number, METRIC:STATISTIC:YEARS, a function or '('";
const x3::rule<struct EitherRule> either(a_value);
const x3::rule<struct BothRule> both(a_value);
const x3::rule<struct NegationRule> negation(a_value);
const x3::rule<struct ComparisonRule> comparison(a_value);
const x3::rule<struct SumRule> sum(a_value);
const x3::rule<struct ProductRule> product(a_value);
const x3::rule<struct SignedRule> with_sign(a_value);
const x3::rule<struct PowerRule> power(a_value);
const x3::rule<struct PrimaryRule> primary(a_value);

const auto digits = +x3::digit;
const auto number = x3::raw[x3::lexeme[digits >> -('.' >> digits) >>
                                       -(x3::char_("eE") >> -x3::char_("+-") >> digits)]];
const auto reading =
    x3::raw[x3::lexeme[x3::char_("a-zA-Z_") >> *letter >>
                       *(':' >> *x3::char_("a-zA-Z_0-9.") >> -('-' >> +x3::char_("0-9.")))]];

/// Of one value; of two or more, taken from the left.
template <Kind kind>
auto function_of_one(const char* name) {
  return (word(name) >> '(') > either > ')' > operation<kind>;
}
template <Kind kind>
auto function_of_more(const char* name) {
  return (word(name) >> '(') > either > ',' > either > operation<kind> >
         *(',' > either > operation<kind>) > ')';
}
template <Kind kind, class Operand>
auto binary(const char* name, const Operand& operand) {
  return x3::lit(name) > operand > operation<kind>;
}

const auto either_def = both >> *(word("or") > both > operation<Kind::logical_or>);
const auto both_def = negation >> *(word("and") > negation > operation<Kind::logical_and>);
const auto negation_def = (word("not") > negation > operation<Kind::logical_not>) | comparison;
const auto comparison_def = sum >>
                            -(binary<Kind::at_most>("<=", sum) | binary<Kind::at_least>(">=", sum) |
                              binary<Kind::less>("<", sum) | binary<Kind::more>(">", sum));
const auto sum_def = product >>
                     *(binary<Kind::add>("+", product) | binary<Kind::subtract>("-", product));
const auto product_def = with_sign >> *(binary<Kind::multiply>("*", with_sign) |
                                        binary<Kind::divide>("/", with_sign));
const auto with_sign_def = binary<Kind::negate>("-", with_sign) | power;
const auto power_def = primary >> -binary<Kind::power>("^", with_sign);
const auto primary_def = number[take_number] | function_of_more<Kind::min>("min") |
                         function_of_more<Kind::max>("max") | function_of_one<Kind::abs>("abs") |
                         function_of_one<Kind::log>("log") | function_of_one<Kind::exp>("exp") |
                         ('(' > either > ')') | reading[take_reading];

BOOST_SPIRIT_DEFINE(either, both, negation, comparison, sum, product, with_sign, power, primary)

}  // namespace expression_grammar

namespace {

using StepKind = CalculationStep::Kind;

/// base^exponent; by multiplication for whole exponents, which takes negative bases too.
double raised(double base, double exponent) {
  constexpr double most_products = 64.0;
  if (exponent != std::floor(exponent) || std::fabs(exponent) > most_products) {
    return base > 0.0 ? exp_(exponent * log_(base)) : std::nan("");
  }
  double product = 1.0;
  for (int k = 0; k < static_cast<int>(std::fabs(exponent)); ++k) product *= base;
  return exponent < 0.0 ? 1.0 / product : product;
}

double applied(StepKind kind, double a, double b) {
  switch (kind) {
    case StepKind::logical_or: return a != 0.0 || b != 0.0 ? 1.0 : 0.0;
    case StepKind::logical_and: return a != 0.0 && b != 0.0 ? 1.0 : 0.0;
    case StepKind::less: return a < b ? 1.0 : 0.0;
    case StepKind::at_most: return a <= b ? 1.0 : 0.0;
    case StepKind::more: return a > b ? 1.0 : 0.0;
    case StepKind::at_least: return a >= b ? 1.0 : 0.0;
    case StepKind::add: return a + b;
    case StepKind::subtract: return a - b;
    case StepKind::multiply: return a * b;
    case StepKind::divide: return a / b;
    case StepKind::power: return raised(a, b);
    case StepKind::min: return std::min(a, b);
    case StepKind::max: return std::max(a, b);
    default: return std::nan("");
  }
}

double applied(StepKind kind, double a) {
  switch (kind) {
    case StepKind::logical_not: return a != 0.0 ? 0.0 : 1.0;
    case StepKind::negate: return -a;
    case StepKind::abs: return std::fabs(a);
    case StepKind::log: return a > 0.0 ? log_(a) : std::nan("");
    case StepKind::exp: return exp_(a);
    default: return std::nan("");
  }
}

bool of_one(StepKind kind) {
  return kind == StepKind::logical_not || kind == StepKind::negate || kind >= StepKind::abs;
}

double finite_or_nothing(double value) { return std::isfinite(value) ? value : std::nan(""); }

}  // namespace

std::optional<ExpressionProblem> parse_expression(
    const std::string& text, std::vector<CalculationStep>& steps,
    FunctionRef<std::size_t(std::string_view, std::size_t)> read) {
  namespace x3 = boost::spirit::x3;
  using namespace expression_grammar;
  if (text.size() > longest_expression) {
    return ExpressionProblem{longest_expression + 1, "is too long",
                             fmt::format("at most {} characters", longest_expression)};
  }
  if (text.find_first_not_of(' ') == std::string::npos) {
    return ExpressionProblem{1, "is empty", a_value};
  }
  Calculation into{text, steps, read, {}};
  Iterator at = text.begin();
  try {
    const auto whole = x3::with<CalculationTag>(std::ref(into))[either > x3::eoi];
    if (!x3::phrase_parse(at, text.end(), whole, x3::space)) {
      return ExpressionProblem{1, "is no expression", a_value};
    }
  } catch (const x3::expectation_failure<Iterator>& failure) {
    const bool at_end = text.find_first_not_of(' ', into.column(failure.where()) - 1) == text.npos;
    const std::string expected =
        failure.which() == "eoi" ? "an operator or the end" : failure.which();
    const std::string what =
        at_end ? "ends too early"
               : fmt::format("cannot go on with '{}'", std::string(failure.where(), text.end()));
    return ExpressionProblem{into.column(failure.where()), what, expected};
  }
  return into.problem;
}

void calculate(const CalculationStep& step, std::vector<double>& stack) {
  if (step.kind == StepKind::number) return stack.push_back(step.number);
  const double b = stack.back();
  if (of_one(step.kind)) {
    stack.back() = std::isnan(b) ? b : finite_or_nothing(applied(step.kind, b));
    return;
  }
  stack.pop_back();
  const double a = stack.back();
  stack.back() =
      std::isnan(a) || std::isnan(b) ? std::nan("") : finite_or_nothing(applied(step.kind, a, b));
}

std::vector<std::string> expression_functions() { return {"min", "max", "abs", "log", "exp"}; }

}  // namespace overbuild

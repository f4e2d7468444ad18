#include "core/config/prior.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <string_view>
#include <utility>

#include "core/config/declaration.hpp"
#include "core/config/scalar.hpp"
#include "core/config/slider.hpp"
#include "core/lasting.hpp"
#include "core/math.hpp"

namespace overbuild::config {

namespace {

constexpr std::string_view truncate_key = "truncate";

struct Field {
  std::string_view name;
  double Prior::*target;
  bool optional = false;
};

struct Form {
  std::string_view name;
  Prior::Kind kind;
  std::vector<Field> fields;
};

std::span<const Form> prior_forms() {
  using Kind = Prior::Kind;
  static const auto& forms = lasting(std::array<Form, 5>{{
      {"uniform", Kind::uniform, {{"lo", &Prior::lo}, {"hi", &Prior::hi}}},
      {"normal", Kind::normal, {{"mean", &Prior::location}, {"sd", &Prior::spread}}},
      {"lognormal", Kind::lognormal, {{"median", &Prior::location}, {"gsd", &Prior::spread}}},
      {"beta",
       Kind::beta,
       {{"a", &Prior::location},
        {"b", &Prior::spread},
        {"lo", &Prior::lo, true},
        {"hi", &Prior::hi, true}}},
      {"choice", Kind::choice, {}},
  }});
  return forms;
}

const Form* form_of(const Node& map, const std::string& path, Diagnostics& diagnostics) {
  const Node* dist = map.find("dist");
  std::vector<std::string> names;
  for (const Form& form : prior_forms()) {
    if (dist->is_scalar() && dist->text == form.name) return &form;
    names.emplace_back(form.name);
  }
  if (dist->kind != Node::Kind::refused) {
    diagnostics.add(dist->where,
                    fmt::format("'{}': the prior has dist {}", path, kind_in_words(*dist)),
                    fmt::format("one of {}", fmt::join(names, ", ")),
                    dist->is_scalar() ? nearest_name(dist->text, names) : std::string{});
  }
  return nullptr;
}

std::vector<std::string> allowed_keys(const Form& form) {
  std::vector<std::string> names{"dist", "source", "confidence", std::string(slider_key)};
  for (const Field& field : form.fields) names.emplace_back(field.name);
  if (form.kind == Prior::Kind::choice) {
    names.emplace_back("values");
    names.emplace_back("weights");
  }
  if (form.kind == Prior::Kind::normal || form.kind == Prior::Kind::lognormal) {
    names.emplace_back(truncate_key);
  }
  return names;
}

bool keys_are_known(const Node& map, const Form& form, const std::string& path,
                    Diagnostics& diagnostics) {
  const std::vector<std::string> names = allowed_keys(form);
  bool fine = true;
  for (const Node& child : map.children) {
    bool known = false;
    for (const std::string& name : names) known = known || name == child.key;
    if (known) continue;
    fine = false;
    diagnostics.add(child.key_where,
                    fmt::format("'{}': a {} prior has no '{}'", path, form.name, child.key),
                    fmt::format("{}", fmt::join(names, ", ")), nearest_name(child.key, names));
  }
  return fine;
}

bool read_field(const Node& map, const Form& form, const Field& field, const std::string& path,
                Prior& prior, Diagnostics& diagnostics) {
  const Node* node = map.find(field.name);
  if (node == nullptr) {
    if (field.optional) return true;
    diagnostics.add(map.where,
                    fmt::format("'{}': the {} prior lacks '{}'", path, form.name, field.name),
                    fmt::format("{}: a plain decimal number", field.name));
    return false;
  }
  std::string complaint;
  const std::optional<double> value = read_number(*node, complaint);
  if (!value) {
    if (node->kind != Node::Kind::refused) {
      diagnostics.add(node->where, fmt::format("'{}': {} {}", path, field.name, complaint),
                      "a plain decimal number");
    }
    return false;
  }
  prior.*field.target = *value;
  return true;
}

bool read_choice(const Node& map, const std::string& path, Prior& prior, Diagnostics& diagnostics) {
  const auto refuse = [&](const Node& at, std::string_view message, std::string_view expected) {
    diagnostics.add(at.where, fmt::format("'{}': {}", path, message), std::string(expected));
    return false;
  };
  const Node* values = map.find("values");
  if (values == nullptr) return refuse(map, "the choice prior lacks 'values'", "values: [a, b]");
  if (values->kind != Node::Kind::list || values->children.empty()) {
    return refuse(*values, "values is " + kind_in_words(*values), "a list with something in it");
  }
  for (const Node& value : values->children) {
    if (!value.is_scalar()) {
      return refuse(value, "a value is " + kind_in_words(value), "numbers or texts");
    }
    prior.values.push_back(&value);
  }
  prior.weights.assign(prior.values.size(), 1.0);
  const Node* weights = map.find("weights");
  if (weights == nullptr) return true;
  if (weights->kind != Node::Kind::list || weights->children.size() != prior.values.size()) {
    return refuse(*weights,
                  fmt::format("there are {} values but weights is {}", prior.values.size(),
                              weights->kind == Node::Kind::list
                                  ? fmt::format("a list of {}", weights->children.size())
                                  : kind_in_words(*weights)),
                  "one weight for each value");
  }
  double total = 0.0;
  for (std::size_t i = 0; i < prior.values.size(); ++i) {
    const Node& node = weights->children[i];
    std::string complaint;
    const std::optional<double> weight = read_number(node, complaint);
    if (!weight) return refuse(node, "a weight " + complaint, "a number at least 0");
    if (*weight < 0.0) return refuse(node, "a weight is negative", "a number at least 0");
    total += prior.weights[i] = *weight;
  }
  if (!(total > 0.0) || !std::isfinite(total)) {
    return refuse(*weights, "the weights do not have a finite, positive sum",
                  "a weight above 0 somewhere");
  }
  return true;
}

/// `truncate: [lo, hi]`, if there is one.
bool read_ends(const Node& map, const std::string& path, Prior& prior, Diagnostics& diagnostics) {
  const Node* ends = map.find(truncate_key);
  if (ends == nullptr) return true;
  const auto refuse = [&](const Node& at, const std::string& message) {
    diagnostics.add(at.where, fmt::format("'{}': {}", path, message),
                    "truncate: [lo, hi], two numbers");
    return false;
  };
  if (ends->kind != Node::Kind::list || ends->children.size() != 2) {
    return refuse(*ends, "truncate is " + (ends->kind == Node::Kind::list
                                               ? fmt::format("a list of {}", ends->children.size())
                                               : kind_in_words(*ends)));
  }
  for (double Prior::*end : {&Prior::lowest, &Prior::highest}) {
    const Node& node = ends->children[end == &Prior::lowest ? 0 : 1];
    std::string complaint;
    const std::optional<double> value = read_number(node, complaint);
    if (!value) return refuse(node, "an end of truncate " + complaint);
    prior.*end = *value;
  }
  return true;
}

/// What is wrong with the ends of a prior's tails, empty when nothing is.
std::string inconsistent_ends(const Prior& prior) {
  if (!(prior.lowest < prior.highest)) return "the first end of truncate is not below the second";
  if (prior.location < prior.lowest || prior.location > prior.highest) {
    return fmt::format("truncate leaves out its {}",
                       prior.kind == Prior::Kind::normal ? "mean" : "median");
  }
  return {};
}

/// What is wrong with the numbers of a prior, empty when nothing is.
std::string inconsistency(const Prior& prior) {
  switch (prior.kind) {
    case Prior::Kind::uniform:
      if (prior.lo > prior.hi) return "lo is above hi";
      break;
    case Prior::Kind::normal:
      if (!(prior.spread > 0.0)) return "sd is not above 0";
      return inconsistent_ends(prior);
    case Prior::Kind::lognormal:
      if (!(prior.location > 0.0)) return "median is not above 0";
      if (!(prior.spread > 1.0)) return "gsd (geometric standard deviation) is not above 1";
      return inconsistent_ends(prior);
    case Prior::Kind::beta:
      if (!(prior.location > 0.0) || !(prior.spread > 0.0)) return "a and b are not above 0";
      if (prior.location > 1e6 || prior.spread > 1e6) return "a or b is above 1000000";
      if (!(prior.lo < prior.hi)) return "lo is not below hi";
      break;
    case Prior::Kind::choice: break;
  }
  if (prior.bounded() && !std::isfinite(prior.hi - prior.lo)) return "hi - lo is too large";
  return {};
}

/// ln Gamma(x) for x > 0 (Lanczos, g = 7), the same bits everywhere; relative error about 1e-15.
double log_gamma(double x) {
  static constexpr std::array<double, 9> c{
      0.99999999999980993,  676.5203681218851,     -1259.1392167224028,
      771.32342877765313,   -176.61502916214059,   12.507343278686905,
      -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7};
  if (x < 0.5) return log_gamma(x + 1.0) - log_(x);
  const double z = x - 1.0;
  double sum = c[0];
  for (std::size_t i = 1; i < c.size(); ++i) sum += c[i] / (z + static_cast<double>(i));
  const double t = z + 7.5;
  constexpr double half_log_two_pi = 0.91893853320467274;
  return half_log_two_pi + (z + 0.5) * log_(t) - t + log_(sum);
}

/// Continued fraction of the incomplete beta function by Lentz's method (Numerical Recipes 6.4).
double beta_fraction(double x, double a, double b) {
  constexpr double tiny = 1e-300;
  const auto away_from_zero = [](double v) { return std::fabs(v) < tiny ? tiny : v; };
  double c = 1.0;
  double d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
  double h = d;
  for (int m = 1; m <= 20000; ++m) {
    const double k = m;
    const double even = k * (b - k) * x / ((a + 2.0 * k - 1.0) * (a + 2.0 * k));
    d = 1.0 / away_from_zero(1.0 + even * d);
    c = away_from_zero(1.0 + even / c);
    h *= d * c;
    const double odd = -(a + k) * (a + b + k) * x / ((a + 2.0 * k) * (a + 2.0 * k + 1.0));
    d = 1.0 / away_from_zero(1.0 + odd * d);
    c = away_from_zero(1.0 + odd / c);
    const double step = d * c;
    h *= step;
    if (std::fabs(step - 1.0) < 1e-15) break;
  }
  return h;
}

double log_beta(double a, double b) { return log_gamma(a) + log_gamma(b) - log_gamma(a + b); }

/// beta_cdf with ln B(a, b) at hand.
double beta_cdf_given(double x, double a, double b, double log_of_beta) {
  if (x <= 0.0) return 0.0;
  if (x >= 1.0) return 1.0;
  const double front = exp_(a * log_(x) + b * log_(1.0 - x) - log_of_beta);
  // the fraction converges fast on the near side of the mean only
  if (x < (a + 1.0) / (a + b + 2.0)) return front * beta_fraction(x, a, b) / a;
  return 1.0 - front * beta_fraction(1.0 - x, b, a) / b;
}

double beta_quantile(double u, double a, double b) {
  const double log_of_beta = log_beta(a, b);
  double below = 0.0, above = 1.0;
  // each step halves the interval; from about 1e-300 up it is then narrower than a rounding error
  for (int i = 0; i < 1100; ++i) {
    const double middle = below + (above - below) * 0.5;
    if (middle <= below || middle >= above) break;
    (beta_cdf_given(middle, a, b, log_of_beta) < u ? below : above) = middle;
    if (above - below <= 1e-16 * above) break;
  }
  return below + (above - below) * 0.5;
}

/// How many standard deviations a value lies above the middle.
double deviations(const Prior& prior, double x) {
  if (prior.kind == Prior::Kind::normal) return (x - prior.location) / prior.spread;
  return x > 0.0 ? log_(x / prior.location) / log_(prior.spread) : -HUGE_VAL;
}

double share_below(const Prior& prior, double x) {
  const double z = deviations(prior, x);
  return std::isinf(z) ? (z > 0.0 ? 1.0 : 0.0) : normal_cdf(z);
}

double share_above(const Prior& prior, double x) {
  const double z = deviations(prior, x);
  return std::isinf(z) ? (z > 0.0 ? 0.0 : 1.0) : normal_cdf(-z);
}

}  // namespace

double beta_cdf(double x, double a, double b) { return beta_cdf_given(x, a, b, log_beta(a, b)); }

std::optional<Prior> read_prior(const Node& map, const std::string& path,
                                Diagnostics& diagnostics) {
  const Form* form = form_of(map, path, diagnostics);
  if (form == nullptr) return std::nullopt;
  Prior prior;
  prior.kind = form->kind;
  bool fine = keys_are_known(map, *form, path, diagnostics);
  for (const Field& field : form->fields) {
    fine = read_field(map, *form, field, path, prior, diagnostics) && fine;
  }
  if (form->kind == Prior::Kind::choice) {
    fine = read_choice(map, path, prior, diagnostics) && fine;
  }
  if (prior.has_tails()) fine = read_ends(map, path, prior, diagnostics) && fine;
  if (!fine) return std::nullopt;
  if (const std::string problem = inconsistency(prior); !problem.empty()) {
    diagnostics.add(map.where, fmt::format("'{}': the prior {} is inconsistent: {}", path,
                                           prior_text(prior), problem));
    return std::nullopt;
  }
  return prior;
}

void cut(Prior& prior, double lo, double hi, double slack) {
  if (!prior.has_tails()) return;
  constexpr double unseen = 0x1p-33;  // half the step of a draw
  prior.below = share_below(prior, std::max(lo, prior.lowest) - slack);
  prior.above = share_above(prior, std::min(hi, prior.highest) + slack);
  if (prior.below <= unseen) prior.below = 0.0;
  if (prior.above <= unseen) prior.above = 0.0;
}

double quantile(const Prior& prior, double u) {
  const bool at_middle = std::isnan(u);
  const double kept = at_middle ? 0.5 : prior.below + u * (1.0 - prior.below - prior.above);
  switch (prior.kind) {
    case Prior::Kind::uniform:
      return std::clamp(prior.lo + kept * (prior.hi - prior.lo), prior.lo, prior.hi);
    case Prior::Kind::normal:
      return kept == 0.5 ? prior.location : prior.location + prior.spread * normal_quantile(kept);
    case Prior::Kind::lognormal:
      return kept == 0.5 ? prior.location
                         : prior.location * exp_(log_(prior.spread) * normal_quantile(kept));
    case Prior::Kind::beta:
      return std::clamp(
          prior.lo + (prior.hi - prior.lo) * beta_quantile(kept, prior.location, prior.spread),
          prior.lo, prior.hi);
    case Prior::Kind::choice: break;
  }
  return static_cast<double>(pick(prior, u));
}

std::size_t pick(const Prior& prior, double u) {
  if (std::isnan(u)) return most_likely(prior);
  double total = 0.0;
  for (const double weight : prior.weights) total += weight;
  double reached = 0.0;
  for (std::size_t i = 0; i < prior.weights.size(); ++i) {
    reached += prior.weights[i];
    if (u * total < reached) return i;
  }
  return most_likely(prior);
}

std::size_t most_likely(const Prior& prior) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < prior.weights.size(); ++i) {
    if (prior.weights[i] > prior.weights[best]) best = i;
  }
  return best;
}

std::string prior_text(const Prior& prior) {
  for (const Form& form : prior_forms()) {
    if (form.kind != prior.kind) continue;
    std::vector<std::string> parts;
    for (const Field& field : form.fields) {
      parts.push_back(fmt::format("{}: {}", field.name, number_text(prior.*field.target)));
    }
    if (prior.kind == Prior::Kind::choice) {
      std::vector<std::string> values, weights;
      for (const Node* value : prior.values) values.push_back(value->text);
      for (const double weight : prior.weights) weights.push_back(number_text(weight));
      parts.push_back(fmt::format("values: [{}]", fmt::join(values, ", ")));
      parts.push_back(fmt::format("weights: [{}]", fmt::join(weights, ", ")));
    }
    if (std::isfinite(prior.lowest)) {
      parts.push_back(fmt::format("{}: [{}, {}]", truncate_key, number_text(prior.lowest),
                                  number_text(prior.highest)));
    }
    return fmt::format("{}{{{}}}", form.name, fmt::join(parts, ", "));
  }
  return {};
}

}  // namespace overbuild::config

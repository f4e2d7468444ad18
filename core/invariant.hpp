// Why: a bug must stop the run and say where and when it was seen.
// Owns: BrokenInvariant and the macro that throws it.
// Refuses to know: input errors (core/diagnostics.hpp) and economic outcomes such as insolvency,
// which are data.  Checks stay on in every build, so they must be cheap.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace overbuild {

/// What is known where the check stands; low layers often know the details only.
struct InvariantContext {
  InvariantContext() = default;
  InvariantContext(std::string what) : details(std::move(what)) {}  // implicit: see the macro
  InvariantContext(const char* what) : details(what) {}
  InvariantContext(int in_year, std::string in_phase, std::string of_entity, std::string what)
      : year(in_year),
        phase(std::move(in_phase)),
        entity(std::move(of_entity)),
        details(std::move(what)) {}

  std::optional<int> year;
  std::string phase;
  std::string entity;
  std::string details;
};

/// A bug: something the program promises does not hold.
class BrokenInvariant : public std::logic_error {
 public:
  BrokenInvariant(std::string expression, InvariantContext context);

  [[nodiscard]] std::optional<int> year() const { return context_.year; }
  [[nodiscard]] const std::string& phase() const { return context_.phase; }
  [[nodiscard]] const std::string& entity() const { return context_.entity; }
  [[nodiscard]] const std::string& expression() const { return expression_; }
  [[nodiscard]] const std::string& details() const { return context_.details; }

  /// The same failure with year and phase filled in where they were unknown.
  [[nodiscard]] BrokenInvariant placed(int year, std::string_view phase) const;

 private:
  std::string expression_;
  InvariantContext context_;
};

/// Throws BrokenInvariant; out of line to keep checks small.
[[noreturn]] void break_invariant(const char* expression, InvariantContext context);

}  // namespace overbuild

/// Throws BrokenInvariant unless the condition holds.  The context is evaluated only then; it is a
/// text, or year, phase, entity, text.
#define OVERBUILD_INVARIANT(condition, ...)                                                 \
  do {                                                                                      \
    if (!(condition)) [[unlikely]] {                                                        \
      ::overbuild::break_invariant(#condition, ::overbuild::InvariantContext{__VA_ARGS__}); \
    }                                                                                       \
  } while (false)

// The failures of a run, told from its events and obligations: who, when, on which claims, with
// which recovery. Owns that recoveries are of claims at the failure, which terminal, JSON, report
// and `overbuild why` share; refuses to know sentences about anything else.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/results/recording.hpp"

namespace overbuild {

/// One failure of one firm; a firm that was reorganised can fail again.
struct Failure {
  int year = 0;
  std::string agent, label, role;
  std::string cause;                         ///< in words, with amounts and the round of contagion
  bool reorganised = false;                  ///< went on with less debt; else it was liquidated
  double claims = 0.0;                       ///< of all creditors at the failure, usd
  double recovered = 0.0;                    ///< what they got for them, usd, at most the claims
  std::vector<std::string> creditors_short;  ///< ids of those whose dues of that year stayed unpaid
  std::vector<std::string> pulled;  ///< labels of those among them that failed by the next year

  /// Not a number when nothing was claimed.
  double recovery() const;
};

/// Null when no agent has this id.
const AgentName* find_agent(const Recording& recording, std::string_view id);

/// In order of events; `factors` as from price_factors (sim/results/summary.hpp).
std::vector<Failure> failures_of(const Recording& recording, std::span<const double> factors);

/// "reorganised" or "liquidated".
std::string_view ending_text(const Failure& failure);
/// The cause without its amounts, which tables have in columns of their own.
std::string short_cause(const Failure& failure);
/// "-" when nothing was claimed.
std::string recovery_text(const Failure& failure);

/// All failures together.
struct FailureSum {
  std::set<std::string> firms;
  std::size_t most = 0;  ///< failures of the firm that failed most often
  double claims = 0.0, recovered = 0.0;
  std::vector<const Failure*> by_claims;  ///< the largest first
  std::vector<const Failure*> repeated;   ///< of each firm that failed more than once the largest

  /// Not a number when nothing was claimed.
  double recovery() const;
};

/// Points into `failures`.
FailureSum sum_of(const std::vector<Failure>& failures);

/// Firms and failures counted apart: "failed", "failed, one of them twice".
std::string failed_how_often(const FailureSum& sum);

/// The largest failure of each of the firms with the largest claims: all of three firms, else
/// three.
std::vector<const Failure*> largest_failures(const FailureSum& sum);

/// "2 firms failed (A and B)", "20 firms failed, the largest of them A, B and C; 2 failed more than
/// once: B and D"; no claim is made of nobody.
std::string who_failed(const FailureSum& sum);

}  // namespace overbuild

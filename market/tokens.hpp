// How many tokens a job takes: work is handed to models in longer and longer runs of tokens.
// Owns the path over years; refuses to know what a token costs and who asks for jobs.
// Test: tests/market/test_tokens.cpp.
#pragma once

namespace overbuild {

struct TokenParameters {
  bool grow = false;
  double growth = 1.5;  ///< factor of tokens a job in the first year, at least 1
  double kept = 0.7;    ///< share of its yearly ln growth that is left a year later
};

/// Millions of reference tokens that a job takes, `years` after the opening, where it took one.
double tokens_per_job(const TokenParameters&, int years);

}  // namespace overbuild

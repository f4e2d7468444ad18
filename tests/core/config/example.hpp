// A small configuration with every kind of declaration, for the tests and the fuzz target of
// core/config. Refuses to know the real parameters.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/parameter.hpp"

namespace overbuild::config_example {

struct Builder {
  std::string label;
  double debt = -1.0;
  double price = -1.0;
  double required_share = -1.0;
  std::string supplier;
};

struct Vendor {
  std::string label;
  std::int64_t units = -1;
};

struct Example {
  std::int64_t seed = -1, replicate = -1, years = -1, threads = -1;
  double growth = -1.0, elasticity = -1.0;
  bool record = false;
  std::size_t variant = 99;
  std::vector<double> lives;
  std::vector<std::string> tags;
  config::Entries<Builder> builders;
  config::Entries<Vendor> vendors;
};

inline constexpr std::array<std::string_view, 3> variants{"race", "threshold", "never"};

inline void describe_builder(config::Visitor& v, Builder& builder) {
  v.text("label", builder.label, "", "Name in tables");
  v.group("money", "Opening balance", [&](config::Visitor& g) {
    g.number("debt", builder.debt,
             {"usd", 0.0, 1e13, 2e9, "Debt at the opening", "annual report 2025", 'A'});
    g.number("price", builder.price, {"usd/hour", 0.0, 100.0, 2.5, "Posted price"});
  });
  v.number("required_share", builder.required_share,
           {"1", 0.0, 1.0, config::required, "A share without a default"});
  v.reference("supplier", builder.supplier, "vendors", "Who sells to it");
}

inline void describe_vendor(config::Visitor& v, Vendor& vendor) {
  v.text("label", vendor.label, "", "Name in tables");
  v.integer("units", vendor.units, {"units", 0.0, 1e9, 1000.0, "Units a year"});
}

inline void describe(config::Visitor& v, Example& e) {
  v.group("run", "How the run is made", [&](config::Visitor& g) {
    g.integer("seed", e.seed, {"1", 0.0, 4294967295.0, 1.0, "Seed of every draw"});
    g.integer("replicate", e.replicate, {"1", 0.0, 4294967295.0, 0.0, "Which world"});
    g.integer("years", e.years, {"years", 1.0, 200.0, 20.0, "Years simulated"});
    g.integer("threads", e.threads, {"1", 0.0, 1024.0, 0.0, "Threads, 0 for all"});
  });
  v.group("demand", "What is wanted", [&](config::Visitor& g) {
    g.number("growth", e.growth, {"1/year", -0.5, 2.0, 0.1, "Growth", "a survey", 'C'});
    g.number("elasticity", e.elasticity, {"1", -config::unbounded, 0.0, -1.0, "Price elasticity"});
    g.flag("record", e.record, false, "Keep everything");
    g.choice("variant", e.variant, variants, 1, "How a leap happens");
    g.numbers("lives", e.lives, {"years", 0.0, 50.0, 0.0, ""}, "Lives of equipment");
    g.texts("tags", e.tags, "Free words");
  });
  config::entries(v, "builders", "Who builds", e.builders, describe_builder);
  config::entries(v, "vendors", "Who sells", e.vendors, describe_vendor);
}

inline constexpr std::string_view valid_text = R"(# a valid file with every form of a value
run: {seed: 7, years: 10}
demand:
  growth: {dist: normal, mean: 0.2, sd: 0.05, source: "a \"quoted\" paper", confidence: B}
  elasticity: -1.5
  record: true
  variant: {dist: choice, values: [race, never], weights: [3, 1]}
  lives: [3, 4.5]
  tags: [one, 'two words', "3"]
builders:
  oracle:
    label: "Oracle: the database company"
    money:
      debt: {value: 1.2e11, source: 10-K, confidence: A}
      price: {dist: lognormal, median: 3, gsd: 1.5}
    required_share: 0.25
    supplier: nvidia
  meta:
    required_share: {dist: beta, a: 2, b: 3}
vendors:
  nvidia: {label: Nvidia, units: {dist: uniform, lo: 100, hi: 2000}}
  amd: {}
)";

}  // namespace overbuild::config_example

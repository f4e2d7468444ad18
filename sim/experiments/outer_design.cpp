#include "sim/experiments/outer_design.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "core/config/declaration.hpp"
#include "core/config/prior.hpp"
#include "core/config/scalar.hpp"
#include "core/digest.hpp"
#include "core/number_text.hpp"
#include "sim/parameters/fixed_keys.hpp"
#include "sim/parameters/parameters.hpp"
#include "sim/results/csv.hpp"

namespace overbuild {

namespace {

constexpr std::string_view replicate_column = "replicate";

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

/// The declaration of all keys, once.
const config::Declaration& declared_keys() {
  static const config::Declaration declared = [] {
    Parameters parameters{};
    return config::collect([&](config::Visitor& visitor) { describe(visitor, parameters); });
  }();
  return declared;
}

/// Reads one design, collecting its problems.
class DesignReader {
 public:
  DesignReader(std::string file, const config::LoadResult& configuration, Diagnostics& diagnostics)
      : file_(std::move(file)), diagnostics_(diagnostics) {
    for (const config::ProvenanceRow& row : configuration.provenance) keys_.push_back(row.path);
    keys_.emplace_back(replicate_column);
  }

  void read_header(const CsvRow& row) {
    for (std::size_t k = 0; k < row.fields.size(); ++k) {
      const std::string& name = design_.header.emplace_back(trimmed(row.fields[k]));
      check_key(name, {file_, row.line, row.columns[k]}, k);
      declared_.push_back(config::find_path(declared_keys(), name));
    }
  }

  void read_row(CsvRow row) {
    if (row.fields.size() != design_.header.size()) {
      diagnostics_.add(
          {file_, row.line},
          fmt::format("has {} field{}", row.fields.size(), row.fields.size() == 1 ? "" : "s"),
          fmt::format("{}, as the header", design_.header.size()));
      return;
    }
    design_.replicates.emplace_back();
    for (std::size_t k = 0; k < row.fields.size(); ++k) {
      row.fields[k] = trimmed(row.fields[k]);
      check_value(row.fields[k], k, {file_, row.line, row.columns[k]});
    }
    design_.rows.push_back(std::move(row.fields));
  }

  OuterDesign take() { return std::move(design_); }

 private:
  void check_key(const std::string& name, const SourcePosition& at, std::size_t place) {
    const auto begin = design_.header.begin();
    if (const std::string_view reason = why_not_varied(name); !reason.empty()) {
      diagnostics_.add(at, fmt::format("'{}' is no input of a design: {}", name, reason),
                       "another key");
    } else if (std::find(keys_.begin(), keys_.end(), name) == keys_.end()) {
      diagnostics_.add(
          at, fmt::format("the header names '{}', which is no key of this configuration", name),
          "a key that holds one value, or `replicate`", nearest_name(name, keys_));
    } else if (std::find(begin, begin + static_cast<std::ptrdiff_t>(place), name) !=
               begin + static_cast<std::ptrdiff_t>(place)) {
      diagnostics_.add(at, fmt::format("the header names '{}' twice", name), "each key once");
    }
  }

  void check_value(const std::string& value, std::size_t column, const SourcePosition& at) {
    const std::string& name = design_.header[column];
    if (value.empty()) {
      diagnostics_.add(at, fmt::format("'{}' has no value", name), "a value in every field");
    } else if (name == replicate_column) {
      design_.replicates.back() = parse_whole_in<std::uint32_t>(value);
      if (design_.replicates.back()) return;
      diagnostics_.add(at, fmt::format("'{}' is no replicate", value),
                       "a whole number from 0 to 4294967295");
    } else if (value.front() == '{') {
      diagnostics_.add(at, fmt::format("'{}' has a prior or a note", name), "a value");
    } else {
      check_number(name, value, column, at);
    }
  }

  void check_number(const std::string& name, const std::string& value, std::size_t column,
                    const SourcePosition& at) {
    const config::Declaration* const declared = declared_[column];
    using Kind = config::Declaration::Kind;
    if (declared == nullptr ||
        (declared->kind != Kind::number && declared->kind != Kind::integer)) {
      return;
    }
    config::Node node;
    node.kind = config::Node::Kind::scalar;
    node.text = value;
    std::string complaint;
    const bool fine = declared->kind == Kind::integer
                          ? config::read_integer(node, complaint).has_value()
                          : config::read_number(node, complaint).has_value();
    if (fine) return;
    diagnostics_.add(at, fmt::format("'{}' {}", name, complaint),
                     config::expected_in_words(*declared));
  }

  std::string file_;
  Diagnostics& diagnostics_;
  std::vector<std::string> keys_;
  std::vector<const config::Declaration*> declared_;  ///< [header]
  OuterDesign design_;
};

}  // namespace

OuterDesign read_design(const std::string& file, const std::string& text,
                        const config::LoadResult& configuration, Diagnostics& diagnostics) {
  std::vector<CsvRow> rows = read_table(file, text, diagnostics);
  DesignReader reader(file, configuration, diagnostics);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (r == 0) {
      reader.read_header(rows[r]);
      if (!diagnostics.ok()) return {};
    } else {
      reader.read_row(std::move(rows[r]));
    }
  }
  if (rows.size() == 1) {
    diagnostics.add({file}, "has no rows", "a header of keys and a row a world");
  }
  OuterDesign design = reader.take();
  Digest digest;
  digest.add(text);
  design.digest = digest.hex();
  return design;
}

WorldSpec spec_of(const OuterDesign& design, std::size_t row,
                  std::optional<std::uint32_t> replicate, std::size_t priors) {
  WorldSpec spec;
  spec.row = static_cast<std::uint32_t>(row);
  const std::optional<std::uint32_t> named =
      design.replicates[row] ? design.replicates[row] : replicate;
  spec.replicate = named.value_or(0);
  if (!named) spec.uniforms.assign(priors, config::prior_middle);
  for (std::size_t k = 0; k < design.header.size(); ++k) {
    if (design.header[k] == replicate_column) continue;
    spec.overrides.push_back({design.header[k], design.rows[row][k]});
  }
  return spec;
}

}  // namespace overbuild

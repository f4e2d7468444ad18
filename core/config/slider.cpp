#include "core/config/slider.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "core/config/scalar.hpp"

namespace overbuild::config {

namespace {

constexpr std::array<std::string_view, 5> groups{"belief", "money", "technology", "demand",
                                                 "builders"};
constexpr std::string_view form = "{lo: 0, hi: 1, label: words, group: belief}";

/// Reads the parts of one note and reports what is wrong with them.
class SliderReader {
 public:
  SliderReader(const Node& note, const std::string& path, Diagnostics& diagnostics)
      : note_(note), path_(path), diagnostics_(diagnostics) {}

  std::optional<Slider> read() {
    const std::size_t problems = diagnostics_.all().size();
    check_keys();
    Slider slider{number("lo"), number("hi"), words("label"), words("group")};
    if (diagnostics_.all().size() != problems) return std::nullopt;
    if (!(slider.lo < slider.hi)) report(note_, "lo is not below hi", std::string(form));
    if (slider.label.empty()) report(note_, "the label is empty", std::string(form));
    if (std::find(groups.begin(), groups.end(), slider.group) == groups.end()) {
      const std::vector<std::string> names(groups.begin(), groups.end());
      report(*note_.find("group"), "the group is " + kind_in_words(*note_.find("group")),
             fmt::format("one of {}", fmt::join(groups, ", ")), nearest_name(slider.group, names));
    }
    if (diagnostics_.all().size() != problems) return std::nullopt;
    return slider;
  }

 private:
  void report(const Node& at, std::string_view message, std::string expected,
              std::string nearest = {}) {
    if (at.kind == Node::Kind::refused) return;
    diagnostics_.add(at.where, fmt::format("'{}': slider: {}", path_, message), std::move(expected),
                     std::move(nearest));
  }

  void check_keys() {
    const std::vector<std::string> names{"lo", "hi", "label", "group"};
    for (const Node& child : note_.children) {
      if (std::find(names.begin(), names.end(), child.key) != names.end()) continue;
      diagnostics_.add(child.key_where, fmt::format("'{}': a slider has no '{}'", path_, child.key),
                       std::string(form), nearest_name(child.key, names));
    }
  }

  const Node* part(std::string_view key) {
    const Node* const found = note_.find(key);
    if (found == nullptr) report(note_, fmt::format("lacks '{}'", key), std::string(form));
    return found;
  }

  double number(std::string_view key) {
    const Node* const found = part(key);
    if (found == nullptr) return 0.0;
    std::string complaint;
    const std::optional<double> value = read_number(*found, complaint);
    if (!value) report(*found, fmt::format("{} {}", key, complaint), "a plain decimal number");
    return value.value_or(0.0);
  }

  std::string words(std::string_view key) {
    const Node* const found = part(key);
    if (found == nullptr) return {};
    if (!found->is_scalar()) {
      report(*found, fmt::format("{} is {}", key, kind_in_words(*found)), "a text");
    }
    return found->text;
  }

  const Node& note_;
  const std::string& path_;
  Diagnostics& diagnostics_;
};

}  // namespace

std::span<const std::string_view> slider_groups() { return groups; }

std::optional<Slider> read_slider(const Node& note, const std::string& path,
                                  Diagnostics& diagnostics) {
  if (note.kind == Node::Kind::refused) return std::nullopt;
  if (!note.is_map()) {
    diagnostics.add(note.where,
                    fmt::format("'{}' has a slider that is {}", path, kind_in_words(note)),
                    std::string(form));
    return std::nullopt;
  }
  return SliderReader(note, path, diagnostics).read();
}

}  // namespace overbuild::config

#include "sim/experiments/tree.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "sim/results/table.hpp"

namespace overbuild {

namespace {

using WorldRows = std::vector<std::size_t>;

/// Worlds with and without the outcome; Gini's impurity times their number.
struct Mix {
  std::size_t worlds = 0, cases = 0;

  void add(bool is_case) {
    ++worlds;
    cases += is_case ? 1 : 0;
  }
  Mix less(const Mix& part) const { return {worlds - part.worlds, cases - part.cases}; }
  double impurity() const {
    const auto n = static_cast<double>(worlds), k = static_cast<double>(cases);
    return worlds == 0 ? 0.0 : 2.0 * k * (n - k) / n;
  }
};

/// A node while the tree is grown.
struct Branch {
  Mix mix;
  TreeSplit question{};
  std::vector<Branch> answers{};  ///< two, or none

  /// Impurity that the splits from here on remove, and their number.
  double removed() const {
    if (answers.empty()) return 0.0;
    double sum = mix.impurity();
    for (const Branch& answer : answers) sum += answer.removed() - answer.mix.impurity();
    return sum;
  }
  std::size_t splits() const {
    return answers.empty() ? 0 : 1 + answers[0].splits() + answers[1].splits();
  }
};

class Grower {
 public:
  Grower(const CaseSample& sample, const TreeOptions& options)
      : sample_(sample),
        least_(std::max(1.0, options.least_leaf * static_cast<double>(sample.cases.size()))) {}

  Branch grow(const WorldRows& rows, int depth) const {
    Branch branch;
    for (const std::size_t w : rows) branch.mix.add(sample_.cases[w]);
    const std::optional<TreeSplit> split = depth > 0 ? best_split(rows, branch.mix) : std::nullopt;
    if (!split) return branch;
    WorldRows first, second;
    for (const std::size_t w : rows) (goes_first(*split, w) ? first : second).push_back(w);
    branch.question = *split;
    branch.answers = {grow(first, depth - 1), grow(second, depth - 1)};
    return branch;
  }

  void prune(Branch& branch, double least_removed) const {
    for (Branch& answer : branch.answers) prune(answer, least_removed);
    if (branch.removed() < least_removed * static_cast<double>(branch.splits())) {
      branch.answers.clear();
    }
  }

 private:
  double value(std::size_t input, std::size_t world) const {
    return sample_.inputs[input].values[world];
  }

  bool goes_first(const TreeSplit& split, std::size_t world) const {
    const double at = value(split.input, world);
    return sample_.inputs[split.input].is_number() ? at < split.at : at == split.at;
  }

  /// The best split so far.
  struct Best {
    std::optional<TreeSplit> split{};
    double removed = 0.0;
  };

  void consider(Best& best, const TreeSplit& split, const Mix& all, const Mix& first) const {
    const Mix second = all.less(first);
    if (static_cast<double>(std::min(first.worlds, second.worlds)) < least_) return;
    const double removed = all.impurity() - first.impurity() - second.impurity();
    if (!(removed > best.removed)) return;
    best = {split, removed};
  }

  std::optional<TreeSplit> best_split(const WorldRows& rows, const Mix& all) const {
    Best best;
    for (std::size_t i = 0; i < sample_.inputs.size(); ++i) {
      if (sample_.inputs[i].is_number()) {
        split_number(best, i, rows, all);
      } else {
        split_categories(best, i, rows, all);
      }
    }
    return best.split;
  }

  void split_number(Best& best, std::size_t input, WorldRows rows, const Mix& all) const {
    std::stable_sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) {
      return value(input, a) < value(input, b);
    });
    Mix below;
    for (std::size_t k = 1; k < rows.size(); ++k) {
      below.add(sample_.cases[rows[k - 1]]);
      const double lower = value(input, rows[k - 1]), upper = value(input, rows[k]);
      if (lower == upper) continue;
      const double middle = lower + 0.5 * (upper - lower);
      consider(best, {input, middle > lower ? middle : upper}, all, below);
    }
  }

  void split_categories(Best& best, std::size_t input, const WorldRows& rows,
                        const Mix& all) const {
    std::vector<Mix> by_category(sample_.inputs[input].categories.size());
    for (const std::size_t w : rows) {
      by_category[static_cast<std::size_t>(value(input, w))].add(sample_.cases[w]);
    }
    for (std::size_t c = 0; c < by_category.size(); ++c) {
      consider(best, {input, static_cast<double>(c)}, all, by_category[c]);
    }
  }

  const CaseSample& sample_;
  double least_;
};

std::size_t put_nodes(const Branch& branch, std::vector<TreeNode>& nodes) {
  const std::size_t at = nodes.size();
  nodes.push_back({branch.mix.worlds, branch.mix.cases});
  if (branch.answers.empty()) return at;
  TreeSplit split = branch.question;
  split.first = put_nodes(branch.answers[0], nodes);
  split.second = put_nodes(branch.answers[1], nodes);
  nodes[at].split = split;
  return at;
}

}  // namespace

std::vector<TreeNode> grow_tree(const CaseSample& sample, const TreeOptions& options) {
  WorldRows rows(sample.cases.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  const Grower grower(sample, options);
  Branch root = grower.grow(rows, options.depth);
  grower.prune(root, options.complexity * root.mix.impurity());
  std::vector<TreeNode> nodes;
  put_nodes(root, nodes);
  return nodes;
}

std::string answer_text(const SampleColumn& input, const TreeSplit& split, bool first) {
  if (input.is_number()) {
    return fmt::format("{} {} {}", input.name, first ? "below" : "from",
                       significant_text(split.at, 3));
  }
  return fmt::format("{} {} {}", input.name, first ? "is" : "is not",
                     input.categories[static_cast<std::size_t>(split.at)]);
}

}  // namespace overbuild

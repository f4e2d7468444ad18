// Scenario discovery by a small classification tree: a few questions about the inputs that tell
// worlds with an outcome from those without. Owns how it is grown and pruned; refuses to know where
// a sample comes from.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "sim/experiments/prim.hpp"

namespace overbuild {

/// A question with two answers: numbers below `at`, or the category `at`, go to the first node.
struct TreeSplit {
  std::size_t input = 0;
  double at = 0.0;
  std::size_t first = 0, second = 0;  ///< nodes
};

struct TreeNode {
  std::size_t worlds = 0, cases = 0;
  std::optional<TreeSplit> split{};
};

struct TreeOptions {
  int depth = 3;             ///< questions from the root to a leaf
  double least_leaf = 0.05;  ///< share of all worlds in a leaf
  double complexity = 0.01;  ///< share of the root's impurity that each split has to remove
};

/// CART (Breiman et al. 1984): splits that lower Gini's impurity most, pruned from the leaves where
/// the splits below a node remove less than the complexity allows on average. Node 0 is the root;
/// nodes follow in order of the questions, first answers first. First among equals in order of
/// inputs. Test: tests/sim/experiments/test_prim.cpp.
std::vector<TreeNode> grow_tree(const CaseSample& sample, const TreeOptions& options = {});

/// "x below 0.3" or "x is blue", and what it is for the other answer.
std::string answer_text(const SampleColumn& input, const TreeSplit& split, bool first);

}  // namespace overbuild

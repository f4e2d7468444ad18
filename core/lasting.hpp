// Why: a process that exits destroys what functions keep as statics, last made first, while threads
// of it may still be simulating. What those read is made once and never destroyed.
// Owns that way of making a static; refuses to know what is kept.
#pragma once

#include <utility>

namespace overbuild {

/// `made`, for as long as the process lives: `static const auto& list = lasting(make_list());`.
template <class T>
const T& lasting(T made) {
  return *new T(std::move(made));
}

}  // namespace overbuild

// Why: a loop body or a visitor should cross a function boundary without an allocation or a
// template.
// Owns: FunctionRef, a non-owning reference to something callable.
// Refuses to know: lifetimes; the callable must outlive the call it is passed to, so do not store
// one.
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

namespace overbuild {

template <class Signature>
class FunctionRef;

/// Reference to a callable R(Arguments...); two pointers wide, cheap to copy.
template <class R, class... Arguments>
class FunctionRef<R(Arguments...)> {
 public:
  template <class F>
  requires(!std::is_same_v<std::remove_cvref_t<F>, FunctionRef> &&
           std::is_invocable_r_v<R, F&, Arguments...>) FunctionRef(F&& callable)
  noexcept {  // implicit on purpose: lambdas are passed as arguments
    using Callable = std::remove_reference_t<F>;
    if constexpr (std::is_function_v<Callable>) {
      target_.function = reinterpret_cast<void (*)()>(&callable);
      invoke_ = [](Target target, Arguments... arguments) -> R {
        return reinterpret_cast<Callable*>(target.function)(std::forward<Arguments>(arguments)...);
      };
    } else {
      target_.object = const_cast<void*>(static_cast<const void*>(std::addressof(callable)));
      invoke_ = [](Target target, Arguments... arguments) -> R {
        return static_cast<R>(
            (*static_cast<Callable*>(target.object))(std::forward<Arguments>(arguments)...));
      };
    }
  }

  R operator()(Arguments... arguments) const {
    return invoke_(target_, std::forward<Arguments>(arguments)...);
  }

 private:
  union Target {
    void* object;
    void (*function)();
  };

  Target target_{};
  R (*invoke_)(Target, Arguments...) = nullptr;
};

}  // namespace overbuild

// Answers of the C interface: what a question throws becomes an error in JSON, and the text stays
// with what was asked. Owns what a handle of a model is; refuses to know what is asked.
#pragma once

#include <exception>
#include <memory>
#include <new>
#include <string>

#include "api/model.hpp"
#include "api/overbuild.h"

/// A model, or why there is none, and the last answer. What runs its worlds on other threads shares
/// the model.
struct ov_model {
  std::shared_ptr<overbuild::Model> model;
  overbuild::Model::Json refused;
  std::string answer;
};

namespace overbuild {

/// The JSON that `ask` returns, kept in `answer`; or why there is none.
template <class Ask>
const char* answered(std::string& answer, Ask ask) noexcept {
  constexpr const char* no_memory = R"({"error":"out of memory"})";
  try {
    Model::Json json;
    try {
      json = ask();
    } catch (const RequestRefused& refused) {
      json = {{"error", refused.what()}, {"problems", problems_json(refused.problems)}};
    } catch (const std::bad_alloc&) {
      return no_memory;
    } catch (const std::exception& error) {
      json = {{"error", error.what()}};
    }
    answer = json.dump(-1, ' ', false, Model::Json::error_handler_t::replace);
    return answer.c_str();
  } catch (...) {
    return no_memory;
  }
}

}  // namespace overbuild

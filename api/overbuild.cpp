#include "api/overbuild.h"

#include <exception>
#include <memory>
#include <new>
#include <string>

#include "api/model.hpp"

using overbuild::Model;
using Json = Model::Json;

/// A model, or why there is none, and the last answer.
struct ov_model {
  std::unique_ptr<Model> model;
  Json refused;
  std::string answer;
};

namespace {

constexpr const char* no_memory = R"({"error":"out of memory"})";

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// The answer of `ask`, kept in the model; what it throws becomes an error.
template <class Ask>
const char* answered(ov_model* handle, Ask ask) noexcept {
  if (handle == nullptr) return R"({"error":"there is no model"})";
  try {
    Json json;
    try {
      json = handle->model ? ask(*handle->model) : handle->refused;
    } catch (const std::bad_alloc&) {
      return no_memory;
    } catch (const std::exception& error) {
      json = {{"error", error.what()}};
    }
    handle->answer = text_of(json);
    return handle->answer.c_str();
  } catch (...) {
    return no_memory;
  }
}

}  // namespace

const char* ov_version(void) { return OVERBUILD_VERSION; }

ov_model* ov_open(const char* request) {
  std::unique_ptr<ov_model> handle(new (std::nothrow) ov_model);
  if (!handle) return nullptr;
  try {
    handle->model = std::make_unique<Model>(request == nullptr ? "" : request);
  } catch (const overbuild::RequestRefused& refused) {
    handle->refused = {{"error", refused.what()},
                       {"problems", overbuild::problems_json(refused.problems)}};
  } catch (const std::bad_alloc&) {
    return nullptr;
  } catch (const std::exception& error) {
    handle->refused = {{"error", error.what()}};
  } catch (...) {
    return nullptr;
  }
  return handle.release();
}

void ov_close(ov_model* model) { delete model; }

const char* ov_state(ov_model* model) {
  return answered(model, [](Model& open) { return open.state(); });
}

const char* ov_parameters(ov_model* model) {
  return answered(model, [](Model& open) { return open.parameters(); });
}

const char* ov_metrics(ov_model* model) {
  return answered(model, [](Model& open) { return open.metrics(); });
}

const char* ov_explain(ov_model* model, const char* key) {
  return answered(model, [key](Model& open) { return open.explain(key == nullptr ? "" : key); });
}

const char* ov_world(ov_model* model, int32_t replicate, int32_t keep_tables) {
  return answered(model, [=](Model& open) { return open.world(replicate, keep_tables != 0); });
}

const double* ov_series(ov_model* model) {
  return model != nullptr && model->model ? model->model->series() : nullptr;
}

const char* ov_table(ov_model* model, const char* name) {
  return answered(model, [name](Model& open) { return open.table(name == nullptr ? "" : name); });
}

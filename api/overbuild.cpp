#include "api/overbuild.h"

#include <exception>
#include <memory>
#include <new>
#include <string>

#include "api/answer.hpp"
#include "sim/simulation.hpp"

using overbuild::Model;

namespace {

/// The answer of a model, or why it has none.
template <class Ask>
const char* answer_of(ov_model* handle, Ask ask) noexcept {
  if (handle == nullptr) return R"({"error":"there is no model"})";
  return overbuild::answered(handle->answer,
                             [&] { return handle->model ? ask(*handle->model) : handle->refused; });
}

}  // namespace

const char* ov_version(void) { return OVERBUILD_VERSION; }

ov_model* ov_open(const char* request) {
  std::unique_ptr<ov_model> handle(new (std::nothrow) ov_model);
  if (!handle) return nullptr;
  try {
    handle->model = std::make_shared<Model>(request == nullptr ? "" : request);
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

void ov_interrupt(ov_model* model) {
  if (model != nullptr && model->model) model->model->interrupt();
}

void ov_close(ov_model* model) { delete model; }

const char* ov_state(ov_model* model) {
  return answer_of(model, [](Model& open) { return open.state(); });
}

const char* ov_parameters(ov_model* model) {
  return answer_of(model, [](Model& open) { return open.parameters(); });
}

const char* ov_metrics(ov_model* model) {
  return answer_of(model, [](Model& open) { return open.metrics(); });
}

const char* ov_explain(ov_model* model, const char* key) {
  return answer_of(model, [key](Model& open) { return open.explain(key == nullptr ? "" : key); });
}

const char* ov_world(ov_model* model, int32_t replicate, int32_t keep_tables) {
  return answer_of(model, [=](Model& open) -> Model::Json {
    try {
      return open.world(replicate, keep_tables != 0);
    } catch (const overbuild::Interrupted&) {
      return {{"error", "interrupted"}, {"kind", "interrupted"}, {"replicate", replicate}};
    }
  });
}

const double* ov_series(ov_model* model) {
  return model != nullptr && model->model ? model->model->series() : nullptr;
}

const char* ov_table(ov_model* model, const char* name) {
  return answer_of(model, [name](Model& open) { return open.table(name == nullptr ? "" : name); });
}

#include "tools/playground/baseline.hpp"

#include <bit>
#include <span>
#include <string>
#include <vector>

#include "api/model.hpp"
#include "core/base64.hpp"
#include "core/parallel.hpp"
#include "sim/measure/metrics.hpp"
#include "tools/playground/page_data.hpp"

// The list as the page's front end reads it.
asm(R"(
  .pushsection .rodata
  .global overbuild_drawn_begin, overbuild_drawn_end
overbuild_drawn_begin:
  .incbin ")" OVERBUILD_DRAWN R"("
overbuild_drawn_end:
  .popsection
)");
extern "C" const char overbuild_drawn_begin[], overbuild_drawn_end[];

namespace overbuild {

namespace {

using Json = nlohmann::ordered_json;

static_assert(std::endian::native == std::endian::little);

/// Worlds that one model runs after another: opening a model costs as much as some worlds.
constexpr std::size_t worlds_a_model = 10;

std::vector<double> columns(std::span<const double> series, const std::vector<Metric>& drawn) {
  std::vector<double> kept;
  for (std::size_t row = 0; row < series.size(); row += metric_count()) {
    for (const Metric metric : drawn)
      kept.push_back(series[row + static_cast<std::size_t>(metric)]);
  }
  return kept;
}

Json world_of(Model& model, std::size_t replicate, const std::vector<Metric>& drawn) {
  const Json world = model.world(static_cast<std::int32_t>(replicate), false);
  if (world.contains("error")) return {{"error", world["error"]}};
  const std::span series(model.series(), world["years"].get<std::size_t>() * metric_count());
  const std::vector<double> kept = columns(series, drawn);
  return {{"digest", world["digest"]},
          {"first_year", world["first_year"]},
          {"years", world["years"]},
          {"series", base64(std::as_bytes(std::span(kept)))}};
}

}  // namespace

Json baseline_of(const Json& data, std::uint32_t worlds) {
  const Json names = Json::parse(overbuild_drawn_begin, overbuild_drawn_end);
  std::vector<Metric> drawn;
  for (const std::string name : names) drawn.push_back(metric_called(name));
  const std::string question = question_of(data).dump();
  std::vector<Json> found(worlds);
  parallel_chunks(worlds, worlds_a_model, [&](std::size_t, std::size_t begin, std::size_t end) {
    Model model(question);
    for (std::size_t at = begin; at < end; ++at) found[at] = world_of(model, at, drawn);
  });
  return {{"metrics", names}, {"worlds", std::move(found)}};
}

}  // namespace overbuild

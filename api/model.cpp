#include "api/model.hpp"

#include <cmath>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "agents/enterprise/memory.hpp"
#include "api/documents.hpp"
#include "core/config/declaration.hpp"
#include "core/config/reference.hpp"
#include "core/config/trees.hpp"
#include "core/parallel.hpp"
#include "sim/measure/metrics.hpp"
#include "sim/parameters/check.hpp"
#include "sim/results/explanation.hpp"
#include "sim/results/findings.hpp"
#include "sim/results/summary.hpp"
#include "sim/results/tables.hpp"

namespace overbuild {

namespace {

using Json = nlohmann::ordered_json;

void describe_anything(config::Visitor& visitor) {
  Parameters parameters{};
  describe(visitor, parameters);
}

std::string kind_name(config::Declaration::Kind kind) {
  constexpr const char* names[] = {"number",  "integer", "flag",      "text",  "choice",
                                   "numbers", "texts",   "reference", "group", "entries"};
  return names[static_cast<std::size_t>(kind)];
}

Json declared_json(const config::Declaration& declaration, const Names& names) {
  Json json = {{"kind", kind_name(declaration.kind)}, {"meaning", declaration.meaning}};
  if (declaration.is_numeric()) json["unit"] = names.unit(declaration.unit);
  if (std::isfinite(declaration.lo)) json["lo"] = declaration.lo;
  if (std::isfinite(declaration.hi)) json["hi"] = declaration.hi;
  if (declaration.kind == config::Declaration::Kind::choice) json["names"] = declaration.names;
  return json;
}

Json slider_json(const std::string& path, const config::Slider& slider) {
  return {{"path", path},
          {"lo", slider.lo},
          {"hi", slider.hi},
          {"label", slider.label},
          {"group", slider.group}};
}

/// What a prior gives at five probabilities; the bound object is left at the last of them.
Json quantiles_of(const config::BoundPrior& prior) {
  Json values = Json::array();
  for (const double u : {0.05, 0.25, 0.5, 0.75, 0.95}) values.push_back(prior.settle(u));
  return values;
}

std::vector<std::string> all_tables() {
  std::vector<std::string> files;
  for (const OutputTable& table : output_tables()) files.emplace_back(table.file);
  return files;
}

}  // namespace

Json problems_json(const Diagnostics& problems) {
  Json list = Json::array();
  for (const Diagnostic& problem : problems.all()) {
    list.push_back({{"file", problem.where.file},
                    {"line", problem.where.line},
                    {"column", problem.where.column},
                    {"message", problem.message},
                    {"expected", problem.expected},
                    {"nearest", problem.nearest},
                    {"text", text(problem)}});
  }
  return list;
}

config::Override override_of(const std::string& path, const Json& value) {
  return {path, value.is_string() ? value.get<std::string>() : value.dump()};
}

WorldSpec Model::spec_of(std::int32_t replicate) const {
  WorldSpec spec;
  spec.draws = replicate >= 0;
  spec.scenario = spec.draws ? 0 : 1;
  spec.replicate = spec.draws ? static_cast<std::uint32_t>(replicate) : loaded_.replicate;
  return spec;
}

Json world_json(const WorldRecord& record, std::int32_t replicate) {
  using Status = WorldRecord::Status;
  if (record.status != Status::complete) {
    const char* const kind = record.status == Status::refused   ? "refused"
                             : record.status == Status::starved ? "starved"
                                                                : "failed";
    return {{"error", record.reason},
            {"kind", kind},
            {"replicate", replicate},
            {"digest", record.digest}};
  }
  return {
      {"replicate", replicate},
      {"digest", record.digest},
      {"first_year", record.first_year},
      {"years", record.series.size() / metric_count()},
      {"metrics", metric_count()},
      {"parameters", record.parameters.empty() ? Json::object() : Json::parse(record.parameters)},
      {"seconds", record.seconds}};
}

Json output_table_json(const OutputTable& table, const Names& names) {
  Json columns = Json::array();
  for (const OutputColumn& column : table.columns) {
    columns.push_back({{"name", column.name},
                       {"unit", names.unit(column.unit)},
                       {"meaning", column.meaning},
                       {"numeric", holds_numbers(column)}});
  }
  return {{"meaning", table.meaning}, {"columns", std::move(columns)}};
}

Model::Model(const std::string& request) : memory_(std::make_unique<PopulationMemory>()) {
  read_request(request);
  Diagnostics problems;
  gathered_.emplace(*documents_, request_, describe_anything, problems);
  loaded_ = bind(bound_, {}, problems, {.sliders = &sliders_});
  if (!problems.ok()) throw RequestRefused(problems);
}

Model::~Model() = default;

void Model::read_request(const std::string& text) {
  const Json request = Json::parse(text);
  if (request.contains("trees")) {
    Diagnostics problems;
    documents_ = std::make_unique<config::TreeDocuments>(request["trees"].dump(), problems);
    if (!problems.ok()) throw RequestRefused(problems);
  } else {
    documents_ = own_documents();
    reads_files_ = true;
  }
  if (documents_ == nullptr) {
    throw std::invalid_argument("this engine reads no files: the request lacks 'trees'");
  }
  request_.file = place_of(request.at("config").get<std::string>());
  for (const Json& name : request.value("overlays", Json::array())) {
    request_.overlays.push_back(place_of(name.get<std::string>()));
  }
  const Json sets = request.value("sets", Json::object());
  for (const auto& [path, value] : sets.items()) {
    request_.overrides.push_back(override_of(path, value));
  }
  if (request.contains("seed")) {
    request_.seed = request["seed"].get<std::uint32_t>();
    request_.seed_given = true;
  }
  if (request.contains("replicate")) {
    request_.replicate = request["replicate"].get<std::uint32_t>();
  }
  if (request.contains("threads")) threads_ = request["threads"].get<int>();
}

std::filesystem::path Model::place_of(const std::string& name) const {
  if (!reads_files_) return name;
  Diagnostics problems;
  const std::optional<std::filesystem::path> place = own_document(name, problems);
  if (!place) throw RequestRefused(problems);
  return *place;
}

config::LoadResult Model::bind(Parameters& parameters, const std::vector<config::Override>& more,
                               Diagnostics& problems, const config::LoadExtras& extras) const {
  const auto declaration = [&](config::Visitor& visitor) { describe(visitor, parameters); };
  config::LoadResult loaded =
      gathered_->bind(request_.file.string(), more, declaration, problems, extras);
  if (problems.ok()) check_consistency(parameters, loaded, problems);
  return loaded;
}

Json Model::state() const {
  std::string title;
  for (const config::ProvenanceRow& row : loaded_.provenance) {
    if (row.path == "title") title = row.value;
  }
  return {{"name", loaded_.name},
          {"title", title},
          {"config_digest", digest_text(loaded_.digest)},
          {"seed", loaded_.seed},
          {"first_year", bound_.time.start},
          {"years", bound_.run.years},
          {"priors", loaded_.priors.size()},
          {"statement", conditional_statement},
          {"names", words_json(bound_.names)}};
}

Json Model::parameters() {
  const config::Declaration root = config::collect(describe_anything);
  std::map<std::string, Json, std::less<>> quantiles;
  for (const config::BoundPrior& prior : loaded_.priors)
    quantiles[prior.path] = quantiles_of(prior);
  Json list = Json::array();
  for (const config::ProvenanceRow& row : loaded_.provenance) {
    const config::Declaration* declared = config::find_path(root, row.path);
    Json entry = {{"path", row.path}};
    if (declared != nullptr) entry.update(declared_json(*declared, names_of(bound_)));
    entry.update({{"value", row.value},
                  {"source", row.source},
                  {"confidence", row.confidence},
                  {"origin", row.origin}});
    if (!row.prior.empty())
      entry.update({{"prior", row.prior}, {"quantiles", quantiles[row.path]}});
    list.push_back(std::move(entry));
  }
  Json sliders = Json::array();
  for (const auto& [path, slider] : sliders_) sliders.push_back(slider_json(path, slider));
  return {{"parameters", std::move(list)}, {"sliders", std::move(sliders)}};
}

Json Model::metrics() const {
  Json list = Json::array();
  const Names names = names_of(bound_);
  for (const Metric metric : all_metrics()) {
    const MetricInfo& info = info_of(metric);
    list.push_back({{"name", info.name},
                    {"unit", names.unit(info.unit)},
                    {"meaning", info.meaning},
                    {"absent_when", info_of(metric).absent}});
  }
  return {{"metrics", std::move(list)}};
}

Json Model::explain(const std::string& key) const {
  const std::string text = explanation(key, describe_anything);
  if (text.empty()) {
    const std::string nearest = config::nearest_key(describe_anything, key);
    return {{"error", fmt::format("explain {}: unknown{}", key,
                                  nearest.empty() ? "" : "; did you mean '" + nearest + "'?")}};
  }
  return {{"key", key}, {"text", text + explanation_in(key, names_of(bound_), loaded_)}};
}

Scenario Model::scenario(bool record) const {
  return {loaded_.name,
          [this, record](Parameters& parameters, const std::vector<config::Override>& more,
                         Diagnostics& problems) {
            return bind(parameters, more, problems, {.record = record});
          },
          {}};
}

Model::Runner& Model::runner(bool draws, bool keep_tables) {
  std::unique_ptr<Runner>& found = runners_[draws][keep_tables];
  if (!found) {
    found = std::make_unique<Runner>();
    found->experiment.scenarios = {scenario(), scenario()};
    found->experiment.metrics = all_metrics();
    found->experiment.memory = memory_.get();
    if (keep_tables) {
      found->experiment.tables = all_tables();
      found->experiment.read = [this](const WorldSpec&, const WorldSource&,
                                      const Recording& recording) {
        findings_ = findings_json(recording, price_factors(recording, std::nullopt));
      };
    }
  }
  return *found;
}

Json Model::world(std::int32_t replicate, bool keep_tables,
                  const std::function<bool()>& interrupted) {
  const WorldSpec spec = spec_of(replicate);
  last_ = {};
  interrupt_ = false;
  const auto ends = [&] { return interrupt_ || interrupted(); };
  const auto run = [&] { last_ = runner(spec.draws, keep_tables).worlds.run(spec, ends); };
  if (threads_) {
    with_threads(*threads_, run);
  } else {
    run();
  }
  Json answer = world_json(last_, replicate);
  if (keep_tables && !answer.contains("error")) answer["findings"] = std::move(findings_);
  return answer;
}

Json Model::table(const std::string& name) const {
  std::size_t position = 0;
  std::vector<std::string> names;
  for (const OutputTable& table : output_tables()) {
    const std::string stem(table.file.substr(0, table.file.find('.')));
    if (stem == name) {
      if (position >= last_.tables.size()) {
        return {
            {"error", "the last world has no tables: ov_world(model, replicate, 1) keeps them"}};
      }
      Json answer = {{"table", name}};
      answer.update(output_table_json(table, names_of(bound_)));
      answer["csv"] = last_.tables[position];
      return answer;
    }
    names.push_back(stem);
    ++position;
  }
  return {{"error", fmt::format("there is no table '{}'; expected one of {}", name,
                                fmt::join(names, ", "))}};
}

}  // namespace overbuild

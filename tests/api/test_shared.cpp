// What only the shared library has: worlds on threads of their own, names of shipped
// configurations, outcomes, run directories.
#include <doctest/doctest.h>
#include <unistd.h>

#include <atomic>
#include <bit>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include <nlohmann/json.hpp>

#include "api/overbuild.h"
#include "sim/measure/metrics.hpp"

namespace shared_test {

using namespace overbuild;
using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

const Json request = {
    {"config", "toy"},
    {"sets",
     {{"run.years", 3},
      {"expectations.neglect", {{"dist", "uniform"}, {"lo", 0.2}, {"hi", 0.6}}}}}};

Json parsed(const char* answer) { return Json::parse(answer); }

struct Model {
  explicit Model(const Json& asked) : handle(ov_open(asked.dump().c_str())) {}
  ~Model() { ov_close(handle); }
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;
  ov_model* handle;
};

/// Answers by place, and the last one, which is no world.
struct Taken {
  std::map<int, Json> worlds;
  std::map<int, std::vector<double>> series;
  Json last;
};

Taken take_all(ov_crew* crew) {
  Taken taken;
  for (;;) {
    taken.last = parsed(ov_take(crew, 1000));
    if (taken.last.contains("waiting")) continue;
    if (!taken.last.contains("world")) return taken;
    const int world = taken.last["world"];
    CHECK_FALSE(taken.worlds.contains(world));
    taken.worlds[world] = taken.last;
    if (const double* values = ov_taken(crew)) {
      const std::size_t count =
          taken.last["years"].get<std::size_t>() * taken.last["metrics"].get<std::size_t>();
      taken.series[world].assign(values, values + count);
    }
  }
}

/// Without what depends on the machine.
Json plain(Json answer) {
  answer.erase("seconds");
  answer.erase("world");
  return answer;
}

TEST_CASE("worlds of a crew are those of the model, for any number of threads") {
  const Model model(request);
  std::map<int, Json> alone;
  for (int replicate = 4; replicate < 9; ++replicate) {
    alone[replicate - 4] = plain(parsed(ov_world(model.handle, replicate, 0)));
  }
  for (const int threads : {1, 2, 7}) {
    ov_crew* const crew = ov_start(
        model.handle, Json{{"first", 4}, {"count", 5}, {"threads", threads}}.dump().c_str());
    const Taken taken = take_all(crew);
    CHECK(taken.last == Json{{"done", 5}});
    REQUIRE(taken.worlds.size() == 5);
    for (const auto& [world, answer] : taken.worlds) {
      CHECK(plain(answer) == alone[world]);
      CHECK(taken.series.at(world).size() == 4 * metric_count());
    }
    CHECK(ov_taken(crew) == nullptr);
    CHECK(parsed(ov_take(crew, 0)) == Json{{"done", 5}});
    ov_stop(crew);
  }
}

TEST_CASE("worlds that begin alike are those of a model of their own, with and without digests") {
  const Model model(request);
  Json worlds = Json::array();
  std::vector<std::string> alone;
  for (const double premium : {0.02, 0.03, 0.04, 0.03}) {
    const Json set = {{"capex.risk_premium", premium}};
    worlds.push_back({{"sets", set}});
    Json asked = request;
    asked["sets"].update(set);
    const Model fresh(asked);
    alone.push_back(parsed(ov_world(fresh.handle, -1, 0))["digest"]);
  }
  const auto bits = [](const std::vector<double>& values) {
    std::vector<std::uint64_t> words;
    for (const double value : values) words.push_back(std::bit_cast<std::uint64_t>(value));
    return words;
  };
  std::map<int, std::vector<double>> series;
  for (const bool digests : {true, false}) {
    ov_crew* const crew =
        ov_start(model.handle,
                 Json{{"worlds", worlds}, {"threads", 1}, {"digests", digests}}.dump().c_str());
    const Taken taken = take_all(crew);
    ov_stop(crew);
    REQUIRE(taken.worlds.size() == alone.size());
    for (const auto& [world, answer] : taken.worlds) {
      CHECK(answer["digest"] == (digests ? alone[static_cast<std::size_t>(world)] : ""));
    }
    if (digests) series = taken.series;
    for (const auto& [world, values] : taken.series) CHECK(bits(values) == bits(series.at(world)));
    CHECK(bits(taken.series.at(3)) == bits(series.at(1)));
  }
}

TEST_CASE("settings of a world are laid over the model's") {
  const Model model(request);
  ov_crew* const crew =
      ov_start(model.handle, Json{{"worlds",
                                   {{{"sets", {{"expectations.neglect", 0.3}}}},
                                    {{"replicate", 2}, {"sets", {{"macro.base_rate_sd", 0.02}}}},
                                    {{"replicate", 2}},
                                    Json::object(),
                                    {{"sets", {{"expectations.neglect", 7}}}},
                                    {{"sets", {{"expectations.neglct", 0.5}}}}}}}
                                 .dump()
                                 .c_str());
  Taken taken = take_all(crew);
  ov_stop(crew);
  REQUIRE(taken.worlds.size() == 6);

  Json fixed = request, changed = request;
  fixed["sets"]["expectations.neglect"] = 0.3;
  changed["sets"]["macro.base_rate_sd"] = 0.02;
  const Model as_fixed(fixed), as_changed(changed);
  CHECK(taken.worlds[0]["digest"] == parsed(ov_world(as_fixed.handle, -1, 0))["digest"]);
  CHECK(plain(taken.worlds[1]) == plain(parsed(ov_world(as_changed.handle, 2, 0))));
  CHECK(plain(taken.worlds[2]) == plain(parsed(ov_world(model.handle, 2, 0))));
  CHECK(plain(taken.worlds[3]) == plain(parsed(ov_world(model.handle, -1, 0))));
  for (const int refused : {4, 5}) {
    CHECK(taken.worlds[refused]["kind"] == "refused");
    CHECK_FALSE(taken.series.contains(refused));
  }
  CHECK(taken.worlds[5]["error"].get<std::string>().find("did you mean 'expectations.neglect'?") !=
        std::string::npos);
}

TEST_CASE("a crew outlives its model and ends when it is told to") {
  ov_crew* crew = nullptr;
  {
    const Model model(request);
    crew = ov_start(model.handle, R"({"count": 10000000, "threads": 2})");
  }
  int worlds = 0;
  while (worlds < 3) worlds += parsed(ov_take(crew, 1000)).contains("world") ? 1 : 0;
  const auto begin = std::chrono::steady_clock::now();
  ov_stop(crew);
  CHECK(std::chrono::steady_clock::now() - begin <
        std::chrono::seconds(300));  // all of them take hours
}

TEST_CASE("a world that another thread simulates can be ended") {
  const Model model(Json{{"config", "toy"}, {"sets", {{"population.enterprises", 100000}}}});
  Json answer;
  std::thread thread([&] { answer = parsed(ov_world(model.handle, 0, 0)); });
  std::atomic<bool> ended = false;
  std::thread impatient([&] {
    while (!ended) {
      ov_interrupt(model.handle);
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  });
  thread.join();
  ended = true;
  impatient.join();
  CHECK(answer["kind"] == "interrupted");
  CHECK(ov_series(model.handle) == nullptr);
  ov_interrupt(nullptr);
}

TEST_CASE("crews that cannot start say why") {
  const Model model(request), wrong(Json{{"config", "toi"}});
  for (const auto& [handle, asked] :
       std::vector<std::pair<ov_model*, const char*>>{{nullptr, R"({"count": 1})"},
                                                      {wrong.handle, R"({"count": 1})"},
                                                      {model.handle, ""},
                                                      {model.handle, nullptr},
                                                      {model.handle, "{}"},
                                                      {model.handle, R"({"count": -1})"},
                                                      {model.handle, R"({"worlds": [3]})"},
                                                      {model.handle, R"({"count": "x"})"}}) {
    ov_crew* const crew = ov_start(handle, asked);
    REQUIRE(crew != nullptr);
    const Json answer = parsed(ov_take(crew, 0));
    CHECK(answer.contains("error"));
    CHECK_FALSE(answer.contains("world"));
    CHECK(ov_taken(crew) == nullptr);
    ov_stop(crew);
  }
  CHECK(parsed(ov_take(nullptr, 0)).contains("error"));
  CHECK(ov_taken(nullptr) == nullptr);
  ov_stop(nullptr);
  const Json said = parsed(ov_state(wrong.handle));
  CHECK(said["problems"][0]["nearest"] == "toy");
}

TEST_CASE("shipped configurations have names, and files are read once") {
  const Json list = parsed(ov_configurations());
  bool found = false;
  for (const Json& shipped : list["configurations"]) {
    found = found || (shipped["name"] == "toy" && fs::exists(shipped["file"].get<std::string>()));
  }
  CHECK(found);

  const fs::path folder =
      fs::temp_directory_path() / ("overbuild-test-shared-" + std::to_string(getpid()));
  fs::create_directories(folder);
  const fs::path file = folder / "own.yaml";
  std::ofstream(file) << "extends: " << fs::absolute("configs/toy.yaml").string()
                      << "\nrun: {years: 2}\n";
  const Model model(Json{{"config", file.string()}, {"overlays", {"switches/freeze-builder"}}});
  CHECK(parsed(ov_state(model.handle))["years"] == 2);
  fs::remove_all(folder);
  ov_crew* const crew =
      ov_start(model.handle, R"({"worlds": [{"sets": {"expectations.neglect": 0.3}}]})");
  CHECK(take_all(crew).worlds[0]["years"] == 3);
  ov_stop(crew);
}

TEST_CASE("outcomes are read off the series of many worlds") {
  const auto metrics = static_cast<std::int32_t>(metric_count());
  const auto capex = static_cast<std::size_t>(*find_metric("capex"));
  std::vector<double> series(static_cast<std::size_t>(2 * 3 * metrics), std::nan(""));
  for (std::size_t row = 0; row < 6; ++row) {
    series[row * metric_count() + capex] = static_cast<double>(row);
  }
  std::vector<double> values(2);
  const auto ask = [&](const char* outcome) {
    return parsed(ov_outcome(outcome, 2025, 3, 2, series.data(), values.data()));
  };
  CHECK(ask("capex:sum:2026-2040")["unit"] == "usd");
  CHECK(values == std::vector<double>{3, 9});
  ask("capex:at:2025");
  CHECK(values == std::vector<double>{0, 3});
  ask("debt:max:2025-2027");
  CHECK(std::isnan(values[0]));
  CHECK(ask("capx:sum:2026-2027")["problems"][0]["nearest"] == "capex");
  CHECK(parsed(ov_outcome(nullptr, 0, 0, 0, nullptr, nullptr)).contains("error"));
  CHECK_FALSE(parsed(ov_outcome("capex:sum:2026", 0, 0, 0, nullptr, nullptr)).contains("error"));
}

TEST_CASE("content digests do not depend on the order of worlds") {
  const Json one = parsed(ov_content_digest(R"([["base", 0, "a"], ["base", 1, "b"]])"));
  CHECK(one == parsed(ov_content_digest(R"([["base", 1, "b"], ["base", 0, "a"]])")));
  CHECK(one != parsed(ov_content_digest(R"([["base", 0, "b"], ["base", 1, "a"]])")));
  for (const char* wrong : {"", "3", "[[]]", "[[1, 2, 3]]"}) {
    CHECK(parsed(ov_content_digest(wrong)).contains("error"));
  }
  CHECK(parsed(ov_content_digest(nullptr)).contains("error"));
}

TEST_CASE("what is no run directory is refused with what is missing") {
  const Json answer = parsed(ov_run_directory("configs"));
  CHECK(answer["problems"][0]["text"].get<std::string>().find("manifest.json") !=
        std::string::npos);
  CHECK(parsed(ov_run_directory(nullptr)).contains("error"));
}

}  // namespace shared_test

#include "tools/playground/server.hpp"

#include <sys/random.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <semaphore>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include "api/model.hpp"
#include "sim/simulation.hpp"
#include "tools/console.hpp"

namespace overbuild {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Json = nlohmann::ordered_json;
using Tcp = asio::ip::tcp;

constexpr std::size_t most_connections = 16;
constexpr std::size_t largest_head = 8192;
constexpr std::size_t largest_body = std::size_t{256} * 1024;
constexpr std::int32_t most_worlds = 10000;
/// For a question to arrive in full and for an answer to be taken. A connection that waits for its
/// next question makes room for a new one before that.
constexpr auto patience = std::chrono::seconds(120);

/// 128 random bits of the system, in hexadecimal; no part of any result.
std::string secret() {
  std::array<unsigned char, 16> bytes;
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    throw InputError("the system gives no random numbers for the address");
  }
  std::string text;
  for (const unsigned char byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

/// Numbers as JSON has them: what is not finite is null.
Json series_json(const double* series, std::size_t count) {
  Json list = Json::array();
  for (std::size_t i = 0; i < count; ++i) {
    list.push_back(std::isfinite(series[i]) ? Json(series[i]) : Json(nullptr));
  }
  return list;
}

/// The models of one connection, the latest two, as worker.js keeps them.
class Models {
 public:
  explicit Models(const Json& request) : request_(request) {}

  /// Appends what opening says, and returns null where there is no model.
  Model* open(const std::string& name, const Json& sets, std::vector<Json>& messages) {
    if (const auto found = models_.find(name); found != models_.end()) return found->second.get();
    while (models_.size() > 1)
      models_.erase(models_.begin()->first == "base" ? std::next(models_.begin())
                                                     : models_.begin());
    Json request = request_;
    for (const auto& [path, value] : sets.items()) request["sets"][path] = value;
    Json opened = {{"kind", "opened"}, {"model", name}};
    std::unique_ptr<Model> model;
    try {
      model = std::make_unique<Model>(request.dump());
      opened["state"] = model->state();
      opened["metrics"] = model->metrics()["metrics"];
    } catch (const RequestRefused& refused) {
      opened["state"] = {{"error", refused.what()}, {"problems", problems_json(refused.problems)}};
    } catch (const std::exception& error) {
      opened["state"] = {{"error", error.what()}};
    }
    messages.push_back(std::move(opened));
    if (!model) return nullptr;
    return (models_[name] = std::move(model)).get();
  }

 private:
  const Json& request_;
  std::map<std::string, std::unique_ptr<Model>> models_;
};

/// What is wrong with the form of a question, or nothing.
std::optional<std::string> fault_of(const Json& question) {
  if (!question.is_object()) return "a question is an object";
  for (const char* key : {"kind", "model"}) {
    if (!question.contains(key) || !question[key].is_string())
      return fmt::format("'{}' is no text", key);
  }
  if (!question.contains("sets") || !question["sets"].is_object()) return "'sets' is no object";
  const Json keep = question.value("keep", Json::array());
  if (!keep.is_array() ||
      !std::all_of(keep.begin(), keep.end(), [](const Json& name) { return name.is_string(); }))
    return "'keep' is no list of tables";
  if (question["kind"] == "parameters") return std::nullopt;
  if (question["kind"] != "world") return "'kind' is neither world nor parameters";
  const bool fine = question.contains("replicate") && question["replicate"].is_number_integer() &&
                    question["replicate"].get<std::int64_t>() >= 0 &&
                    question["replicate"].get<std::int64_t>() < most_worlds;
  if (!fine) return fmt::format("'replicate' is no whole number from 0 to {}", most_worlds - 1);
  return std::nullopt;
}

/// The messages that answer a sound question.
std::vector<Json> answers_to(const Json& question, Models& models,
                             const std::function<bool()>& gone) {
  std::vector<Json> messages;
  const std::string name = question["model"];
  Json answer = {{"kind", question["kind"]}, {"model", name}};
  if (question["kind"] == "world") answer["replicate"] = question["replicate"];
  Model* const model = models.open(name, question["sets"], messages);
  if (model == nullptr) {
    answer["error"] = "the configuration is refused";
  } else if (question["kind"] == "parameters") {
    answer.update(model->parameters());
  } else {
    const Json keep = question.value("keep", Json::array());
    answer.update(model->world(question["replicate"].get<std::int32_t>(), !keep.empty(), gone));
    answer["kind"] = question["kind"];  // a world that could not be simulated says why there
    answer["keep"] = keep.empty() ? Json(nullptr) : keep;
    if (model->series() != nullptr) {
      answer["series"] = series_json(model->series(), answer["years"].get<std::size_t>() *
                                                          answer["metrics"].get<std::size_t>());
      for (const Json& table : keep) {
        answer["tables"][table.get<std::string>()] = model->table(table.get<std::string>());
      }
    }
  }
  messages.push_back(std::move(answer));
  return messages;
}

/// What all connections share.
struct Site {
  const ServedPage& page;
  const std::string token, authority;
  std::atomic<bool> stopping{false};
  /// Questions that are worked on at the same time; others wait for their turn.
  std::counting_semaphore<> turns{
      std::max(1, static_cast<int>(std::thread::hardware_concurrency()))};
};

/// One connection, on a thread of its own until it ends.
class Connection {
  using Clock = std::chrono::steady_clock;

 public:
  /// A connection that waits is left alone for as long as that.
  static constexpr std::chrono::seconds soonest{1};

  Connection(Tcp::socket socket, Site& site)
      : stream_(std::move(socket)),
        site_(site),
        models_(site.page.request),
        thread_([this] { run(); }) {}
  ~Connection() { thread_.join(); }
  bool done() const { return done_; }
  /// For how long it has kept the server waiting; zero while the server works for it.
  Clock::duration idle() const {
    return waiting_ ? Clock::now().time_since_epoch() - since_.load() : Clock::duration::zero();
  }
  /// Ends a wait for the next question; safe from another thread.
  void shut() { ::shutdown(stream_.socket().native_handle(), SHUT_RDWR); }

 private:
  using Request = http::request<http::string_body>;
  using Response = http::response<http::string_body>;

  void run() {
    try {
      while (!site_.stopping && take_one()) {
      }
    } catch (...) {  // whoever it was has left
    }
    shut();
    done_ = true;
  }

  /// One question and its answer; false when there will be no other.
  bool take_one() {
    http::request_parser<http::string_body> parser;
    parser.header_limit(largest_head);
    parser.body_limit(largest_body);
    beast::error_code error;
    wait_for([&] { http::read(stream_, buffer_, parser, error); });
    if (error == http::error::header_limit || error == http::error::body_limit) {
      send(refusal(http::status::payload_too_large, "too large"), false);
      return false;
    }
    if (error) return false;
    const Request request = parser.release();
    const Response response = answer(request);
    send(response, request.keep_alive());
    return request.keep_alive() && response.result() == http::status::ok;
  }

  void send(Response response, bool keep) {
    response.version(11);
    response.set(http::field::cache_control, "no-store");
    response.set(http::field::x_frame_options, "DENY");
    response.set("Referrer-Policy", "no-referrer");
    response.set("X-Content-Type-Options", "nosniff");
    response.keep_alive(keep);
    response.prepare_payload();
    beast::error_code error;
    wait_for([&] { http::write(stream_, response, error); });
  }

  /// Does what takes as long as the other side likes.
  template <class Do>
  void wait_for(Do&& exchange) {
    since_ = Clock::now().time_since_epoch();
    waiting_ = true;
    exchange();
    waiting_ = false;
  }

  static Response refusal(http::status status, const std::string& text) {
    Response response(status, 11);
    response.set(http::field::content_type, "text/plain; charset=utf-8");
    response.body() = text + "\n";
    return response;
  }

  /// Another site's script must neither reach this server under its own name nor be answered.
  bool foreign(const Request& request) const {
    const auto host = request[http::field::host];
    const std::string& own = site_.authority;
    if (host != own && host != "localhost" + own.substr(own.find(':'))) return true;
    const auto origin = request[http::field::origin];
    return !origin.empty() && origin != "http://" + std::string(host);
  }

  Response answer(const Request& request) {
    if (foreign(request))
      return refusal(http::status::forbidden, "this server answers its own page only");
    const std::string target(request.target());
    if (target == "/" + site_.token + "/" && request.method() == http::verb::get) {
      Response response(http::status::ok, 11);
      response.set(http::field::content_type, "text/html; charset=utf-8");
      response.body() = site_.page.html;
      return response;
    }
    if (target == "/" + site_.token + "/ask" && request.method() == http::verb::post)
      return ask(request.body());
    return refusal(http::status::not_found, "no such page");
  }

  Response ask(const std::string& body) {
    const Json question = Json::parse(body, nullptr, false);
    if (const auto fault = fault_of(question)) return refusal(http::status::bad_request, *fault);
    Response response(http::status::ok, 11);
    response.set(http::field::content_type, "application/x-ndjson");
    const auto given_up = [this] { return site_.stopping || gone(); };
    while (!site_.turns.try_acquire_for(std::chrono::milliseconds(50))) {
      if (given_up()) throw Interrupted{};
    }
    const std::unique_ptr<Site, void (*)(Site*)> turn(&site_,
                                                      [](Site* site) { site->turns.release(); });
    for (const Json& message : answers_to(question, models_, given_up)) {
      response.body() += message.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
    }
    return response;
  }

  /// Whether the asker has closed its end.
  bool gone() {
    char byte;
    const auto count = ::recv(stream_.socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return count == 0;
  }

  beast::tcp_stream stream_;
  beast::flat_buffer buffer_;
  Site& site_;
  Models models_;
  std::atomic<bool> done_{false}, waiting_{false};
  std::atomic<Clock::duration> since_{Clock::duration::zero()};
  std::thread thread_;  ///< last: it uses all of the above
};

Tcp::acceptor listen_on(asio::io_context& context, std::uint16_t port) {
  const Tcp::endpoint loopback(asio::ip::address_v4::loopback(), port);
  try {
    Tcp::acceptor acceptor(context, loopback);
    acceptor.non_blocking(true);
    return acceptor;
  } catch (const boost::system::system_error& error) {
    refuse_input("", fmt::format("--port {}: {}", port, error.code().message()),
                 "a port that is free, or 0 for any", "");
  }
}

/// Ends the connection that has kept the server waiting for longest, if any does.
void make_room(std::list<Connection>& connections) {
  const auto longest = std::max_element(
      connections.begin(), connections.end(),
      [](const Connection& a, const Connection& b) { return a.idle() < b.idle(); });
  if (longest != connections.end() && longest->idle() > Connection::soonest) longest->shut();
}

}  // namespace

void serve_playground(const ServedPage& page, const std::function<bool()>& stop,
                      const std::function<void(const std::string&)>& listening) {
  asio::io_context context;
  Tcp::acceptor acceptor = listen_on(context, page.port);
  Site site{page, secret(), fmt::format("127.0.0.1:{}", acceptor.local_endpoint().port())};
  std::list<Connection> connections;
  listening(fmt::format("http://{}/{}/", site.authority, site.token));
  while (!stop()) {
    connections.remove_if([](const Connection& one) { return one.done(); });
    for (Connection& one : connections) {
      if (one.idle() > patience) one.shut();
    }
    beast::error_code error;
    Tcp::socket socket = acceptor.accept(error);
    if (error) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    } else if (connections.size() < most_connections) {
      socket.non_blocking(false);
      connections.emplace_back(std::move(socket), site);
    } else {
      make_room(connections);  // for the next; this one is closed at once
    }
  }
  site.stopping = true;
  for (Connection& one : connections) one.shut();
}

}  // namespace overbuild

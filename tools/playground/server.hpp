// The playground's page over loopback, with the native engine behind it: for populations and
// numbers of worlds that a browser is too slow for. Owns connections, their caps and the checks of
// who asks; refuses to know the page's elements and what a world is.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include <nlohmann/json.hpp>

namespace overbuild {

struct ServedPage {
  std::string html;
  nlohmann::ordered_json
      request;             ///< of the configuration, as ov_open takes it; askers add settings
  std::uint16_t port = 0;  ///< 0: any that is free
};

/// Serves until `stop` says so; `listening` gets the address once connections are taken. InputError
/// when the port is not to be had.
///
/// GET /<token>/ answers the page, POST /<token>/ask a question in JSON:
///   {"kind": "world", "model": text, "sets": {path: text}, "replicate": number, "keep":
///   [table...]}
///   {"kind": "parameters", "model": text, "sets": {}}
/// with the messages of tools/playground/web/src/worker.js, one line each. Only 127.0.0.1 is bound;
/// a foreign Host or Origin, another path, more than 16 connections, heads above 8 kB and bodies
/// above 256 kB are refused. An asker that leaves ends its world.
void serve_playground(const ServedPage& page, const std::function<bool()>& stop,
                      const std::function<void(const std::string& address)>& listening);

}  // namespace overbuild

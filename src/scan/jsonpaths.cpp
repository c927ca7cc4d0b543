#include "scan/jsonpaths.h"

#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "base/error.h"

namespace sparkify {

namespace {

JsonPath parse_path(std::string_view text, std::string_view file) {
  const auto fail = [&](std::string_view why) -> UsageError {
    return UsageError(
        fmt::format("{}: the path {} {}", file, text, why),
        "write paths as $['key'], $['key'][0] or $.key; wildcards and filters are not supported");
  };
  if (text.empty() || text[0] != '$') throw fail("does not start with $");
  JsonPath path;
  size_t at = 1;
  while (at < text.size()) {
    if (text[at] == '.') {
      const size_t end = std::min(text.find_first_of(".[", at + 1), text.size());
      const std::string_view key = text.substr(at + 1, end - at - 1);
      if (key.empty() || key == "*") throw fail("has no key after a dot");
      path.emplace_back(std::string(key));
      at = end;
      continue;
    }
    const size_t close = text.find(']', at);
    if (text[at] != '[' || close == text.npos)
      throw fail(fmt::format("cannot be read from character {}", at + 1));
    std::string_view inside = text.substr(at + 1, close - at - 1);
    if (inside.size() >= 2 && (inside[0] == '\'' || inside[0] == '"') && inside.back() == inside[0]) {
      path.emplace_back(std::string(inside.substr(1, inside.size() - 2)));
    } else {
      size_t index = 0;
      const auto [end, error] = std::from_chars(inside.data(), inside.data() + inside.size(), index);
      if (error != std::errc() || end != inside.data() + inside.size())
        throw fail("has no key or index in [ ]");
      path.emplace_back(index);
    }
    at = close + 1;
  }
  if (path.empty()) throw fail("names no value");
  return path;
}

}  // namespace

std::vector<JsonPath> parse_jsonpaths(std::string_view text, std::string_view file) {
  std::vector<JsonPath> paths;
  try {
    const nlohmann::json document = nlohmann::json::parse(text);
    for (const nlohmann::json& path : document.at("jsonpaths")) {
      paths.push_back(parse_path(path.get_ref<const std::string&>(), file));
    }
  } catch (const nlohmann::json::exception& error) {
    throw UsageError(fmt::format("{} is not a jsonpaths file: {}", file, error.what()),
                     R"(it should look like {"jsonpaths": ["$['first']", "$['second']"]})");
  }
  return paths;
}

}  // namespace sparkify

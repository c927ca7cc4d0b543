#include "workbench/message.h"

#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "engine/engine.h"

namespace sparkify {

namespace {

nlohmann::json member_of(const std::string& body, const std::string& member) {
  const nlohmann::json json = nlohmann::json::parse(body, nullptr, false);
  if (!json.is_object()) throw WebError(400, "the body is no JSON object");
  const auto found = json.find(member);
  if (found == json.end()) throw WebError(400, fmt::format("the body has no {}", member));
  return *found;
}

}  // namespace

std::string WebRequest::text(const std::string& name) const {
  const auto found = parameters.find(name);
  return found == parameters.end() ? "" : found->second;
}

int64_t WebRequest::integer(const std::string& name, int64_t otherwise, int64_t most) const {
  const std::string given = text(name);
  if (given.empty()) return otherwise;
  int64_t value = -1;
  const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), value);
  if (error != std::errc() || end != given.data() + given.size() || value < 0 || value > most)
    throw WebError(400, fmt::format("{} is no number from 0 to {}", name, most));
  return value;
}

std::string WebRequest::body_text(const std::string& member) const {
  const nlohmann::json value = member_of(body, member);
  if (!value.is_string()) throw WebError(400, fmt::format("{} is no text", member));
  return value.get<std::string>();
}

int64_t WebRequest::body_integer(const std::string& member) const {
  const nlohmann::json value = member_of(body, member);
  if (!value.is_number_integer()) throw WebError(400, fmt::format("{} is no whole number", member));
  return value.get<int64_t>();
}

WebAnswer error_answer(const std::exception& error) {
  nlohmann::json json = {{"message", error.what()}};
  int status = 500;
  if (const auto* busy = dynamic_cast<const BusyError*>(&error)) {
    status = 409;
    json["message"] = "the warehouse is being loaded, or open in another program";
    json["detail"] = busy->what();
    json["hint"] = "try again when that has ended";
  } else if (const auto* ours = dynamic_cast<const Error*>(&error)) {
    const auto* web = dynamic_cast<const WebError*>(&error);
    status = web != nullptr ? web->status() : 422;
    if (!ours->hint().empty()) json["hint"] = ours->hint();
    const auto* statement = dynamic_cast<const StatementError*>(&error);
    if (statement != nullptr && statement->position()) json["position"] = *statement->position();
  }
  WebAnswer answer;
  answer.status = status;
  answer.body =
      nlohmann::json{{"error", json}}.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return answer;
}

}  // namespace sparkify

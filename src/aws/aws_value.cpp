#include "aws/aws_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include "base/text.h"

namespace sparkify {

namespace {

AwsValue from_xml(const pugi::xml_node& node) {
  AwsValue value{node.name(), node.child_value(), {}};
  for (const pugi::xml_node& child : node.children()) {
    if (child.type() == pugi::node_element) value.children.push_back(from_xml(child));
  }
  return value;
}

AwsValue from_json(std::string name, const nlohmann::json& json) {
  AwsValue value{std::move(name), "", {}};
  if (json.is_object()) {
    for (const auto& [key, child] : json.items()) value.children.push_back(from_json(key, child));
  } else if (json.is_array()) {
    for (const nlohmann::json& child : json) value.children.push_back(from_json("", child));
  } else if (json.is_string()) {
    value.text = json.get<std::string>();
  } else if (!json.is_null()) {
    value.text = json.dump();
  }
  return value;
}

void show(const AwsValue& value, const std::string& path, bool is_secret, std::string& lines) {
  if (!value.text.empty() && value.children.empty())
    lines += fmt::format("    {}: {}\n", path, is_secret ? "***" : value.text);
  for (size_t i = 0; i < value.children.size(); ++i) {
    const AwsValue& child = value.children[i];
    const std::string name = child.name.empty() ? fmt::format("{}", i + 1) : child.name;
    show(child, path.empty() ? name : path + "." + name, is_secret || is_secret_name(child.name), lines);
  }
}

}  // namespace

const AwsValue& AwsValue::operator[](std::string_view child) const {
  static const AwsValue nothing;
  const auto found =
      std::find_if(children.begin(), children.end(), [&](const AwsValue& c) { return c.name == child; });
  return found == children.end() ? nothing : *found;
}

std::optional<AwsValue> parse_aws_xml(const std::string& body) {
  pugi::xml_document document;
  if (!document.load_buffer(body.data(), body.size())) return std::nullopt;
  return from_xml(document.document_element());
}

std::optional<AwsValue> parse_aws_json(const std::string& body) {
  const auto json = nlohmann::json::parse(body, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  return from_json("", json);
}

bool is_secret_name(std::string_view name) {
  const std::string last = lower(name.substr(name.rfind('.') + 1));
  if (last.ends_with("arn") || last.ends_with("kmskeyid") || last.starts_with("manage")) return false;
  for (const char* word :
       {"password", "secretstring", "secretbinary", "secretaccesskey", "accesskeyid", "token"}) {
    if (last.find(word) != last.npos) return true;
  }
  return false;
}

std::string shown_without_secrets(const AwsValue& value) {
  std::string lines;
  show(value, "", false, lines);
  return lines;
}

}  // namespace sparkify

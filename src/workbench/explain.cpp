#include "workbench/explain.h"

#include <nlohmann/json.hpp>

#include "base/text.h"

namespace sparkify {

namespace {

using Json = nlohmann::ordered_json;

Json node(const std::string& name) {
  return {{"name", name}, {"detail", Json::object()}, {"children", Json::array()}};
}

std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array()) return value.dump();
  std::vector<std::string> parts;
  for (const Json& part : value) parts.push_back(text_of(part));
  return join(parts, "\n");
}

// {"name":"HASH_JOIN ","extra_info":{...},"children":[...]}
Json from_duckdb(const Json& plan) {
  Json result = node(std::string(trim(plan.value("name", ""))));
  if (plan.contains("extra_info") && plan["extra_info"].is_object()) {
    for (const auto& [key, value] : plan["extra_info"].items()) result["detail"][key] = text_of(value);
  }
  if (plan.contains("children")) {
    for (const Json& child : plan["children"]) result["children"].push_back(from_duckdb(child));
  }
  return result;
}

// {"Node Type":"Hash Join","Plans":[...],...}
Json from_postgres(const Json& plan) {
  Json result = node(plan.value("Node Type", ""));
  for (const auto& [key, value] : plan.items()) {
    if (key == "Plans") {
      for (const Json& child : value) result["children"].push_back(from_postgres(child));
    } else if (key != "Node Type") {
      result["detail"][key] = text_of(value);
    }
  }
  return result;
}

// Redshift's lines: "  ->  XN Seq Scan on ..." a level deeper each, other lines are details.
Json from_lines(const QueryResult& plan) {
  Json root = node("Plan");
  std::vector<std::pair<size_t, Json::json_pointer>> open = {{0, Json::json_pointer("")}};
  for (const ResultRow& row : plan.rows) {
    const std::string line = row.empty() ? "" : row[0].value_or("");
    const size_t indent = line.find_first_not_of(' ');
    if (indent == line.npos) continue;
    const bool is_node = line.compare(indent, 2, "->") == 0 || root["children"].empty();
    if (!is_node) {
      const size_t colon = line.find(": ");
      const std::string key = colon == line.npos ? "note" : std::string(trim(line.substr(0, colon)));
      root[open.back().second]["detail"][key] = trim(line.substr(colon == line.npos ? 0 : colon + 2));
      continue;
    }
    while (open.size() > 1 && open.back().first >= indent + 1) open.pop_back();
    Json& children = root[open.back().second / "children"];
    children.push_back(
        node(std::string(trim(line.substr(line.compare(indent, 2, "->") == 0 ? indent + 2 : indent)))));
    open.emplace_back(indent + 1, open.back().second / "children" / (children.size() - 1));
  }
  return root;
}

Json tree_of(const QueryResult& plan) {
  if (plan.rows.empty()) return node("nothing");
  const Json json = Json::parse(plan.rows[0].back().value_or(""), nullptr, false);
  if (!json.is_array() || json.empty()) return from_lines(plan);
  return json[0].contains("Plan") ? from_postgres(json[0]["Plan"]) : from_duckdb(json[0]);
}

}  // namespace

std::string explain_prefix(std::string_view dialect) {
  return dialect == "redshift" ? "EXPLAIN " : "EXPLAIN (FORMAT json) ";
}

std::string plan_json(const QueryResult& plan) {
  return Json{{"plan", tree_of(plan)}}.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace sparkify

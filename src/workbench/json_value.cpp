#include "workbench/json_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

namespace sparkify {

namespace {

const char* kind_name(ValueKind kind) {
  switch (kind) {
    case ValueKind::kNumber:
      return "number";
    case ValueKind::kBoolean:
      return "boolean";
    case ValueKind::kText:
      break;
  }
  return "text";
}

bool fits_double(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return false;
  constexpr int64_t kSafeDigits = 15;
  if (std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }) <= kSafeDigits)
    return true;
  return fmt::format("{}", value) == text;
}

}  // namespace

std::string json_text(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void append_json_value(std::string& json, std::optional<std::string_view> cell, ValueKind kind) {
  if (!cell) {
    json += "null";
  } else if (kind == ValueKind::kBoolean || (kind == ValueKind::kNumber && fits_double(*cell))) {
    json += *cell;
  } else {
    json += json_text(*cell);
  }
}

std::string json_columns(const std::vector<ResultColumn>& columns) {
  std::string json = "[";
  for (const ResultColumn& column : columns) {
    json += fmt::format("{}{{\"name\":{},\"kind\":\"{}\"", json.size() > 1 ? "," : "", json_text(column.name),
                        kind_name(column.kind));
    json += column.type.empty() ? "}" : fmt::format(",\"type\":{}}}", json_text(column.type));
  }
  return json + "]";
}

std::string json_rows(const std::vector<ResultColumn>& columns, const std::vector<ResultRow>& rows) {
  std::string json = "[";
  for (const ResultRow& row : rows) {
    json += json.size() > 1 ? ",[" : "[";
    for (size_t i = 0; i < row.size(); ++i) {
      if (i > 0) json += ',';
      append_json_value(json, row[i], columns[i].kind);
    }
    json += ']';
  }
  return json + "]";
}

}  // namespace sparkify

#pragma once
// Values of a result as JSON: NULL as null, booleans, numbers, everything else as a string. A number that a
// double cannot hold exactly is a string too, so that no reader rounds it.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.h"

namespace sparkify {

std::string json_text(std::string_view text);  // in quotes; bytes that are not UTF-8 become U+FFFD
void append_json_value(std::string& json, std::optional<std::string_view> cell, ValueKind kind);
std::string json_columns(const std::vector<ResultColumn>& columns);  // [{"name":"n","kind":"number"},...]
std::string json_rows(const std::vector<ResultColumn>& columns, const std::vector<ResultRow>& rows);

}  // namespace sparkify

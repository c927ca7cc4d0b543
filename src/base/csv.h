#pragma once
// Fields of CSV as RFC 4180 writes them.

#include <optional>
#include <string>
#include <string_view>

namespace sparkify {

// Nothing, NULL, is an empty field; an empty text is "".
void append_csv_field(std::string& line, std::optional<std::string_view> value);

}  // namespace sparkify

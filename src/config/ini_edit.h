#pragma once
// Changes values in the text of an ini file and leaves the rest, comments above all, as it is.

#include <string>
#include <string_view>

namespace sparkify {

// `text` with section.key set to `value`: in its line, or at the end of its section, or in a new section.
std::string with_ini_value(std::string_view text, std::string_view section, std::string_view key,
                           std::string_view value);

}  // namespace sparkify

#pragma once
// Writes JSON strings as the app's loggers do.

#include <string>
#include <string_view>

namespace sparkify {

enum class Slashes { kPlain, kEscaped };
enum class Unicode { kUtf8, kEscaped };

// The text in double quotes. `text` is UTF-8 without characters beyond the basic plane.
std::string json_string(std::string_view text, Slashes slashes, Unicode unicode);

}  // namespace sparkify

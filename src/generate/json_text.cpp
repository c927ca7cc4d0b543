#include "generate/json_text.h"

#include <fmt/format.h>

namespace sparkify {

std::string json_string(std::string_view text, Slashes slashes, Unicode unicode) {
  std::string json = "\"";
  for (size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c == '"' || c == '\\' || (c == '/' && slashes == Slashes::kEscaped)) {
      json += '\\';
      json += static_cast<char>(c);
    } else if (c < 0x20) {
      json += fmt::format("\\u{:04x}", c);
    } else if (c < 0x80 || unicode == Unicode::kUtf8) {
      json += static_cast<char>(c);
    } else {
      const int more = c < 0xE0 ? 1 : 2;
      unsigned point = c & (more == 1 ? 0x1FU : 0x0FU);
      for (int k = 0; k < more; ++k) point = (point << 6) | (static_cast<unsigned char>(text[++i]) & 0x3FU);
      json += fmt::format("\\u{:04x}", point);
    }
  }
  return json + '"';
}

}  // namespace sparkify

#include "scan/json_string.h"

#include <simdjson.h>

#include <algorithm>
#include <new>

namespace sparkify {

bool is_utf8(std::string_view text) { return simdjson::validate_utf8(text); }

size_t valid_utf8_bytes(std::string_view text) {
  size_t valid = 0;
  while (valid < text.size()) {
    const auto lead = static_cast<unsigned char>(text[valid]);
    const size_t bytes = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (valid + bytes > text.size() || !is_utf8(text.substr(valid, bytes))) break;
    valid += bytes;
  }
  return valid;
}

struct JsonUnescaper::Simdjson {
  simdjson::ondemand::parser parser;
};

JsonUnescaper::JsonUnescaper() : simdjson_(std::make_unique<Simdjson>()) {
  // It picks what suits the processor when it allocates.
  if (simdjson_->parser.allocate(simdjson::SIMDJSON_PADDING) != simdjson::SUCCESS) throw std::bad_alloc();
}

JsonUnescaper::~JsonUnescaper() = default;

bool JsonUnescaper::unescape(std::string_view& json) {
  text_.resize(std::max(text_.size(), json.size() + simdjson::SIMDJSON_PADDING));
  uint8_t* next = text_.data();
  const simdjson::ondemand::raw_json_string raw(reinterpret_cast<const uint8_t*>(json.data()));
  return simdjson_->parser.unescape(raw, next).get(json) == simdjson::SUCCESS;
}

}  // namespace sparkify

#pragma once
// What a JSON string stands for.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace sparkify {

bool is_utf8(std::string_view text);

// How many bytes of `text` are UTF-8, from its start.
size_t valid_utf8_bytes(std::string_view text);

class JsonUnescaper {
 public:
  JsonUnescaper();
  ~JsonUnescaper();
  JsonUnescaper(const JsonUnescaper&) = delete;
  JsonUnescaper& operator=(const JsonUnescaper&) = delete;

  // Of what stands between the quotes of a string, which becomes the text that it stands for, valid until the
  // next call. False: an escape is none. RecordParser::kPaddingBytes must be readable behind it.
  bool unescape(std::string_view& json);

 private:
  struct Simdjson;
  std::unique_ptr<Simdjson> simdjson_;
  std::vector<uint8_t> text_;
};

}  // namespace sparkify

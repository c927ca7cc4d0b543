#pragma once
// Records of one source mostly look alike: the same keys, in the same order, with the same white space. A
// RecordShape is the text between the values of a record that was parsed. A record with the same text in the
// same places has the same keys, and is cut into its values without parsing that text again. (Speculation on
// repeated structure, as in Mison, VLDB 2017, and FAD.js, VLDB 2017.)

#include <cstdint>
#include <string_view>
#include <vector>

#include "scan/coerce.h"
#include "scan/text_pool.h"

namespace sparkify {

class RecordShape {
 public:
  struct Token {
    std::string_view json;  // a value as it stands in its record
    bool is_kept_text;      // a string here is one to keep
  };
  // Becomes the shape of `record`, an object whose values are `tokens`, in order, all of them scalars.
  void learn(std::string_view record, const std::vector<Token>& tokens);

  void forget() { after_.clear(); }
  int64_t newlines() const { return newlines_; }  // in a record of this shape

  struct Value {
    bool is_kept_text = false;
    JsonScalar scalar = {};  // a string keeps its escapes, unchecked
    bool is_known = false;   // a long text to keep that came lately: its number, instead of `scalar`
    uint32_t number = 0;
    size_t prefetched = 0;  // of another text to keep without escapes
  };
  // The bytes of the record that `text` starts with, cut into its values; 0: it may be a record all the same,
  // of another shape or with a nested value. 16 bytes must be readable behind `text`. `is_ascii` says of the
  // record but for known strings whether it needs no check of its UTF-8.
  size_t cut(std::string_view text, const TextPool& texts, bool& is_ascii);
  const std::vector<Value>& values() const { return values_; }  // of the last record that was cut

 private:
  // Some bytes to compare, eight at a time.
  struct Literal {
    explicit Literal(std::string_view text);
    bool stands_at(const char* at, const char* end) const;

    struct Word {
      uint64_t bytes, mask;
    };
    size_t size_bytes;
    std::vector<Word> words;
  };
  std::vector<Literal> before_;  // each value
  std::vector<Value> values_;
  std::vector<Literal> after_;  // the last value: one, or none while no shape is known
  int64_t newlines_ = 0;
};

}  // namespace sparkify

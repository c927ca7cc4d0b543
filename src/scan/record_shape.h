#pragma once
// The text between the values of a record. Records of one source mostly look alike: the same keys, in the
// same order, with the same white space. (Speculation on repeated structure, as in Mison, VLDB 2017, and
// FAD.js, VLDB 2017.)

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace sparkify {

class RecordShape {
 public:
  // Of `record`, an object with these values, as they stand in it and in order.
  void learn(std::string_view record, const std::vector<std::string_view>& values);
  void forget() { literals_.clear(); }

  bool is_known() const { return !literals_.empty(); }
  int64_t newlines() const { return newlines_; }  // in such a record

  // One past the text before the value `i`, or behind the last one, if it stands at `at`, or else nullptr. 16
  // bytes must be readable at `end`, which may be passed.
  const char* skip(size_t i, const char* at, const char* end) const {
    const Literal& literal = literals_[i];
    const uint64_t difference =
        literal.words[0].difference(at) | literal.words[1].difference(at + sizeof(uint64_t));
    const bool stands_here = difference == 0 && (literal.rest.empty() || literal.rest_stands_at(at, end));
    return stands_here ? at + literal.bytes : nullptr;
  }

 private:
  struct Word {
    uint64_t bytes = 0, mask = 0;

    uint64_t difference(const char* at) const {
      uint64_t word;
      std::memcpy(&word, at, sizeof word);
      return (word ^ bytes) & mask;
    }
  };
  struct Literal {
    explicit Literal(std::string_view text);
    bool rest_stands_at(const char* at, const char* end) const;

    size_t bytes;
    std::array<Word, 2> words;  // the first bytes
    std::string rest;
  };
  std::vector<Literal> literals_;  // before each value, and behind the last; none while no shape is known
  int64_t newlines_ = 0;
};

}  // namespace sparkify

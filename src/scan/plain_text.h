#pragma once
// Where a JSON string stops being plain: at its closing quote, an escape, or a control character that may not
// be there. Inline, as the scanner asks for every string.

#include <bit>
#include <cstdint>
#include <cstring>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace sparkify {

// What a search found on its way.
struct PlainText {
  const char* end;  // the first quote, backslash or control character, or a place behind the text
  bool is_ascii;    // what stands before it
};

// Eight bytes at a time, on any processor. Of the bits that mark bytes the lowest is exact (Mycroft's test
// for a zero byte, 1987). 8 bytes must be readable behind `end`.
inline PlainText plain_text_by_words(const char* at, const char* end) {
  static_assert(std::endian::native == std::endian::little);
  constexpr uint64_t kOnes = 0x0101010101010101, kHighBits = 0x8080808080808080;
  uint64_t high_bits = 0;
  for (; at < end; at += sizeof(uint64_t)) {
    uint64_t word;
    std::memcpy(&word, at, sizeof word);
    const uint64_t quote = word ^ (kOnes * '"'), backslash = word ^ (kOnes * '\\');
    const uint64_t found =
        (((quote - kOnes) & ~quote) | ((backslash - kOnes) & ~backslash) | ((word - kOnes * ' ') & ~word)) &
        kHighBits;
    if (found != 0) {
      high_bits |= word & ((found & -found) - 1);
      return {at + std::countr_zero(found) / 8, (high_bits & kHighBits) == 0};
    }
    high_bits |= word;
  }
  return {at, (high_bits & kHighBits) == 0};
}

// The same as fast as the processor has it. 16 bytes must be readable behind `end`.
inline PlainText plain_text(const char* at, const char* end) {
#ifdef __SSE2__
  uint32_t high_bits = 0;
  for (; at < end; at += sizeof(__m128i)) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
    const __m128i backslash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(' ' - 1)), bytes);
    const auto found =
        static_cast<uint32_t>(_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quote, backslash), control)));
    const auto high = static_cast<uint32_t>(_mm_movemask_epi8(bytes));
    if (found != 0) return {at + std::countr_zero(found), (high_bits | (high & (found ^ (found - 1)))) == 0};
    high_bits |= high;
  }
  return {at, high_bits == 0};
#else
  return plain_text_by_words(at, end);
#endif
}

}  // namespace sparkify

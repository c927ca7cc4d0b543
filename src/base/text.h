#pragma once
// Small functions over text: taking it apart, and writing numbers as people read them.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sparkify {

std::string_view trim(std::string_view text);  // without white space at both ends
std::string lower(std::string_view text);      // ASCII only
std::string without_byte_order_mark(std::string text);
std::vector<std::string> split(std::string_view text, char separator);
std::vector<std::string_view> split_views(std::string_view text, char separator);  // into `text`
std::vector<std::string> split_words(std::string_view text);                       // at white space
std::string join(const std::vector<std::string>& parts, std::string_view separator);

bool is_name_character(char c);                              // of SQL: a letter, a digit or _
bool mentions(std::string_view sql, std::string_view name);  // as a whole name; case counts
size_t characters(std::string_view text);                    // of UTF-8
std::string sql_literal(std::string_view text);              // 'it''s'

// As it may stand on a terminal: what would steer it, or turn the text around, written as \x1b or \u202e.
std::string printable(std::string_view text);

// "did you mean X?", X the candidate that `word` is most likely a misspelling of; `otherwise` where none is
// near.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates,
                         std::string otherwise);

uint64_t fnv_1a(std::string_view bytes);  // 64 bits: www.isthe.com/chongo/tech/comp/fnv

std::string format_count(int64_t number);    // 1,234,567
std::string format_bytes(uint64_t bytes);    // 1.4 GB
std::string format_seconds(double seconds);  // 850 ms, 3.2 s, 4 min 10 s

// 2026-11-21T09:30:00Z, from seconds since 1970 and back; 0 where the text is no such time.
std::string format_utc(int64_t seconds);
int64_t parse_utc(const std::string& text);

}  // namespace sparkify

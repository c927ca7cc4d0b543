#pragma once
// What may be sent to the warehouse from the page: one statement that reads.

#include <string>
#include <string_view>

namespace sparkify {

struct ReadingStatement {
  std::string text;
  size_t start = 0;  // its first byte in what was sent
};

// Throws StatementError where it is not exactly one, or does something else. A first look with a clear
// answer; that nothing is written is seen to by the engines (ReadLimits).
ReadingStatement reading_statement(std::string_view sql);

}  // namespace sparkify

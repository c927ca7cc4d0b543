#pragma once
// Damages a day's log as real logs are damaged, in known numbers. Bad and repeated records are added between
// the good ones, so that the star stays what it is without them.

#include <filesystem>
#include <string>
#include <vector>

#include "generate/expected.h"

namespace sparkify {

// Writes the lines of day number `day` as `file` (log_data/.../....json) and what goes with it; counts in
// `expected`. `late` are lines of an earlier day that arrive with this one; lines that will be late are moved
// there.
void write_with_faults(int day, const std::filesystem::path& file, std::vector<std::string> lines,
                       std::vector<std::string>& late, Expected& expected);

}  // namespace sparkify

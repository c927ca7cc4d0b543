#pragma once
// Functions of DuckDB that do more than read, though a SELECT calls them: they write files, change settings
// or run text as SQL.

#include <string_view>

namespace sparkify {

// The first such function that `sql` calls, or "". It looks at the text alone, and so at strings and comments
// too.
std::string_view side_effect_in(std::string_view sql);

}  // namespace sparkify

#pragma once
// Types and literals as Amazon Redshift writes them.

#include <string>
#include <string_view>

#include "scan/schema.h"

namespace sparkify {

inline constexpr size_t kLongestVarcharBytes = 65'535;

std::string redshift_type(const Column& column);
std::string redshift_literal(std::string_view text);  // a backslash escapes there

}  // namespace sparkify

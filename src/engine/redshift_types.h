#pragma once
// Types as Amazon Redshift writes them.

#include <string>

#include "scan/schema.h"

namespace sparkify {

inline constexpr size_t kLongestVarcharBytes = 65'535;

std::string redshift_type(const Column& column);

}  // namespace sparkify

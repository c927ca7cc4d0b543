#pragma once
// An engine's plan of a query as a tree.

#include <string>
#include <string_view>

#include "engine/engine.h"

namespace sparkify {

std::string explain_prefix(std::string_view dialect);  // what stands before the statement
// {"plan":{"name":"...","detail":{"key":"text"},"children":[...]}}
std::string plan_json(const QueryResult& plan);

}  // namespace sparkify

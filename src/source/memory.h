#pragma once
// One object that is in memory already, as a store.

#include <memory>
#include <string>

#include "source/object.h"

namespace sparkify {

std::shared_ptr<ObjectStore> open_memory(const std::string& name, std::string bytes);

}  // namespace sparkify

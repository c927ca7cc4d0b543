#pragma once
// A local folder, taken recursively, or a single file. Hidden files and folders (.ipynb_checkpoints) are left
// out.

#include <memory>
#include <string>

#include "source/object.h"

namespace sparkify {

std::unique_ptr<ObjectStore> open_folder(const std::string& location, const std::string& origin);

}  // namespace sparkify

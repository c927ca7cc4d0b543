#include <fmt/format.h>

#include "base/error.h"
#include "source/folder.h"
#include "source/object.h"

namespace sparkify {

std::unique_ptr<ObjectStore> open_store(const std::string& location, const std::string& origin) {
  if (location.find("://") != location.npos) {
    throw UsageError(fmt::format("{} (from {}) is no place this version can read", location, origin),
                     "give a folder or a file");
  }
  return open_folder(location, origin);
}

std::string read_object(ObjectStore& store, const Object& object) {
  const std::unique_ptr<ByteReader> reader = store.open(object);
  std::string text;
  char buffer[16 * 1024];
  while (const size_t bytes = reader->read(buffer, sizeof buffer)) text.append(buffer, bytes);
  return text;
}

}  // namespace sparkify

#include <fmt/format.h>

#include "aws/s3_location.h"
#include "base/error.h"
#include "source/folder.h"
#include "source/object.h"
#include "source/s3.h"

namespace sparkify {

void ObjectStore::expect(const std::vector<const Object*>&, const std::atomic<bool>&) {}
int64_t ObjectStore::requests_to_read(const Object&) const { return 0; }
StoreCounts ObjectStore::counts() const { return {}; }

std::unique_ptr<ObjectStore> open_store(const std::string& location, const std::string& origin,
                                        const S3Options& s3) {
  if (is_s3_location(location)) return open_s3(location, origin, s3);
  if (location.find("://") != location.npos) {
    throw UsageError(fmt::format("{} (from {}) is no place this version can read", location, origin),
                     "give a folder, a file or s3://bucket/prefix");
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

#pragma once
// Where records come from: objects in a store (a folder, a bucket) that can be listed and read.
// A new kind of store is one file and one line in store.cpp.

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace sparkify {

struct S3Options;

struct Object {
  std::string name;  // unique over all stores: an absolute path, s3://bucket/key
  uint64_t size_bytes = 0;
  std::string tag;  // changes when the content does: a modification time, an ETag
};

// Bytes in order. Not thread-safe; one reader an object at a time.
class ByteReader {
 public:
  virtual ~ByteReader() = default;
  // Reads up to `capacity_bytes`; 0 means the end. Throws Error.
  virtual size_t read(char* into, size_t capacity_bytes) = 0;
};

struct StoreCounts {
  int64_t requests = 0, retries = 0;  // over the network, so far
};

class ObjectStore {
 public:
  virtual ~ObjectStore() = default;
  virtual std::vector<Object> list() = 0;                              // ordered by name
  virtual std::unique_ptr<ByteReader> open(const Object& object) = 0;  // thread-safe

  // Tells which objects are opened next, in this order, so that a store far away fetches them ahead. They
  // need not outlive the call. Reads that wait end with an Error when `cancelled` becomes true; it must
  // outlive the store.
  virtual void expect(const std::vector<const Object*>& objects, const std::atomic<bool>& cancelled);

  virtual int64_t requests_to_read(const Object& object) const;  // over the network
  virtual StoreCounts counts() const;
};

// The store that `location` names. Throws UsageError, naming `origin` (where the location was configured).
std::unique_ptr<ObjectStore> open_store(const std::string& location, const std::string& origin,
                                        const S3Options& s3);

// A whole small object, such as a jsonpaths file.
std::string read_object(ObjectStore& store, const Object& object);

}  // namespace sparkify

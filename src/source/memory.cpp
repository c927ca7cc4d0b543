#include "source/memory.h"

#include <algorithm>
#include <cstring>

namespace sparkify {

namespace {

class MemoryReader : public ByteReader {
 public:
  explicit MemoryReader(const std::string& bytes) : bytes_(bytes) {}
  size_t read(char* into, size_t capacity_bytes) override {
    const size_t size = std::min(capacity_bytes, bytes_.size() - at_);
    std::memcpy(into, bytes_.data() + at_, size);
    at_ += size;
    return size;
  }

 private:
  const std::string& bytes_;
  size_t at_ = 0;
};

class Memory : public ObjectStore {
 public:
  Memory(const std::string& name, std::string bytes) : name_(name), bytes_(std::move(bytes)) {}
  std::vector<Object> list() override { return {{name_, bytes_.size(), "in memory"}}; }
  std::unique_ptr<ByteReader> open(const Object&) override { return std::make_unique<MemoryReader>(bytes_); }

 private:
  std::string name_, bytes_;
};

}  // namespace

std::shared_ptr<ObjectStore> open_memory(const std::string& name, std::string bytes) {
  return std::make_shared<Memory>(name, std::move(bytes));
}

}  // namespace sparkify

#include "scan/text_pool.h"

namespace sparkify {

std::string_view TextPool::copy(std::string_view text) {
  constexpr size_t kBlockBytes = 64 * 1024;
  if (text.size() > left_bytes_) {
    left_bytes_ = std::max(kBlockBytes, text.size());
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(left_bytes_));
    next_ = blocks_.back().get();
    copied_bytes_ += left_bytes_;
  }
  std::memcpy(next_, text.data(), text.size());
  const std::string_view copied(next_, text.size());
  next_ += text.size();
  left_bytes_ -= text.size();
  return copied;
}

uint32_t TextPool::add_short_to(Slot& slot, const TextRef& ref) {
  const uint32_t number = add(ref);
  slot = {ref, number};
  short_.count_new();
  return number;
}

uint32_t TextPool::add_line_to(LineSlot& slot, std::string_view text) {
  const uint32_t number = add_long(text);
  slot.set(text, number);
  line_.count_new();
  return number;
}

uint32_t TextPool::add_long_to(Slot& slot, std::string_view text) {
  const uint32_t number = add_long(text);
  slot = {by_number_[number], number};
  long_.count_new();
  return number;
}

}  // namespace sparkify

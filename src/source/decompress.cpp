#include "source/decompress.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <string_view>
#include <vector>

namespace sparkify {

namespace {

constexpr size_t kInputBytes = 128 * 1024;

// The compressed bytes, a buffer at a time, the first of which are already there.
class Input {
 public:
  Input(std::unique_ptr<ByteReader> bytes, std::vector<char> first)
      : bytes_(std::move(bytes)), buffer_(std::move(first)) {
    end_ = buffer_.size();
    buffer_.resize(kInputBytes);
  }
  bool refill() {  // false at the end
    if (at_ < end_) return true;
    at_ = 0;
    end_ = bytes_->read(buffer_.data(), buffer_.size());
    return end_ > 0;
  }
  char* data() { return buffer_.data() + at_; }
  size_t size() const { return end_ - at_; }
  void consume(size_t bytes) { at_ += bytes; }

 private:
  std::unique_ptr<ByteReader> bytes_;
  std::vector<char> buffer_;
  size_t at_ = 0, end_ = 0;
};

class PlainReader : public ByteReader {
 public:
  PlainReader(std::unique_ptr<ByteReader> bytes, std::vector<char> first)
      : bytes_(std::move(bytes)), first_(std::move(first)) {}

  size_t read(char* into, size_t capacity_bytes) override {
    if (at_ == first_.size()) return bytes_->read(into, capacity_bytes);
    const size_t bytes = std::min(capacity_bytes, first_.size() - at_);
    std::memcpy(into, first_.data() + at_, bytes);
    at_ += bytes;
    return bytes;
  }

 private:
  std::unique_ptr<ByteReader> bytes_;
  std::vector<char> first_;
  size_t at_ = 0;
};

class GzipReader : public ByteReader {
 public:
  explicit GzipReader(Input input) : input_(std::move(input)) {
    constexpr int kGzipOnly = 16 + MAX_WBITS;
    if (::inflateInit2(&stream_, kGzipOnly) != Z_OK) throw std::bad_alloc();
  }
  ~GzipReader() override { ::inflateEnd(&stream_); }
  GzipReader(const GzipReader&) = delete;
  GzipReader& operator=(const GzipReader&) = delete;

  size_t read(char* into, size_t capacity_bytes) override {
    stream_.next_out = reinterpret_cast<Bytef*>(into);
    stream_.avail_out = static_cast<uInt>(std::min<size_t>(capacity_bytes, 1U << 30));
    const uInt capacity = stream_.avail_out;
    while (stream_.avail_out == capacity) {
      if (!input_.refill()) {
        if (!between_members_) throw BadCompression("the gzip data ends too early");
        return 0;
      }
      if (between_members_) {
        while (input_.size() > 0 && *input_.data() == '\0') input_.consume(1);  // padding, as gzip(1) has it
        if (input_.size() == 0) continue;
        ::inflateReset(&stream_);
        between_members_ = false;
      }
      stream_.next_in = reinterpret_cast<Bytef*>(input_.data());
      stream_.avail_in = static_cast<uInt>(input_.size());
      const int status = ::inflate(&stream_, Z_NO_FLUSH);
      input_.consume(input_.size() - stream_.avail_in);
      if (status == Z_STREAM_END) {
        between_members_ = true;
      } else if (status != Z_OK && stream_.avail_out == capacity) {  // else the next call finds the damage
        throw BadCompression(stream_.msg != nullptr ? stream_.msg : "the gzip data is damaged");
      }
    }
    return capacity - stream_.avail_out;
  }

 private:
  Input input_;
  z_stream stream_{};
  bool between_members_ = false;
};

class ZstdReader : public ByteReader {
 public:
  explicit ZstdReader(Input input) : input_(std::move(input)), stream_(::ZSTD_createDStream()) {
    if (stream_ == nullptr) throw std::bad_alloc();
  }
  ~ZstdReader() override { ::ZSTD_freeDStream(stream_); }
  ZstdReader(const ZstdReader&) = delete;
  ZstdReader& operator=(const ZstdReader&) = delete;

  size_t read(char* into, size_t capacity_bytes) override {
    ZSTD_outBuffer out{into, capacity_bytes, 0};
    while (out.pos == 0) {
      const bool has_input = input_.refill();
      if (!has_input && !within_frame_) return 0;
      ZSTD_inBuffer in{input_.data(), input_.size(), 0};
      const size_t status = ::ZSTD_decompressStream(stream_, &out, &in);
      if (::ZSTD_isError(status) != 0) throw BadCompression(::ZSTD_getErrorName(status));
      input_.consume(in.pos);
      within_frame_ = status != 0;
      if (!has_input && out.pos == 0) throw BadCompression("the zstd data ends too early");
    }
    return out.pos;
  }

 private:
  Input input_;
  ZSTD_DStream* stream_;
  bool within_frame_ = false;
};

}  // namespace

std::unique_ptr<ByteReader> decompress(std::unique_ptr<ByteReader> bytes) {
  constexpr std::string_view kGzip = "\x1f\x8b", kZstd = "\x28\xb5\x2f\xfd";
  constexpr std::string_view kSkippable = "\x2a\x4d\x18";  // of zstd, after a byte 50 to 5f: RFC 8878, 3.1.2
  std::vector<char> first(kZstd.size());
  size_t size = 0;
  while (size < first.size()) {
    const size_t read = bytes->read(first.data() + size, first.size() - size);
    if (read == 0) break;
    size += read;
  }
  first.resize(size);
  const std::string_view magic(first.data(), size);
  if (magic.starts_with(kGzip))
    return std::make_unique<GzipReader>(Input(std::move(bytes), std::move(first)));
  const bool is_skippable = size > 0 && (magic[0] & 0xF0) == 0x50 && magic.substr(1) == kSkippable;
  if (magic.starts_with(kZstd) || is_skippable)
    return std::make_unique<ZstdReader>(Input(std::move(bytes), std::move(first)));
  return std::make_unique<PlainReader>(std::move(bytes), std::move(first));
}

}  // namespace sparkify

#pragma once
// Bytes in, one zstd frame out, in memory.

#include <memory>
#include <string>
#include <string_view>

struct ZSTD_CCtx_s;

namespace sparkify {

class ZstdWriter {
 public:
  ZstdWriter();
  void append(std::string_view bytes);
  std::string finish();  // the whole frame; what is appended afterwards starts another

 private:
  struct Free {
    void operator()(ZSTD_CCtx_s* context) const;
  };
  void compress(std::string_view bytes, bool is_last);

  std::unique_ptr<ZSTD_CCtx_s, Free> context_;
  std::string frame_;
};

}  // namespace sparkify

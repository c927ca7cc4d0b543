#include "source/zstd_writer.h"

#include <zstd.h>

#include <utility>

#include "base/error.h"

namespace sparkify {

void ZstdWriter::Free::operator()(ZSTD_CCtx_s* context) const { ZSTD_freeCCtx(context); }

ZstdWriter::ZstdWriter() : context_(ZSTD_createCCtx()) {
  ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
}

void ZstdWriter::append(std::string_view bytes) { compress(bytes, false); }

std::string ZstdWriter::finish() {
  compress({}, true);
  return std::exchange(frame_, {});
}

void ZstdWriter::compress(std::string_view bytes, bool is_last) {
  ZSTD_inBuffer input{bytes.data(), bytes.size(), 0};
  size_t left = 0;
  do {
    const size_t size = frame_.size();
    frame_.resize(size + ZSTD_CStreamOutSize());
    ZSTD_outBuffer output{frame_.data() + size, frame_.size() - size, 0};
    left = ZSTD_compressStream2(context_.get(), &output, &input, is_last ? ZSTD_e_end : ZSTD_e_continue);
    frame_.resize(size + output.pos);
    if (ZSTD_isError(left) != 0) throw Error(std::string("cannot compress: ") + ZSTD_getErrorName(left));
  } while (input.pos < input.size || (is_last && left > 0));
}

}  // namespace sparkify

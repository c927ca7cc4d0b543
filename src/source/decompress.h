#pragma once
// Reads through gzip and zstd, told by the first bytes and not by the name. Other bytes pass as they are.

#include <memory>
#include <stdexcept>

#include "source/object.h"

namespace sparkify {

// The compressed data is damaged or ends too early: a reject of the object, not a failure of the load.
class BadCompression : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::unique_ptr<ByteReader> decompress(std::unique_ptr<ByteReader> bytes);

}  // namespace sparkify

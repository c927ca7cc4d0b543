#pragma once
// A prefix of a bucket as a store of objects, at Amazon S3 or wherever its protocol is spoken. A prefix means
// what it means to Redshift's COPY: every key that starts with it. Left out are the empty keys that stand for
// folders (data/), and hidden folders and files (.ipynb_checkpoints).

#include <memory>
#include <string>

#include "aws/s3_client.h"
#include "source/object.h"

namespace sparkify {

// Throws UsageError where `location` is not s3://bucket/prefix, Error where there are no credentials.
std::unique_ptr<ObjectStore> open_s3(const std::string& location, const std::string& origin,
                                     const S3Options& options);

}  // namespace sparkify

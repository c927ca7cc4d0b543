#pragma once
// All objects under a prefix. Pages of 1,000 follow one another, one round trip each; where the keys divide
// into folders, the folders are listed at the same time instead.

#include <string>
#include <vector>

#include "aws/s3_client.h"

namespace sparkify {

// Blocks. Throws Error. In no order.
std::vector<S3Object> list_objects(S3Client& client, const std::string& prefix);

}  // namespace sparkify

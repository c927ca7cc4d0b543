#pragma once
// AWS STS: whose credentials are these?
// docs.aws.amazon.com/STS/latest/APIReference

#include <string>

#include "aws/aws_client.h"

namespace sparkify {

struct CallerIdentity {
  std::string account, arn;
};

CallerIdentity caller_identity(AwsClient& aws);

}  // namespace sparkify

#pragma once
// Amazon CloudWatch: what a serverless workgroup has used.
// docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference

#include <cstdint>
#include <string>

#include "aws/aws_client.h"

namespace sparkify {

// The RPU-seconds that a Redshift Serverless workgroup was billed for between two times, in seconds since
// 1970.
double serverless_rpu_seconds(AwsClient& aws, const std::string& workgroup, int64_t from, int64_t to);

}  // namespace sparkify

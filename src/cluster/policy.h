#pragma once
// The IAM policies of the roles: no more than COPY, UNLOAD and the scheduled pause need.

#include <string>
#include <vector>

#include "cluster/wanted.h"

namespace sparkify {

// Lets services of AWS, such as redshift.amazonaws.com, use a role, and nobody else.
std::string trust_policy(const std::vector<std::string>& services);

// Reads, and writes where a place says so; "" where there are no places.
std::string s3_policy(const std::vector<S3Place>& places, const std::string& partition);

std::string pause_policy(const std::string& cluster_arn);

}  // namespace sparkify

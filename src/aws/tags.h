#pragma once
// The tags of AWS resources.

#include <map>
#include <string>

#include "aws/aws_client.h"

namespace sparkify {

using Tags = std::map<std::string, std::string>;

// As flattened parameters: {list}.1.Key, {list}.1.Value, ...; `list` is "Tags.Tag" and the like.
void add_tags(AwsParameters& parameters, const std::string& list, const Tags& tags);

// Of the elements of `list`, each of which has a key and a value, in whatever case the service writes them.
Tags read_tags(const AwsValue& list);

}  // namespace sparkify

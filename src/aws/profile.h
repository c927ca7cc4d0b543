#pragma once
// Reads one profile of ~/.aws/config or ~/.aws/credentials. What is not of that profile cannot fail it.
// docs.aws.amazon.com/sdkref/latest/guide/file-format.html

#include <map>
#include <string>
#include <string_view>

namespace sparkify {

// The values by key in lower case, without what is nested under a key; of a key given twice the last. Empty
// where the file or the profile does not exist.
using Profile = std::map<std::string, std::string, std::less<>>;

Profile read_profile(const std::string& file, std::string_view name);
Profile parse_profile(std::string_view text, std::string_view name);

}  // namespace sparkify

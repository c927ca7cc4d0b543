#include "aws/tags.h"

#include <fmt/format.h>

namespace sparkify {

void add_tags(AwsParameters& parameters, const std::string& list, const Tags& tags) {
  int number = 0;
  for (const auto& [key, value] : tags) {
    ++number;
    parameters.emplace_back(fmt::format("{}.{}.Key", list, number), key);
    parameters.emplace_back(fmt::format("{}.{}.Value", list, number), value);
  }
}

Tags read_tags(const AwsValue& list) {
  Tags tags;
  for (const AwsValue& tag : list.children)
    tags[tag["Key"].text + tag["key"].text] = tag["Value"].text + tag["value"].text;
  return tags;
}

}  // namespace sparkify

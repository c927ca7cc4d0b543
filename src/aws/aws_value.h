#pragma once
// What AWS services send and receive, as one kind of tree, whether its text is XML or JSON.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sparkify {

struct AwsValue {
  std::string name;  // of the element or key; "" for an element of a JSON array
  std::string text;  // of a leaf
  std::vector<AwsValue> children;

  // answer["Endpoint"]["Address"].text; an empty value where there is none.
  const AwsValue& operator[](std::string_view child) const;
};

// None where `body` is not XML, or not a JSON object.
std::optional<AwsValue> parse_aws_xml(const std::string& body);
std::optional<AwsValue> parse_aws_json(const std::string& body);

// One line a leaf, with *** for passwords, tokens and secrets.
std::string shown_without_secrets(const AwsValue& value);

// Does a parameter or element of this name hold what nobody may read?
bool is_secret_name(std::string_view name);

}  // namespace sparkify

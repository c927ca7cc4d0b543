#pragma once
// Where each column's value stands in a record: the jsonpaths file of Amazon Redshift's COPY, or 'auto'.
// https://docs.aws.amazon.com/redshift/latest/dg/copy-parameters-data-format.html

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sparkify {

// One step into a value: a key of an object or an index of an array.
using JsonStep = std::variant<std::string, size_t>;
using JsonPath = std::vector<JsonStep>;  // never empty; $['a'][0] is {"a", 0}

// The paths of a jsonpaths file, in its order, which is the columns' order. `file` is for errors only.
std::vector<JsonPath> parse_jsonpaths(std::string_view text, std::string_view file);

}  // namespace sparkify

#pragma once
// What to try when Amazon Redshift, or the way to it, says no.

#include <string>
#include <string_view>

namespace sparkify {

std::string redshift_connection_hint(const std::string& said);
std::string redshift_statement_hint(std::string_view said);  // "" where none is known

// Another transaction was in the way: the same may pass when tried again.
// docs.aws.amazon.com/redshift/latest/dg/c_serial_isolation.html
bool is_redshift_conflict(std::string_view said);

}  // namespace sparkify

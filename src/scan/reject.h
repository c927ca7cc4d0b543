#pragma once
// What is wrong with a record that could not become a row. Rejects are data: they are kept beside the rows.

#include <cstdint>
#include <string>

namespace sparkify {

// Stable codes, kept in the warehouse and shown to users: never rename one.
namespace reject_code {
inline constexpr const char* kSyntax = "syntax";               // not JSON at this place
inline constexpr const char* kTruncated = "truncated";         // the record ends too early
inline constexpr const char* kNotAnObject = "not_an_object";   // JSON, but no object or array
inline constexpr const char* kBadUtf8 = "bad_utf8";            // bytes that are not UTF-8
inline constexpr const char* kTooLarge = "too_large";          // over kMaxRecordBytes
inline constexpr const char* kNulCharacter = "nul_character";  // \u0000, which no engine but DuckDB stores
inline constexpr const char* kNotANumber = "not_a_number";
inline constexpr const char* kNotAnInteger = "not_an_integer";
inline constexpr const char* kNotABoolean = "not_a_boolean";
inline constexpr const char* kNotATimestamp = "not_a_timestamp";
inline constexpr const char* kOutOfRange = "out_of_range";
inline constexpr const char* kTooLong = "too_long";                // more bytes than VARCHAR(n) holds
inline constexpr const char* kRequired = "required";               // NULL or missing in a NOT NULL column
inline constexpr const char* kBadCompression = "bad_compression";  // gzip or zstd data is damaged
}  // namespace reject_code

// Amazon Redshift's COPY takes JSON objects of up to 4 MB; every engine here keeps to it.
inline constexpr uint64_t kMaxRecordBytes = 4 * 1024 * 1024;

struct Reject {
  int64_t object_id = 0;
  int64_t record = 0;       // 1 for the object's first record
  int64_t line = 0;         // 1 for the object's first line; where the record starts
  int64_t byte = 0;         // offset of the record in the decompressed object
  int64_t position = 0;     // offset in `raw` of what is wrong
  std::string column_name;  // the staging column, empty where the record as a whole is wrong
  std::string code;
  std::string message;
  std::string raw;  // the record as it stands in the object
};

}  // namespace sparkify

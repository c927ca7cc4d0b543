#include "engine/redshift_errors.h"

namespace sparkify {

namespace {

struct Hint {
  std::string_view said, hint;
};

// The first that fits counts.
constexpr Hint kConnection[] = {
    {"timeout expired",
     "nothing answers: is port 5439 open to this machine's address (security group, public access), and is "
     "the cluster not paused? sparkify cluster status"},
    {"No route to host", "there is no network path: a cluster is private unless it was made public"},
    {"Connection refused", "the cluster is paused, or still starting: sparkify cluster status"},
    {"could not translate host name",
     "the endpoint is wrong, or the cluster is gone: sparkify cluster status"},
    {"no pg_hba.conf entry", "this machine's address or user is not allowed, or TLS is required"},
    {"password authentication failed",
     "the password is wrong, or the temporary credentials have expired: they last 15 minutes"},
    {"certificate",
     "Amazon's roots are in the system's list: apt install ca-certificates; ?sslmode=require "
     "asks for less"},
    {"does not exist", "create the database, or name another: redshift://user@host:5439/database"},
};

constexpr Hint kStatement[] = {
    {"not authorized to assume IAM Role",
     "the role must be attached to the cluster and trust redshift.amazonaws.com: sparkify cluster status"},
    {"S3ServiceException:Access Denied",
     "[IAM_ROLE] ARN must name a role that is allowed s3:GetObject on the objects and s3:ListBucket on their "
     "bucket"},
    {"must be addressed using the specified endpoint",
     "the bucket is in another region than the one given: [S3] REGION"},
    {"S3ServiceException:The specified bucket does not exist", "check [S3] STAGING"},
    {"ExpiredToken", "the temporary credentials have expired: run it again"},
    {"Assertion", "an internal error of Redshift: run it again, and ask AWS where it stays"},
    {"permission denied", "the database user lacks a right: GRANT it, or use the user that made the tables"},
    {"Disk Full", "the cluster is full: resize it or remove tables"},
    {"cannot connect to", "the connection was lost: run it again; what was committed is not loaded twice"},
    {"server closed the connection",
     "the connection was lost: run it again; what was committed is not loaded twice"},
};

template <size_t N>
std::string find(const Hint (&hints)[N], std::string_view said) {
  for (const Hint& hint : hints) {
    if (said.find(hint.said) != said.npos) return std::string(hint.hint);
  }
  return "";
}

}  // namespace

std::string redshift_connection_hint(const std::string& said) {
  const std::string hint = find(kConnection, said);
  return hint.empty() ? "is the endpoint right, and the cluster running? sparkify cluster status" : hint;
}

std::string redshift_statement_hint(std::string_view said) { return find(kStatement, said); }

bool is_redshift_conflict(std::string_view said) {
  return said.starts_with("1023") || said.find("Serializable isolation violation") != said.npos ||
         said.find("conflict with concurrent transaction") != said.npos;
}

}  // namespace sparkify

#include "aws/aws_errors.h"

#include <algorithm>

namespace sparkify {

const std::vector<AwsErrorEntry>& aws_errors() {
  using enum AwsErrorKind;
  static const std::vector<AwsErrorEntry> table = {
      // clang-format off
      {"EntityAlreadyExists", "iam", kExists, ""},
      {"ClusterAlreadyExists", "redshift", kExists, ""},
      {"ClusterSubnetGroupAlreadyExists", "redshift", kExists, ""},
      {"ScheduledActionAlreadyExists", "redshift", kExists, ""},
      {"UsageLimitAlreadyExists", "redshift", kExists, ""},
      {"InvalidGroup.Duplicate", "ec2", kExists, ""},
      {"InvalidPermission.Duplicate", "ec2", kExists, ""},

      {"NoSuchEntity", "iam", kGone, ""},
      {"ClusterNotFound", "redshift", kGone, "sparkify cluster status shows what there is"},
      {"ClusterSubnetGroupNotFoundFault", "redshift", kGone, ""},
      {"ScheduledActionNotFound", "redshift", kGone, ""},
      {"ResourceNotFoundFault", "redshift", kGone, ""},
      {"ResourceNotFoundException", "redshift-serverless secretsmanager", kGone, ""},
      {"InvalidGroup.NotFound", "ec2", kGone, ""},
      {"InvalidPermission.NotFound", "ec2", kGone, ""},

      {"InvalidClusterState", "redshift", kBusy, "the cluster is in the middle of something: try again in some minutes"},
      {"InvalidClusterSubnetGroupStateFault", "redshift", kBusy, ""},
      {"DependencyViolation", "ec2", kBusy, "something else uses it: what is in the security group?"},
      {"DeleteConflict", "iam", kBusy, "something is still attached to the role"},
      {"ConcurrentModification", "iam", kBusy, ""},
      {"ConflictException", "redshift-serverless", kBusy, "it exists already, or is in the middle of something"},

      {"Throttling", "*", kThrottled, "AWS takes fewer calls: try again later"},
      {"ThrottlingException", "redshift-serverless *", kThrottled, "AWS takes fewer calls: try again later"},
      {"RequestLimitExceeded", "ec2", kThrottled, "AWS takes fewer calls: try again later"},
      {"TooManyRequestsException", "*", kThrottled, "AWS takes fewer calls: try again later"},
      {"DependentServiceRequestThrottlingFault", "redshift", kThrottled, "a service behind Redshift is busy: try again later"},
      {"DependentServiceUnavailableFault", "redshift", kThrottled, "a service behind Redshift is down: try again later"},
      {"ServiceFailure", "iam", kThrottled, "IAM has trouble: try again later"},
      {"InternalServerException", "redshift-serverless", kThrottled, "Redshift has trouble: try again later"},
      {"InternalServiceError", "secretsmanager", kThrottled, "Secrets Manager has trouble: try again later"},

      {"ExpiredToken", "*", kExpired, "sign in again, or renew the session token"},
      {"ExpiredTokenException", "*", kExpired, "sign in again, or renew the session token"},
      {"RequestExpired", "ec2", kExpired, "sign in again, or set the clock"},
      {"RequestTimeTooSkewed", "*", kSkewed, "set the clock"},
      {"SignatureDoesNotMatch", "*", kSkewed, "the secret key does not belong to the access key, or the clock is wrong"},
      {"InvalidSignatureException", "*", kSkewed, "the secret key does not belong to the access key, or the clock is wrong"},
      {"AuthFailure", "ec2", kSkewed, "check the credentials and the clock"},

      {"InvalidClientTokenId", "*", kOther, "the access key does not exist: aws sts get-caller-identity tries it"},
      {"UnrecognizedClientException", "*", kOther, "the access key does not exist: aws sts get-caller-identity tries it"},
      {"InvalidAccessKeyId", "*", kOther, "the access key does not exist there"},
      {"MissingAuthenticationToken", "*", kOther, "the endpoint wants a signed request: check AWS_ENDPOINT_URL"},
      {"OptInRequired", "*", kOther, "the account is not signed up for this service or region"},
      {"AccessDenied", "*", kOther, "the credentials lack the permission for this call: ask who administers the account"},
      {"AccessDeniedException", "*", kOther, "the credentials lack the permission for this call: ask who administers the account"},
      {"UnauthorizedOperation", "redshift ec2", kOther, "the credentials lack the permission for this call: ask who administers the account"},

      {"LimitExceeded", "iam", kOther, "the account has as many roles as it may: delete some, or ask AWS for more"},
      {"ClusterQuotaExceeded", "redshift", kOther, "the account has as many clusters as it may: delete one, or ask AWS for more in Service Quotas"},
      {"NumberOfNodesQuotaExceeded", "redshift", kOther, "the account has as many nodes as it may: lower --nodes, or ask AWS for more in Service Quotas"},
      {"NumberOfNodesPerClusterLimitExceeded", "redshift", kOther, "lower --nodes"},
      {"ServiceQuotaExceededException", "redshift-serverless", kOther, "ask AWS for more in Service Quotas"},
      {"InsufficientClusterCapacity", "redshift", kOther, "AWS has no such nodes left there: another --node-type, another region, or later"},
      {"InsufficientCapacityException", "redshift-serverless", kOther, "AWS has no capacity left there: another region, or later"},
      {"InvalidSubnet", "redshift", kOther, "the subnets must be of one VPC and of different zones"},
      {"ClusterSnapshotAlreadyExists", "redshift", kOther, "give --final-snapshot another name"},
      {"ClusterSnapshotQuotaExceeded", "redshift", kOther, "delete an old snapshot, or go without --final-snapshot"},
      {"MalformedPolicyDocument", "iam", kOther, "is a bucket's name in [S3] misspelt?"},
      {"DecryptionFailure", "secretsmanager", kOther, "the credentials may not use the KMS key of the secret"},
      // clang-format on
  };
  return table;
}

const AwsErrorEntry& aws_error_entry(std::string_view code) {
  static const AwsErrorEntry unknown{"", "", AwsErrorKind::kOther, ""};
  const auto found = std::find_if(aws_errors().begin(), aws_errors().end(),
                                  [&](const AwsErrorEntry& entry) { return entry.code == code; });
  return found == aws_errors().end() ? unknown : *found;
}

}  // namespace sparkify

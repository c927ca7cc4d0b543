#include "aws/sts.h"

namespace sparkify {

CallerIdentity caller_identity(AwsClient& aws) {
  constexpr AwsService kService{"sts", "STS", AwsProtocol::kQuery, "2011-06-15"};
  const AwsValue answer = aws.query(kService, "GetCallerIdentity", {});
  return {answer["Account"].text, answer["Arn"].text};
}

}  // namespace sparkify

#pragma once
// AWS Secrets Manager: reads a secret.
// docs.aws.amazon.com/secretsmanager/latest/apireference

#include <string>

#include "aws/aws_client.h"

namespace sparkify {

struct DatabaseLogin {
  std::string user, password;
};

// Of a secret that Redshift manages, or any other whose text is {"username": ..., "password": ...}. `id` is
// its ARN or name.
DatabaseLogin read_login_secret(AwsClient& aws, const std::string& id);

}  // namespace sparkify

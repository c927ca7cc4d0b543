"""Are the codes in src/aws/aws_errors.cpp those that AWS's services answer with, by botocore's models?

Usage: errors_test.py SOURCE_FOLDER
"""
import pathlib
import re
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import test_packages  # noqa: F401  first: it may start the test anew
import botocore.session

ENTRY = re.compile(r'\{"([\w.]+)", "([\w* -]+)", k(\w+), "((?:[^"\\]|\\.)*)"\}')

source = (pathlib.Path(sys.argv[1]) / "aws" / "aws_errors.cpp").read_text()
entries = ENTRY.findall(source)
session = botocore.session.get_session()
wrong = []
lines = source.count('      {"')
if len(entries) < 40 or len(entries) != lines:
    wrong.append(f"this test reads {len(entries)} of {lines} entries")
codes = [code for code, *_ in entries]
wrong += [f"{code} stands there twice" for code in set(codes) if codes.count(code) > 1]

models = {name: session.get_service_model(name) for name in ("iam", "redshift", "redshift-serverless", "secretsmanager")}
known = {name: {shape.error_code for operation in model.operation_names
                for shape in model.operation_model(operation).error_shapes} for name, model in models.items()}
for code, services, kind, hint in entries:
    for service in services.split():
        if service in known and code not in known[service]:
            wrong.append(f"{service} has no error {code}")
    if services.split()[0] in known:
        missing = [name for name in known if code in known[name] and name not in services.split() and "*" not in services]
        wrong += [f"{name} has {code} too" for name in missing]

# Each error of the calls we make that says that something exists already, or is gone, or is busy, stands in the table.
for name, operations in {
    "iam": "CreateRole GetRole GetRolePolicy PutRolePolicy ListRolePolicies ListAttachedRolePolicies DeleteRolePolicy "
           "DetachRolePolicy DeleteRole ListRoles",
    "redshift": "CreateCluster DescribeClusters DeleteCluster PauseCluster ResumeCluster CreateClusterSubnetGroup "
                "DescribeClusterSubnetGroups DeleteClusterSubnetGroup CreateScheduledAction DescribeScheduledActions "
                "DeleteScheduledAction GetClusterCredentials",
    "redshift-serverless": "CreateNamespace GetNamespace ListNamespaces DeleteNamespace CreateWorkgroup GetWorkgroup "
                           "ListWorkgroups DeleteWorkgroup CreateUsageLimit ListUsageLimits UpdateUsageLimit "
                           "DeleteUsageLimit ListTagsForResource GetCredentials",
    "secretsmanager": "GetSecretValue",
}.items():
    for operation in operations.split():
        for shape in models[name].operation_model(operation).error_shapes:
            of_this = re.search(r"AlreadyExists|Throttl|Conflict|InvalidClusterState|Quota(?!.*Subnet)|Capacity|Unavailable",
                                shape.error_code)
            if of_this and shape.error_code not in codes:
                wrong.append(f"{name}:{operation} can answer {shape.error_code}, which the table lacks")

print("\n".join(wrong) or f"{len(entries)} codes are as the models have them")
sys.exit(1 if wrong else 0)

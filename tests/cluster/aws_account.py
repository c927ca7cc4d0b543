"""What stands in the stand-in's account, and what each call does to it."""
import json
import time
import urllib.parse

from aws_protocol import iso

ACCOUNT = "123456789012"


class Refusal(Exception):
    def __init__(self, status, code, message):
        super().__init__(code)
        self.status, self.code, self.message = status, code, message


class Account:
    """`slowness` is how many looks a cluster, namespace or workgroup takes to reach its next status, `iam_delay` how many
    calls a new role takes to be known, to IAM itself and then to each that is to use it, `tag_delay` how many looks by tag
    do not find a new security group."""

    def __init__(self, region, slowness=2, iam_delay=2):
        self.region, self.slowness, self.iam_delay = region, slowness, iam_delay
        self.roles, self.groups, self.subnet_groups, self.clusters, self.actions = {}, {}, {}, {}, {}
        self.namespaces, self.workgroups, self.limits, self.secrets = {}, {}, {}, {}
        self.snapshots = []
        self.tag_delay = self.untagged_for = 0
        self.subnets_of_groups = {}
        self.vpcs = [{"VpcId": "vpc-1", "IsDefault": True}]
        self.subnets = [{"SubnetId": f"subnet-{i}", "VpcId": "vpc-1", "AvailabilityZone": f"{region}{zone}",
                         "DefaultForAz": True} for i, zone in enumerate("abc")]
        self.usage_seconds = 0.0
        self.endpoint = None  # (host, port) of something that is there; else a name as AWS gives it
        self.created = 0  # clusters and workgroups, ever
        self.now = time.time

    def call(self, service, name, parameters):
        return getattr(self, f"{service.replace('-', '_')}_{name}")(parameters)

    def everything(self):
        """What costs or clutters: names of all that exists."""
        return sorted([f"role {name}" for name in self.roles] + [f"group {id}" for id in self.groups] +
                      [f"subnet group {name}" for name in self.subnet_groups] +
                      [f"cluster {name}" for name in self.clusters] + [f"action {name}" for name in self.actions] +
                      [f"namespace {name}" for name in self.namespaces] +
                      [f"workgroup {name}" for name in self.workgroups] + [f"limit {id}" for id in self.limits])

    # STS

    def sts_GetCallerIdentity(self, _):
        return {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/tester", "UserId": "AIDATEST"}

    # IAM

    def iam_CreateRole(self, p):
        if p["RoleName"] in self.roles:
            raise Refusal(409, "EntityAlreadyExists", f"Role with name {p['RoleName']} already exists.")
        trust = json.loads(p["AssumeRolePolicyDocument"])
        assert trust["Statement"][0]["Action"] == "sts:AssumeRole"
        self.roles[p["RoleName"]] = {"role": {
            "Path": p["Path"], "RoleName": p["RoleName"], "RoleId": "AROATEST", "CreateDate": iso(self.now()),
            "Arn": f"arn:aws:iam::{ACCOUNT}:role{p['Path']}{p['RoleName']}", "Tags": p.get("Tags", [])},
            "trust": trust, "policies": {}, "attached": [],
            "unknown_for": self.iam_delay, "unknown_elsewhere_for": self.iam_delay}
        return {"Role": self.roles[p["RoleName"]]["role"]}

    def role(self, name, settles=False):
        role = self.roles.get(name)
        if role is None:
            raise Refusal(404, "NoSuchEntity", f"The role with name {name} cannot be found.")
        if settles and role["unknown_for"] > 0:
            role["unknown_for"] -= 1
            raise Refusal(404, "NoSuchEntity", f"The role with name {name} cannot be found.")
        return role

    def iam_GetRole(self, p):
        return {"Role": self.role(p["RoleName"], settles=True)["role"]}

    def iam_ListRoles(self, p):
        return {"Roles": [{key: value for key, value in role["role"].items() if key != "Tags"}
                          for role in self.roles.values() if role["role"]["Path"].startswith(p.get("PathPrefix", "/"))],
                "IsTruncated": False}

    def iam_GetRolePolicy(self, p):
        policies = self.role(p["RoleName"])["policies"]
        if p["PolicyName"] not in policies:
            raise Refusal(404, "NoSuchEntity", "The role policy cannot be found.")

        return {"RoleName": p["RoleName"], "PolicyName": p["PolicyName"],
                "PolicyDocument": urllib.parse.quote(policies[p["PolicyName"]])}

    def iam_PutRolePolicy(self, p):
        json.loads(p["PolicyDocument"])
        self.role(p["RoleName"])["policies"][p["PolicyName"]] = p["PolicyDocument"]
        return {}

    def iam_ListRolePolicies(self, p):
        return {"PolicyNames": list(self.role(p["RoleName"])["policies"]), "IsTruncated": False}

    def iam_ListAttachedRolePolicies(self, p):
        return {"AttachedPolicies": [{"PolicyArn": arn} for arn in self.role(p["RoleName"])["attached"]],
                "IsTruncated": False}

    def iam_DeleteRolePolicy(self, p):
        if self.role(p["RoleName"])["policies"].pop(p["PolicyName"], None) is None:
            raise Refusal(404, "NoSuchEntity", "The role policy cannot be found.")
        return {}

    def iam_DetachRolePolicy(self, p):
        self.role(p["RoleName"])["attached"].remove(p["PolicyArn"])
        return {}

    def iam_DeleteRole(self, p):
        role = self.role(p["RoleName"])
        if role["policies"] or role["attached"]:
            raise Refusal(409, "DeleteConflict", "Cannot delete entity, must delete policies first.")
        del self.roles[p["RoleName"]]
        return {}

    def check_role(self, arn, service, refusal):
        """A role that another service is to use: there, trusting it, and known outside of IAM."""
        for role in self.roles.values():
            if role["role"]["Arn"] != arn:
                continue
            services = role["trust"]["Statement"][0]["Principal"]["Service"]
            if service not in services:
                break
            if role["unknown_elsewhere_for"] <= 0:
                return
            role["unknown_elsewhere_for"] -= 1
        raise Refusal(400, refusal, f"The IAM role {arn} is not valid, or cannot be assumed.")

    # EC2

    @staticmethod
    def matches(item, filters, names):
        for one in filters or []:
            key = one["Name"]
            if key.startswith("tag:"):
                value = {tag["Key"]: tag["Value"] for tag in item.get("Tags", [])}.get(key[4:])
            else:
                value = item[names[key]]
                value = str(value).lower() if isinstance(value, bool) else value
            if value not in one["Values"]:
                return False
        return True

    def ec2_DescribeVpcs(self, p):
        return {"Vpcs": [vpc for vpc in self.vpcs if self.matches(vpc, p.get("Filters"), {"is-default": "IsDefault"})]}

    def ec2_DescribeSubnets(self, p):
        wanted = p.get("SubnetIds")
        return {"Subnets": [subnet for subnet in self.subnets
                            if self.matches(subnet, p.get("Filters"), {"vpc-id": "VpcId", "default-for-az": "DefaultForAz"}) and
                            (wanted is None or subnet["SubnetId"] in wanted)]}

    def ec2_DescribeSecurityGroups(self, p):
        names = {"group-name": "GroupName", "vpc-id": "VpcId"}
        if self.untagged_for > 0 and any(one["Name"].startswith("tag:") for one in p.get("Filters", [])):
            self.untagged_for -= 1
            return {"SecurityGroups": []}
        return {"SecurityGroups": [group for group in self.groups.values() if self.matches(group, p.get("Filters"), names)]}

    def ec2_CreateSecurityGroup(self, p):
        if any(group["GroupName"] == p["GroupName"] for group in self.groups.values()):
            raise Refusal(400, "InvalidGroup.Duplicate", f"The security group '{p['GroupName']}' already exists")
        id = f"sg-{len(self.groups) + 1}"
        self.untagged_for = self.tag_delay
        self.groups[id] = {"GroupId": id, "GroupName": p["GroupName"], "VpcId": p["VpcId"], "Description": p["Description"],
                           "Tags": p["TagSpecifications"][0]["Tags"], "IpPermissions": []}
        return {"GroupId": id}

    def group(self, id):
        if id not in self.groups:
            raise Refusal(400, "InvalidGroup.NotFound", f"The security group '{id}' does not exist")
        return self.groups[id]

    def ec2_AuthorizeSecurityGroupIngress(self, p):
        group = self.group(p["GroupId"])
        if p["IpPermissions"][0] in group["IpPermissions"]:
            raise Refusal(400, "InvalidPermission.Duplicate", "the specified rule already exists")
        group["IpPermissions"].append(p["IpPermissions"][0])
        return {"Return": True}

    def ec2_RevokeSecurityGroupIngress(self, p):
        group = self.group(p["GroupId"])
        if p["IpPermissions"][0] not in group["IpPermissions"]:
            raise Refusal(400, "InvalidPermission.NotFound", "The specified rule does not exist in this security group.")
        group["IpPermissions"].remove(p["IpPermissions"][0])
        return {"Return": True}

    def ec2_DeleteSecurityGroup(self, p):
        self.group(p["GroupId"])
        users = [cluster["VpcSecurityGroups"] for cluster in self.clusters.values()]
        users += [[{"VpcSecurityGroupId": id} for id in group["securityGroupIds"]] for group in self.workgroups.values()]
        if any(one["VpcSecurityGroupId"] == p["GroupId"] for groups in users for one in groups):
            raise Refusal(400, "DependencyViolation", "resource has a dependent object")
        del self.groups[p["GroupId"]]
        return {}

    # Redshift

    @staticmethod
    def tagged(items, p):
        wanted = set(zip(p.get("TagKeys", []), p.get("TagValues", [])))
        return [item for item in items if wanted <= {(tag["Key"], tag["Value"]) for tag in item["Tags"]}]

    def redshift_CreateClusterSubnetGroup(self, p):
        if p["ClusterSubnetGroupName"] in self.subnet_groups:
            raise Refusal(400, "ClusterSubnetGroupAlreadyExists", "The name is taken.")
        if not set(p["SubnetIds"]) <= {subnet["SubnetId"] for subnet in self.subnets}:
            raise Refusal(400, "InvalidSubnet", "The requested subnet is not valid.")
        group = {"ClusterSubnetGroupName": p["ClusterSubnetGroupName"], "Description": p["Description"],
                 "Tags": p.get("Tags", [])}
        self.subnet_groups[p["ClusterSubnetGroupName"]] = group
        self.subnets_of_groups[p["ClusterSubnetGroupName"]] = p["SubnetIds"]
        return {"ClusterSubnetGroup": group}

    def redshift_DescribeClusterSubnetGroups(self, p):
        name = p.get("ClusterSubnetGroupName")
        if name and name not in self.subnet_groups:
            raise Refusal(400, "ClusterSubnetGroupNotFoundFault", f"{name} not found.")
        groups = [self.subnet_groups[name]] if name else list(self.subnet_groups.values())
        return {"ClusterSubnetGroups": self.tagged(groups, p)}

    def redshift_DeleteClusterSubnetGroup(self, p):
        name = p["ClusterSubnetGroupName"]
        if name not in self.subnet_groups:
            raise Refusal(400, "ClusterSubnetGroupNotFoundFault", f"{name} not found.")
        if any(cluster["ClusterSubnetGroupName"] == name for cluster in self.clusters.values()):
            raise Refusal(400, "InvalidClusterSubnetGroupStateFault", "The subnet group is in use.")
        del self.subnet_groups[name]
        return {}

    def redshift_CreateCluster(self, p):
        id = p["ClusterIdentifier"].lower()
        if id in self.clusters:
            raise Refusal(400, "ClusterAlreadyExists", "Cluster already exists")
        if p["NodeType"].startswith("dc2"):
            raise Refusal(400, "InvalidParameterValue", "Invalid node type: dc2 has ended.")
        if not p.get("Encrypted"):
            raise Refusal(400, "InvalidParameterValue", "Clusters are encrypted.")
        if p.get("ManageMasterPassword", False) == ("MasterUserPassword" in p):
            raise Refusal(400, "InvalidParameterCombination", "ManageMasterPassword excludes MasterUserPassword.")
        if p["ClusterSubnetGroupName"] not in self.subnet_groups:
            raise Refusal(400, "ClusterSubnetGroupNotFoundFault", "The subnet group is not there.")
        for group in p.get("VpcSecurityGroupIds", []):
            self.group(group)
        nodes = p.get("NumberOfNodes", 1)
        if (p["ClusterType"] == "multi-node") != (nodes > 1):
            raise Refusal(400, "InvalidParameterCombination", "ClusterType and NumberOfNodes do not fit.")
        for arn in p["IamRoles"]:
            self.check_role(arn, "redshift.amazonaws.com", "InvalidParameterValue")
        self.created += 1
        cluster = {"ClusterIdentifier": id, "NodeType": p["NodeType"], "NumberOfNodes": nodes, "ClusterStatus": "creating",
                   "ClusterAvailabilityStatus": "Modifying", "MasterUsername": p["MasterUsername"], "DBName": p["DBName"],
                   "ClusterCreateTime": iso(self.now()), "PubliclyAccessible": p["PubliclyAccessible"], "Encrypted": True,
                   "ClusterSubnetGroupName": p["ClusterSubnetGroupName"], "Tags": p.get("Tags", []),
                   "VpcSecurityGroups": [{"VpcSecurityGroupId": id} for id in p.get("VpcSecurityGroupIds", [])],
                   "IamRoles": [{"IamRoleArn": arn} for arn in p["IamRoles"]]}
        if p.get("ManageMasterPassword"):
            arn = f"arn:aws:secretsmanager:{self.region}:{ACCOUNT}:secret:redshift!{id}-{p['MasterUsername']}"
            cluster["MasterPasswordSecretArn"] = arn
            self.secrets[arn] = {"username": p["MasterUsername"], "password": "Made-by-Secrets-Manager-1"}
        self.clusters[id] = cluster
        self.passing(cluster, "available", p["Port"])
        return {"Cluster": self.shown(cluster)}

    def passing(self, cluster, status, port=None):
        """The cluster reaches `status` after some looks; None: it is gone."""
        cluster["next"] = (self.slowness, status)
        if port:
            cluster["port"] = port

    @staticmethod
    def shown(cluster):
        return {key: value for key, value in cluster.items() if key not in ("next", "port")}

    def look(self, id):
        cluster = self.clusters[id]
        left, status = cluster.get("next", (0, cluster["ClusterStatus"]))
        if left > 0:
            cluster["next"] = (left - 1, status)
        elif status is None:
            del self.clusters[id]
            return None
        else:
            cluster["ClusterStatus"] = status
            cluster["ClusterAvailabilityStatus"] = {"available": "Available", "paused": "Paused"}.get(status, "Unavailable")
            if status == "available":
                host, port = self.endpoint or (f"{id}.abc.{self.region}.redshift.amazonaws.com", cluster["port"])
                cluster["Endpoint"] = {"Address": host, "Port": port}
        return cluster

    def redshift_DescribeClusters(self, p):
        id = p.get("ClusterIdentifier")
        found = [self.look(one) for one in list(self.clusters) if id in (None, one)]
        found = [cluster for cluster in found if cluster]
        if id and not found:
            raise Refusal(404, "ClusterNotFound", f"Cluster {id} not found.")
        return {"Clusters": [self.shown(cluster) for cluster in self.tagged(found, p)]}

    def cluster(self, id, *statuses):
        if id not in self.clusters:
            raise Refusal(404, "ClusterNotFound", f"Cluster {id} not found.")
        if self.clusters[id]["ClusterStatus"] not in statuses:
            raise Refusal(400, "InvalidClusterState", f"There is an operation running on the Cluster {id}.")
        return self.clusters[id]

    def redshift_PauseCluster(self, p):
        cluster = self.cluster(p["ClusterIdentifier"], "available")
        cluster["ClusterStatus"] = "pausing"
        self.passing(cluster, "paused")
        return {"Cluster": self.shown(cluster)}

    def redshift_ResumeCluster(self, p):
        cluster = self.cluster(p["ClusterIdentifier"], "paused")
        cluster["ClusterStatus"] = "resuming"
        self.passing(cluster, "available")
        return {"Cluster": self.shown(cluster)}

    def redshift_DeleteCluster(self, p):
        cluster = self.cluster(p["ClusterIdentifier"], "available", "paused", "incompatible-network")
        if p.get("SkipFinalClusterSnapshot", False) == ("FinalClusterSnapshotIdentifier" in p):
            raise Refusal(400, "InvalidParameterCombination", "A final snapshot needs a name.")
        if "FinalClusterSnapshotIdentifier" in p:
            self.snapshots.append(p["FinalClusterSnapshotIdentifier"])
        cluster["ClusterStatus"] = "deleting"
        self.passing(cluster, None)
        return {"Cluster": self.shown(cluster)}

    def redshift_GetClusterCredentials(self, p):
        self.cluster(p["ClusterIdentifier"], "available")
        return {"DbUser": "IAM:" + p["DbUser"], "DbPassword": "Temporary-password-1"}

    def redshift_CreateScheduledAction(self, p):
        if p["ScheduledActionName"] in self.actions:
            raise Refusal(400, "ScheduledActionAlreadyExists", "The scheduled action already exists.")
        self.check_role(p["IamRole"], "scheduler.redshift.amazonaws.com", "InvalidScheduledAction")
        when = time.mktime(time.strptime(p["Schedule"], "at(%Y-%m-%dT%H:%M:%S)")) - time.timezone
        if when < self.now():
            raise Refusal(400, "InvalidSchedule", "The schedule is in the past.")
        self.actions[p["ScheduledActionName"]] = {key: value for key, value in p.items() if key != "Enable"}
        return self.actions[p["ScheduledActionName"]]

    def redshift_DescribeScheduledActions(self, p):
        if p["ScheduledActionName"] not in self.actions:
            raise Refusal(400, "ScheduledActionNotFound", "The scheduled action cannot be found.")
        return {"ScheduledActions": [self.actions[p["ScheduledActionName"]]]}

    def redshift_DeleteScheduledAction(self, p):
        if self.actions.pop(p["ScheduledActionName"], None) is None:
            raise Refusal(400, "ScheduledActionNotFound", "The scheduled action cannot be found.")
        return {}

    # Redshift Serverless

    def arn(self, kind, name):
        return f"arn:aws:redshift-serverless:{self.region}:{ACCOUNT}:{kind}/{name}"

    @staticmethod
    def pages(items, key, p):
        start = int(p.get("nextToken", "0"))
        page = {key: items[start:start + 1]}  # one a page, so that more than one page is usual
        if start + 1 < len(items):
            page["nextToken"] = f"{start + 1:08}"
        return page

    def settle(self, things, name):
        thing = things.get(name)
        if thing is None:
            raise Refusal(404, "ResourceNotFoundException", f"{name} not found")
        left, status = thing["next"]
        if left > 0:
            thing["next"] = (left - 1, status)
        elif status is None:
            del things[name]
            raise Refusal(404, "ResourceNotFoundException", f"{name} not found")
        else:
            thing["shown"]["status"] = status
        return thing

    def redshift_serverless_CreateNamespace(self, p):
        name = p["namespaceName"]
        if name in self.namespaces:
            raise Refusal(400, "ConflictException", "The namespace already exists.")
        for arn in p["iamRoles"]:
            self.check_role(arn, "redshift-serverless.amazonaws.com", "ValidationException")
        shown = {"namespaceName": name, "namespaceArn": self.arn("namespace", name), "dbName": p["dbName"],
                 "adminUsername": p["adminUsername"], "status": "MODIFYING", "creationDate": iso(self.now())}
        if p.get("manageAdminPassword"):
            shown["adminPasswordSecretArn"] = f"arn:aws:secretsmanager:{self.region}:{ACCOUNT}:secret:redshift!{name}"
        self.namespaces[name] = {"shown": shown, "tags": p["tags"], "next": (self.slowness, "AVAILABLE")}
        return {"namespace": shown}

    def redshift_serverless_GetNamespace(self, p):
        return {"namespace": self.settle(self.namespaces, p["namespaceName"])["shown"]}

    def redshift_serverless_ListNamespaces(self, p):
        return self.pages([one["shown"] for one in self.namespaces.values()], "namespaces", p)

    def redshift_serverless_DeleteNamespace(self, p):
        if p["namespaceName"] not in self.namespaces:
            raise Refusal(404, "ResourceNotFoundException", "not found")
        if any(group["shown"]["namespaceName"] == p["namespaceName"] for group in self.workgroups.values()):
            raise Refusal(400, "ConflictException", "There is a workgroup associated with the namespace.")
        if "finalSnapshotName" in p:
            self.snapshots.append(p["finalSnapshotName"])
        namespace = self.namespaces[p["namespaceName"]]
        namespace["shown"]["status"], namespace["next"] = "DELETING", (self.slowness, None)
        return {"namespace": namespace["shown"]}

    def redshift_serverless_CreateWorkgroup(self, p):
        name = p["workgroupName"]
        if name in self.workgroups:
            raise Refusal(400, "ConflictException", "The workgroup already exists.")
        namespace = self.namespaces.get(p["namespaceName"])
        if namespace is None:
            raise Refusal(404, "ResourceNotFoundException", "There is no such namespace.")
        if namespace["shown"]["status"] != "AVAILABLE":
            raise Refusal(400, "ConflictException", "The namespace is not available.")
        for group in p.get("securityGroupIds", []):
            self.group(group)
        self.created += 1
        shown = {"workgroupName": name, "workgroupArn": self.arn("workgroup", name), "namespaceName": p["namespaceName"],
                 "baseCapacity": p["baseCapacity"], "publiclyAccessible": p["publiclyAccessible"], "status": "CREATING",
                 "creationDate": iso(self.now()),
                 "endpoint": {"address": f"{name}.{ACCOUNT}.{self.region}.redshift-serverless.amazonaws.com", "port": p["port"]}}
        self.workgroups[name] = {"shown": shown, "tags": p["tags"], "next": (self.slowness, "AVAILABLE"),
                                 "securityGroupIds": p.get("securityGroupIds", [])}
        return {"workgroup": shown}

    def redshift_serverless_GetWorkgroup(self, p):
        return {"workgroup": self.settle(self.workgroups, p["workgroupName"])["shown"]}

    def redshift_serverless_ListWorkgroups(self, p):
        return self.pages([one["shown"] for one in self.workgroups.values()], "workgroups", p)

    def redshift_serverless_DeleteWorkgroup(self, p):
        workgroup = self.workgroups.get(p["workgroupName"])
        if workgroup is None:
            raise Refusal(404, "ResourceNotFoundException", "not found")
        if workgroup["shown"]["status"] != "AVAILABLE":
            raise Refusal(400, "ConflictException", "There is an operation running on the workgroup.")
        workgroup["shown"]["status"], workgroup["next"] = "DELETING", (self.slowness, None)
        self.limits = {id: limit for id, limit in self.limits.items()
                       if limit["resourceArn"] != workgroup["shown"]["workgroupArn"]}
        return {"workgroup": workgroup["shown"]}

    def redshift_serverless_ListTagsForResource(self, p):
        for things, key in ((self.namespaces, "namespaceArn"), (self.workgroups, "workgroupArn")):
            for thing in things.values():
                if thing["shown"][key] == p["resourceArn"]:
                    return {"tags": thing["tags"]}
        raise Refusal(404, "ResourceNotFoundException", "not found")

    def redshift_serverless_CreateUsageLimit(self, p):
        if not any(one["shown"]["workgroupArn"] == p["resourceArn"] for one in self.workgroups.values()):
            raise Refusal(404, "ResourceNotFoundException", "not found")
        if any(limit["resourceArn"] == p["resourceArn"] for limit in self.limits.values()):
            raise Refusal(400, "ConflictException", "The usage limit already exists.")
        id = f"limit-{len(self.limits) + 1}"
        self.limits[id] = {"usageLimitId": id, "usageLimitArn": self.arn("usagelimit", id), **p}
        return {"usageLimit": self.limits[id]}

    def redshift_serverless_ListUsageLimits(self, p):
        return self.pages([one for one in self.limits.values() if one["resourceArn"] == p["resourceArn"]], "usageLimits", p)

    def redshift_serverless_UpdateUsageLimit(self, p):
        if p["usageLimitId"] not in self.limits:
            raise Refusal(404, "ResourceNotFoundException", "not found")
        self.limits[p["usageLimitId"]].update(p)
        return {"usageLimit": self.limits[p["usageLimitId"]]}

    def redshift_serverless_DeleteUsageLimit(self, p):
        if p["usageLimitId"] not in self.limits:
            raise Refusal(404, "ResourceNotFoundException", "not found")
        return {"usageLimit": self.limits.pop(p["usageLimitId"])}

    def redshift_serverless_GetCredentials(self, p):
        return {"dbUser": "IAM:tester", "dbPassword": "Temporary-password-1"}

    # Secrets Manager and CloudWatch

    def secretsmanager_GetSecretValue(self, p):
        if p["SecretId"] not in self.secrets:
            raise Refusal(400, "ResourceNotFoundException", "Secrets Manager can't find the specified secret.")
        return {"ARN": p["SecretId"], "SecretString": json.dumps(self.secrets[p["SecretId"]])}

    def monitoring_GetMetricStatistics(self, p):
        assert p["Namespace"] == "AWS/Redshift-Serverless" and p["MetricName"] == "ComputeSeconds", p
        return {"Label": "ComputeSeconds", "Datapoints": [{"Sum": self.usage_seconds}] if self.usage_seconds else []}

"""What the role may, who gets in, where the password is, and what is left alone.

Usage: security_test.py PROGRAM SCRATCH_FOLDER
"""
import json
import subprocess
import time
import unittest

from cluster_case import BINARY, CONFIG, ClusterCase

PASSWORD = "Correct-horse-9"


class Security(ClusterCase):
    def test_role_may_read_the_sources_and_write_the_staging_prefix(self):
        self.up()
        role = self.account.roles["dwhRole"]
        self.assertEqual(role["trust"]["Statement"], [{"Effect": "Allow", "Action": "sts:AssumeRole",
                                                       "Principal": {"Service": ["redshift.amazonaws.com"]}}])
        self.assertEqual(json.loads(role["policies"]["sparkify"]), {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "s3:GetBucketLocation",
             "Resource": ["arn:aws:s3:::my-bucket", "arn:aws:s3:::udacity-dend"]},
            {"Effect": "Allow", "Action": "s3:GetObject",
             "Resource": ["arn:aws:s3:::udacity-dend/log_data*", "arn:aws:s3:::udacity-dend/log_json_path.json",
                          "arn:aws:s3:::udacity-dend/song_data*"]},
            {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
             "Resource": ["arn:aws:s3:::my-bucket/stage/*"]},
            {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::my-bucket",
             "Condition": {"StringLike": {"s3:prefix": ["stage/*"]}}},
            {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::udacity-dend",
             "Condition": {"StringLike": {"s3:prefix": ["log_data*", "log_json_path.json", "song_data*"]}}}]})
        # another source, another policy
        (self.folder / "dwh.cfg").write_text(CONFIG.replace("my-bucket/stage", "my-bucket/elsewhere"))
        self.assertIn({"action": "mend", "kind": "role policy", "name": "dwhRole"},
                      [{key: step[key] for key in ("action", "kind", "name")} for step in self.json("plan")["steps"]])
        self.up()
        self.assertIn("elsewhere", role["policies"]["sparkify"])
        self.assertNotIn("my-bucket/stage", role["policies"]["sparkify"])

    def test_nobody_gets_in_unless_asked(self):
        self.up()
        self.assertEqual(self.account.groups, {})
        self.assertFalse(self.account.clusters["dwhcluster"]["PubliclyAccessible"])
        self.assertIn("is private already", self.up("--public", expect=1).stderr)

    def test_only_this_address_gets_in(self):
        self.up("--public")
        group = self.account.groups["sg-1"]

        def rule(address):
            return {"IpProtocol": "tcp", "FromPort": 5439, "ToPort": 5439, "IpRanges": [{"CidrIp": address}]}

        self.assertEqual(group["IpPermissions"], [rule("203.0.113.7/32")])
        cluster = self.account.clusters["dwhcluster"]
        self.assertTrue(cluster["PubliclyAccessible"])
        self.assertEqual(cluster["VpcSecurityGroups"], [{"VpcSecurityGroupId": "sg-1"}])
        self.up("--my-ip", "198.51.100.4")  # after a move
        self.assertEqual(group["IpPermissions"], [rule("198.51.100.4/32")])
        self.down()
        self.assert_nothing_left()

    def test_subnets_that_somebody_added_to_the_default_vpc_are_not_used(self):
        self.account.subnets.append({"SubnetId": "subnet-private", "VpcId": "vpc-1", "AvailabilityZone": "us-west-2a",
                                     "DefaultForAz": False})
        self.up("--public")
        self.assertEqual(self.account.subnets_of_groups, {"sparkify-dwhcluster": ["subnet-0", "subnet-1", "subnet-2"]})

    def test_own_address_cannot_be_found(self):
        environment = {"SPARKIFY_CHECKIP_URL": "http://127.0.0.1:1/"}
        self.assertIn("--my-ip", self.cluster("plan", "--public", expect=1, environment=environment).stderr)

    def test_everything_carries_the_tags(self):
        self.up("--public", "--ttl", "1h")
        wanted = [{"Key": "sparkify:created-by", "Value": "sparkify"}, {"Key": "sparkify:project", "Value": "dwhcluster"}]
        tagged = [role["role"] for role in self.account.roles.values()]
        tagged += [*self.account.groups.values(), *self.account.subnet_groups.values(), *self.account.clusters.values()]
        self.assertEqual([thing["Tags"] for thing in tagged], [wanted] * 5)
        self.assertEqual(self.account.actions["sparkify-dwhcluster-pause"]["ScheduledActionDescription"],
                         "sparkify:project=dwhcluster")
        self.down()
        self.up("--serverless")
        tagged = [*self.account.namespaces.values(), *self.account.workgroups.values()]
        self.assertEqual([thing["tags"] for thing in tagged], [[{"key": tag["Key"], "value": tag["Value"]} for tag in wanted]] * 2)

    def test_what_others_made_is_left_alone(self):
        def of_others(kind):
            if kind == "role":
                return self.account.iam_CreateRole({
                    "Path": "/", "RoleName": "dwhRole",
                    "AssumeRolePolicyDocument": '{"Statement": [{"Action": "sts:AssumeRole"}]}'})
            others = [{"Key": "sparkify:project", "Value": "of-somebody-else"}]
            if kind == "group":
                return self.account.ec2_CreateSecurityGroup({
                    "GroupName": "sparkify-dwhcluster", "VpcId": "vpc-1", "Description": "",
                    "TagSpecifications": [{"Tags": others}]})
            if kind == "subnet group":
                return self.account.redshift_CreateClusterSubnetGroup({
                    "ClusterSubnetGroupName": "sparkify-dwhcluster", "Description": "", "SubnetIds": ["subnet-0"]})
            return self.account.redshift_CreateCluster({
                "ClusterIdentifier": "dwhcluster", "NodeType": "ra3.large", "ClusterType": "single-node", "DBName": "d",
                "MasterUsername": "u", "ManageMasterPassword": True, "Encrypted": True, "PubliclyAccessible": False,
                "ClusterSubnetGroupName": next(iter(self.account.subnet_groups)), "IamRoles": [], "Port": 5439})

        for kind in ("role", "group", "subnet group", "cluster"):
            with self.subTest(kind):
                self.account.__init__(self.standin.region)
                if kind == "cluster":
                    self.account.subnet_groups["theirs"] = {"ClusterSubnetGroupName": "theirs", "Tags": []}
                of_others(kind)
                result = self.up("--public", expect=1)
                self.assertIn("which sparkify did not make", result.stderr)
                if kind == "cluster":
                    self.cluster("pause", expect=1)
                    self.assertEqual(self.json("status")["status"], "not made by sparkify")
                self.down()
                self.assertEqual(len(self.account.everything()), 1 if kind != "cluster" else 2, self.account.everything())

    def test_what_still_carries_the_tags_is_named_after_down(self):
        self.up()
        restored = {**self.account.clusters["dwhcluster"], "ClusterIdentifier": "restored",
                    "ClusterSubnetGroupName": "default"}
        self.account.clusters["restored"] = restored
        result = self.down(expect=1)
        self.assertIn("left: cluster restored", result.stdout)
        self.assertTrue((self.folder / "dwh.state.json").exists())
        del self.account.clusters["restored"]
        self.assertEqual(self.json("down", "--yes"), {"removed": [], "left": [], "not_looked": []})
        self.assert_nothing_left()

    def test_a_policy_that_was_attached_by_hand_goes_with_the_role(self):
        self.up()
        self.account.roles["dwhRole"]["attached"].append("arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")
        self.down()
        self.assert_nothing_left()

    def test_password_is_nowhere(self):
        environment = {"DWH_DB_PASSWORD": PASSWORD}
        result = self.up("--debug", environment=environment)
        self.assertIn("MasterUserPassword: ***", result.stderr)
        self.assertEqual(self.account.secrets, {})
        self.assertEqual(self.state()["secret_arn"], "")
        self.assertIn("that of the environment", result.stdout)
        written = "".join(file.read_text() for file in self.folder.iterdir() if file.is_file())
        for secret in (PASSWORD, self.standin.secret):
            self.assertNotIn(secret, result.stdout + result.stderr + written)

    def test_a_login_is_asked_for_in_the_region_of_its_cluster_or_secret(self):
        """Where nothing names another, in the one that is configured."""
        arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:login-AbCdEf"
        cluster = "redshift:GetClusterCredentials"
        serverless, secret = "redshift-serverless:GetCredentials", "secretsmanager:GetSecretValue"
        for host, secret_id, region, call in [("W.abc.us-east-1.redshift.amazonaws.com", "", "us-east-1", cluster),
                                              ("team.1.cn-north-1.redshift-serverless.amazonaws.com.cn", "", "cn-north-1", serverless),
                                              ("localhost", arn, "us-east-1", secret),
                                              ("w.abc.eu-west-1.redshift.amazonaws.com", arn, "us-east-1", secret),
                                              ("w.abc.us-east-1.redshift.amazonaws.com", "login", "us-west-2", secret),
                                              ("localhost", "login", "us-west-2", secret)]:
            with self.subTest(host=host, secret=secret_id):
                self.standin.region, self.standin.calls, self.standin.refusals = region, [], []
                self.account.secrets = {secret_id: {"username": "u", "password": PASSWORD}}
                target = f"redshift://u@{host}:1/dev?hostaddr=127.0.0.1"
                result = self.program.run("query", "SELECT 1", "--to", target, environment={
                    **self.environment, "AWS_REGION": "us-west-2", "SPARKIFY_DB_SECRET": secret_id})
                self.assertNotEqual(result.returncode, 0)  # nobody answers there
                self.assertEqual(self.standin.calls, [call], result.stderr)
                self.assertNotIn("SignatureDoesNotMatch", self.standin.refusals)

    def test_password_is_not_in_the_process_list(self):
        self.account.slowness = 10**9
        process = subprocess.Popen([BINARY, "cluster", "up", "--yes"], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   cwd=self.folder, env={**self.environment, "HOME": str(self.folder),
                                                         "DWH_DB_PASSWORD": PASSWORD})
        while "dwhcluster" not in self.account.clusters:
            time.sleep(0.01)
        with open(f"/proc/{process.pid}/cmdline", "rb") as commands:
            self.assertNotIn(PASSWORD.encode(), commands.read())
        process.kill()
        process.wait()

    def test_bad_passwords(self):
        for password in ("Short-1", "no-upper-case-1", "NO-LOWER-CASE-1", "No-digits-here", "Has/slash-1", "Has blank-1",
                         'Has"quote-1', "Has@at-sign-1", "Ünicode-pass-1", "Long-1" + "x" * 64):
            result = self.up(expect=2, environment={"DWH_DB_PASSWORD": password})
            self.assertIn("8 to 64 characters", result.stderr)
            self.assertNotIn(password, result.stderr)
        self.assertEqual(self.standin.calls, [])

    def test_password_in_the_config_file_is_not_used(self):
        (self.folder / "dwh.cfg").write_text(CONFIG + "DWH_DB_PASSWORD = Passw0rd-in-a-file\n")
        result = self.up("--debug")
        self.assertIn("warning: the password at dwh.cfg:17 is not used", result.stderr)
        self.assertIn("ManageMasterPassword: true", result.stderr)
        self.assertNotIn("Passw0rd", result.stdout + result.stderr)

    def test_debug_shows_each_call(self):
        token = "session-token-that-nobody-may-see"
        result = self.cluster("status", "--debug", environment={"AWS_SESSION_TOKEN": token})
        self.assertIn("> sts:GetCallerIdentity " + self.standin.url, result.stderr)
        self.assertIn("Account: 123456789012", result.stderr)
        self.assertIn("Error.Code: ClusterNotFound", result.stderr)
        for secret in (token, self.standin.secret):
            self.assertNotIn(secret, result.stderr)


unittest.main(verbosity=1)

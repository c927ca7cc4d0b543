"""Everything that goes wrong between `sparkify cluster` and AWS: what passes is waited for, what does not is said with
AWS's words and what to try, and the next run completes the last.

Usage: faults_test.py PROGRAM SCRATCH_FOLDER
"""
import time
import unittest

from cluster_case import ClusterCase
from aws_standin import Fault

LIVES = (["--public", "--ttl", "2h"], ["--serverless", "--public"])


class Faults(ClusterCase):
    def new_account(self):
        self.account.__init__(self.standin.region)
        self.standin.calls.clear()
        (self.folder / "dwh.state.json").unlink(missing_ok=True)

    def calls_of(self, *words):
        """Every operation that `up` and `down` call, once."""
        self.new_account()
        self.up(*words)
        self.down()
        return sorted(set(self.standin.calls))

    def test_what_passes(self):
        for words in LIVES:
            calls = self.calls_of(*words)
            for kind, code in [(400, "Throttling"), (503, "ServiceUnavailable"), ("reset", ""), ("lost", "")]:
                with self.subTest(words=words, kind=kind):
                    self.new_account()
                    self.standin.faults = [Fault(call + "$", kind, code) for call in calls]
                    self.up(*words)
                    self.assertEqual(self.account.created, 1)
                    self.down()
                    self.assertEqual([fault.pattern.pattern for fault in self.standin.faults if fault.times > 0], [])
                    self.assert_nothing_left()

    def test_what_does_not_pass_is_completed_by_the_next_run(self):
        for words in LIVES:
            calls = self.calls_of(*words)
            self.new_account()
            self.up(*words)
            complete = self.account.everything()
            self.down()
            self.new_account()
            self.standin.faults = [Fault(call + "$", 403, "AccessDenied") for call in calls]
            for command in (self.up, self.down):
                while (result := command(*(words if command == self.up else []), expect=None)).returncode != 0:
                    self.assertRegex(result.stdout + result.stderr,
                                     r"failed: 403 AccessDenied: as the test wants it \(request TEST123\) with the credentials "
                                     "of the environment")
                    self.assertLess(len(self.standin.refusals), 10_000)
                if command == self.up:
                    self.up(*words)
                    self.assertEqual(self.account.everything(), complete)
                    self.assertEqual(self.account.created, 1)
            self.assertEqual([fault.pattern.pattern for fault in self.standin.faults if fault.times > 0], [])
            self.assert_nothing_left()

    def test_errors_say_what_to_try(self):
        for call, code, hint in [("redshift:CreateCluster", "InsufficientClusterCapacity", "another --node-type"),
                                 ("redshift:CreateCluster", "ClusterQuotaExceeded", "Service Quotas"),
                                 ("redshift:CreateCluster", "NumberOfNodesQuotaExceeded", "lower --nodes"),
                                 ("redshift:CreateClusterSubnetGroup", "InvalidSubnet", "different zones"),
                                 ("ec2:DescribeSubnets", "UnauthorizedOperation", "permission"),
                                 ("iam:CreateRole", "LimitExceeded", "as many roles"),
                                 ("sts:GetCallerIdentity", "InvalidClientTokenId", "does not exist")]:
            with self.subTest(code):
                self.new_account()
                self.standin.faults = [Fault(call + "$", 400, code)]
                result = self.up(expect=1)
                self.assertIn(f"{call} failed: 400 {code}: as the test wants it (request TEST123)", result.stderr)
                self.assertIn(hint, result.stderr.split("Try: ")[1])

    def test_a_service_behind_redshift_is_busy(self):
        self.standin.faults = [Fault("CreateCluster$", 400, "DependentServiceRequestThrottlingFault", times=3)]
        self.up()
        self.assertEqual(self.account.created, 1)

    def test_a_new_role_is_unknown_for_a_while(self):
        self.account.iam_delay = 12
        for words in (["--ttl", "2h"], ["--serverless"]):
            self.up(*words)
            self.assertIn("InvalidParameterValue" if words[0] == "--ttl" else "ValidationException", self.standin.refusals)
            self.down()
            self.assert_nothing_left()

    def test_what_was_just_made_is_unknown_for_a_while(self):
        for call, code, words in [("ec2:AuthorizeSecurityGroupIngress", "InvalidGroup.NotFound", ["--public"]),
                                  ("iam:PutRolePolicy", "NoSuchEntity", []),
                                  ("redshift:CreateCluster", "ClusterSubnetGroupNotFoundFault", []),
                                  ("redshift-serverless:CreateWorkgroup", "ResourceNotFoundException", ["--serverless"])]:
            with self.subTest(call):
                self.new_account()
                self.standin.faults = [Fault(call + "$", 404, code, times=3)]
                self.up(*words)
                self.down()
                self.standin.faults = [Fault(call + "$", 404, code, times=10**9)]
                self.assertIn(f"{call} failed: 404 {code}", self.up(*words, expect=1).stderr)
                self.standin.faults = []
                self.down()
                self.assert_nothing_left()

    def test_a_group_that_is_not_found_by_its_tag_yet(self):
        self.account.tag_delay = 8
        self.up("--public")
        [group] = self.account.groups.values()
        self.assertEqual(len(group["IpPermissions"]), 1)
        self.assertEqual(self.account.clusters["dwhcluster"]["VpcSecurityGroups"], [{"VpcSecurityGroupId": "sg-1"}])
        self.assertNotIn("InvalidGroup.NotFound", self.standin.refusals)

    def test_what_was_made_but_is_not_seen_yet_is_waited_for(self):
        self.standin.faults = [Fault("iam:GetRolePolicy$", 404, "NoSuchEntity", times=10)]
        self.account.slowness = self.account.iam_delay = 0
        started = time.time()
        self.up(environment={"SPARKIFY_CLUSTER_POLL_MS": "200"})
        self.assertGreater(time.time() - started, 9 * 0.2)
        self.assertEqual(self.account.created, 1)

    def test_a_cluster_that_fails(self):
        self.standin.faults = [Fault("DescribeClusters", "hook", times=10**9, hook=lambda account: [
            cluster.update(next=(0, "incompatible-network")) for cluster in account.clusters.values()
            if cluster["ClusterStatus"] == "creating"])]
        result = self.up(expect=1)
        self.assertIn("the cluster dwhcluster failed: incompatible-network", result.stderr)
        self.assertIn("sparkify cluster down", result.stderr)
        self.down()
        self.assert_nothing_left()

    def test_a_cluster_that_is_being_deleted_is_made_anew(self):
        self.up()
        self.account.redshift_DeleteCluster({"ClusterIdentifier": "dwhcluster", "SkipFinalClusterSnapshot": True})
        self.up()
        self.assertEqual(self.account.created, 2)
        self.assertEqual(self.account.clusters["dwhcluster"]["ClusterStatus"], "available")

    def test_down_waits_for_a_cluster_that_is_busy(self):
        self.account.slowness = 5
        self.standin.faults = [Fault("CreateCluster$", "lost")]
        self.up()
        self.account.clusters["dwhcluster"].update(ClusterStatus="resizing", next=(5, "available"))
        self.down()
        self.assertIn("InvalidClusterState", self.standin.refusals)
        self.assert_nothing_left()

    def test_what_is_gone_between_two_calls_is_gone(self):
        def end_what_is_being_deleted(account):
            for things in (account.workgroups, account.namespaces):
                for name in [name for name, thing in things.items() if thing["shown"]["status"] == "DELETING"]:
                    del things[name]

        self.up("--serverless")
        self.standin.faults = [Fault("ListTagsForResource$", "hook", times=10**9, hook=end_what_is_being_deleted)]
        report = self.json("down", "--yes")
        self.assertEqual((report["left"], report["not_looked"]), ([], []))
        self.assertIn("ResourceNotFoundException", self.standin.refusals)
        self.assert_nothing_left()

    def test_what_somebody_else_is_deleting_ends_no_down(self):
        def end_theirs(account):
            account.workgroups.pop("theirs", None)
            account.namespaces.pop("theirs", None)

        for kind in ("namespace", "workgroup"):
            self.account.workgroups.clear()
            getattr(self.account, kind + "s")["theirs"] = {
                "shown": {f"{kind}Name": "theirs", f"{kind}Arn": "arn:theirs", "status": "DELETING"}, "tags": [],
                "next": (9, None)}
            self.standin.faults = [Fault("ListTagsForResource$", "hook", times=10**9, hook=end_theirs)]
            self.assertEqual(self.json("down", "--serverless", "--yes"), {"removed": [], "left": [], "not_looked": []})

    def test_no_default_vpc(self):
        self.account.vpcs = []
        self.assertIn("--subnets", self.up(expect=1).stderr)
        self.up("--subnets", "subnet-0, subnet-2", "--public")
        self.assertIn("cluster dwhcluster", self.account.everything())
        self.down()
        self.assert_nothing_left()

    def test_clock_is_mended(self):
        for offset_s in (-3600, 7200):
            self.new_account()
            self.standin.clock_offset_s = offset_s
            self.up("--serverless")
            self.assertIn("SignatureDoesNotMatch", self.standin.refusals)
            self.down()

    def test_credentials(self):
        self.standin.expired_tokens = {"old"}
        result = self.cluster("plan", expect=1, environment={"AWS_SESSION_TOKEN": "old"})
        self.assertIn("sts:GetCallerIdentity failed: 403 ExpiredToken", result.stderr)
        self.assertIn("sign in again", result.stderr)
        result = self.cluster("plan", expect=1, environment={"AWS_SECRET_ACCESS_KEY": "wrong"})
        self.assertIn("SignatureDoesNotMatch", result.stderr)
        self.assertIn("secret key does not belong", result.stderr)
        result = self.cluster("plan", expect=1, environment={"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""})
        self.assertIn("no AWS credentials; looked at", result.stderr)

    def test_nobody_answers(self):
        started = time.time()
        result = self.cluster("plan", expect=2, environment={"AWS_ENDPOINT_URL": "ftp://example.org"})
        self.assertIn("AWS_ENDPOINT_URL is ftp://example.org", result.stderr)
        self.assertLess(time.time() - started, 10)


unittest.main(verbosity=1)

"""The life of a provisioned cluster against moto, which others wrote: IAM, STS, EC2 and Redshift. The stand-in in front
of it checks signatures and requests, and answers what moto lacks: scheduled actions and Redshift Serverless.

Usage: moto_test.py PROGRAM SCRATCH_FOLDER
"""
import socket
import subprocess
import time
import unittest
import urllib.request

from cluster_case import ClusterCase
from aws_standin import AwsStandin
from test_packages import PYTHON
import boto3

LACKS = r"ScheduledAction|^redshift-serverless:"


class Moto(ClusterCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        cls.url = f"http://127.0.0.1:{port}"
        cls.server = subprocess.Popen([PYTHON.with_name("moto_server"), "-H", "127.0.0.1", "-p", str(port)],
                                      stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(300):
            try:
                urllib.request.urlopen(cls.url + "/moto-api/data.json").read()
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("moto does not start")

    @classmethod
    def tearDownClass(cls):
        cls.server.terminate()
        cls.server.wait()

    def setUp(self):
        super().setUp()
        self.standin.close()
        self.standin = AwsStandin(upstream=self.url, upstream_lacks=LACKS)
        self.account = self.standin.account
        self.environment = self.standin.environment()

    def client(self, service):
        return boto3.client(service, endpoint_url=self.url, region_name="us-west-2", aws_access_key_id="a",
                            aws_secret_access_key="b")

    def clusters(self):
        return self.client("redshift").describe_clusters()["Clusters"]

    def everything(self):
        roles = self.client("iam").list_roles(PathPrefix="/sparkify/")["Roles"]
        groups = self.client("ec2").describe_security_groups(Filters=[{"Name": "tag-key", "Values": ["sparkify:project"]}])
        return [*roles, *groups["SecurityGroups"], *self.clusters()]

    def test_life(self):
        self.assertEqual({step["action"] for step in self.json("plan", "--public")["steps"]}, {"make"})
        self.assertEqual(self.everything(), [])
        self.up("--public")
        self.up("--public")
        [cluster] = self.clusters()
        self.assertEqual((cluster["ClusterIdentifier"], cluster["NumberOfNodes"], cluster["Encrypted"]), ("dwhcluster", 4, True))
        self.assertEqual(self.state()["host"], cluster["Endpoint"]["Address"])
        [group] = self.client("ec2").describe_security_groups(GroupIds=[cluster["VpcSecurityGroups"][0]["VpcSecurityGroupId"]])[
            "SecurityGroups"]
        self.assertEqual([(rule["FromPort"], [one["CidrIp"] for one in rule["IpRanges"]]) for rule in group["IpPermissions"]],
                         [(5439, ["203.0.113.7/32"])])
        role = self.client("iam").get_role(RoleName="dwhRole")["Role"]
        self.assertEqual(cluster["IamRoles"][0]["IamRoleArn"], role["Arn"])
        self.assertEqual(self.state()["role_arn"], role["Arn"])
        self.cluster("pause")
        self.assertEqual(self.clusters()[0]["ClusterStatus"], "paused")
        self.cluster("resume")
        self.assertEqual(self.json("status")["status"], "available")
        self.assertEqual(self.json("down", "--yes")["left"], [])
        self.assertEqual(self.everything(), [])

    def test_killed_anywhere(self):
        for at in range(1, 60, 3):
            with self.subTest(at):
                killed = self.cluster("up", "--yes", "--public", expect=None,
                                      environment={"SPARKIFY_CRASH_AT": str(at)}).returncode != 0
                self.up("--public")
                self.assertEqual(len(self.clusters()), 1)
                self.cluster("down", "--yes", expect=None, environment={"SPARKIFY_CRASH_AT": str(at)})
                self.down()
                self.assertEqual(self.everything(), [])
                if not killed:
                    return
        self.fail("up has more points than that")


unittest.main(verbosity=1)

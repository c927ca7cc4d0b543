"""The life of a cluster, provisioned and serverless, in an account of AWS's that a stand-in plays.

Usage: life_test.py PROGRAM SCRATCH_FOLDER
"""
import json
import os
import pty
import re
import signal
import subprocess
import time
import unittest

from cluster_case import BINARY, CONFIG, ClusterCase
from aws_account import Refusal
from aws_standin import Fault

PROVISIONED = ["action sparkify-dwhcluster-pause", "cluster dwhcluster", "group sg-1", "role dwhRole",
               "role sparkify-dwhcluster-pause", "subnet group sparkify-dwhcluster"]


class Life(ClusterCase):
    def test_provisioned(self):
        plan = self.json("plan", "--public", "--ttl", "2h")
        self.assertEqual(self.made(), [])
        self.assertFalse((self.folder / "dwh.state.json").exists())
        self.assertEqual({step["action"] for step in plan["steps"]}, {"make"})
        self.assertEqual(plan["dollars"], {"hour": 4 * 0.543, "day": 4 * 0.543 * 24, "month": 4 * 0.543 * 730})
        self.assertRegex(plan["prices_as_of"], r"^20\d\d-\d\d-\d\d$")
        dry = self.json("up", "--dry-run", "--public", "--ttl", "2h")
        for step in plan["steps"] + dry["steps"]:
            step["will"] = re.sub(r" at 20\S+Z", "", step["will"])  # two hours from the moment of each
        self.assertEqual(dry["steps"], plan["steps"])
        self.assertEqual(self.made(), [])

        result = self.up("--public", "--ttl", "2h")
        self.assertIn("cluster dwhcluster: waiting: creating", result.stderr)
        self.assertEqual(self.account.everything(), PROVISIONED)
        cluster = self.account.clusters["dwhcluster"]
        self.assertEqual((cluster["NumberOfNodes"], cluster["NodeType"], cluster["Encrypted"]), (4, "ra3.large", True))
        state = self.state()
        self.assertEqual(state["host"], cluster["Endpoint"]["Address"])
        self.assertEqual((state["port"], state["database"], state["user"]), (5439, "dwh", "dwhuser"))
        self.assertEqual(state["role_arn"], self.account.roles["dwhRole"]["role"]["Arn"])
        self.assertIn(state["secret_arn"], self.account.secrets)

        before = len(self.made())
        self.up()  # remembers --public and --ttl, and has nothing to ask
        self.assertEqual(self.made()[before:], [])
        self.assertEqual({step["action"] for step in self.json("plan")["steps"]}, {"there"})

        self.assertEqual(self.json("status")["status"], "available")
        self.cluster("pause")
        self.assertEqual(cluster["ClusterStatus"], "paused")
        self.assertEqual(self.json("status")["status"], "paused")
        self.cluster("resume")
        self.assertEqual(cluster["ClusterStatus"], "available")
        self.cluster("pause")
        self.up()  # a paused cluster is resumed
        self.assertEqual(cluster["ClusterStatus"], "available")
        self.assertEqual(self.account.created, 1)

        self.assertIn("cluster dwhcluster", self.json("down", "--dry-run")["would_remove"])
        self.assertEqual(self.account.everything(), PROVISIONED)
        report = self.json("down", "--yes")
        self.assertEqual((report["left"], report["not_looked"]), ([], []))
        self.assert_nothing_left()
        self.assertEqual(self.json("status")["status"], "absent")
        self.down()  # again: nothing to do

    def test_serverless(self):
        self.up("--serverless", "--usage-limit", "16", "--base-capacity", "8")
        self.assertEqual(self.account.everything(), ["limit limit-1", "namespace dwhcluster", "role dwhRole",
                                                     "workgroup dwhcluster"])
        limit = self.account.limits["limit-1"]
        self.assertEqual((limit["amount"], limit["period"], limit["breachAction"]), (16, "daily", "deactivate"))
        self.assertEqual(self.state()["kind"], "serverless")
        self.assertIn("redshift-serverless", self.state()["host"])
        self.up()
        self.assertEqual(self.account.created, 1)
        self.up("--usage-limit", "20")
        self.assertEqual([limit["amount"] for limit in self.account.limits.values()], [20])
        self.account.usage_seconds = 8 * 3600.0
        self.assertAlmostEqual(self.json("status")["dollars_so_far"], 8 * 0.375)
        self.assertIn("cannot be paused", self.cluster("pause", expect=2).stderr)
        self.assertIn("the snapshot last keeps the data", self.down("--final-snapshot", "last").stdout)
        self.assertEqual(self.account.snapshots, ["last"])
        self.assert_nothing_left()

    def test_up_again_wants_what_was_wanted(self):
        self.account.slowness = 0
        sizeless = CONFIG.replace("DWH_CLUSTER_TYPE = multi-node\nDWH_NUM_NODES = 4\nDWH_NODE_TYPE = ra3.large\n", "")
        (self.folder / "dwh.cfg").write_text(sizeless.replace("DWH_PORT = 5439\n", ""))
        for flags, lost, made in [
                (["--serverless", "--usage-limit", "2", "--base-capacity", "16"], "CreateWorkgroup$",
                 lambda: (self.account.limits["limit-1"]["amount"], self.account.workgroups["dwhcluster"]["shown"]["baseCapacity"])),
                (["--node-type", "ra3.xlplus", "--nodes", "3", "--db-port", "5440"], "CreateCluster$",
                 lambda: tuple(self.account.clusters["dwhcluster"][key] for key in ("NodeType", "NumberOfNodes", "port")))]:
            with self.subTest(flags):
                self.standin.faults = [Fault(lost, 403, "AccessDenied")]
                self.up(*flags, expect=1)
                self.up()
                values = made()
                self.assertEqual(values, (2, 16) if "--serverless" in flags else ("ra3.xlplus", 3, 5440))
                before = len(self.made())
                self.up()
                self.assertEqual(self.made()[before:], [])
                self.assertEqual(made(), values)
                self.assertEqual({step["action"] for step in self.json("plan")["steps"]}, {"there"})
                self.down()

    def test_a_usage_limit_is_changed_in_place(self):
        self.up("--serverless", "--usage-limit", "16")
        limits = self.account.limits
        limits["of-the-owner"] = {**limits["limit-1"], "usageLimitId": "of-the-owner", "period": "weekly", "amount": 50}
        before = len(self.made())
        self.up("--usage-limit", "20")
        self.assertEqual(self.made()[before:], ["redshift-serverless:UpdateUsageLimit"])
        self.assertEqual({id: limit["amount"] for id, limit in limits.items()}, {"limit-1": 20, "of-the-owner": 50})
        limits["limit-1"]["breachAction"] = "log"  # caps nothing
        self.assertIn("make", {step["action"] for step in self.json("plan")["steps"]})
        state = self.state()
        del state["rpu_hours_a_day"]  # as an older version has written it
        (self.folder / "dwh.state.json").write_text(json.dumps(state))
        self.assertIn("32 RPU-hours", self.cluster("plan").stdout)

    def test_config_of_the_notebooks(self):
        for old, new in (("dc2.large", "ra3.large or rg.large"), ("dc2.8xlarge", "ra3.4xlarge")):
            (self.folder / "dwh.cfg").write_text(CONFIG.replace("ra3.large", old))
            result = self.cluster("plan", expect=2)
            self.assertIn(f"AWS makes no {old} nodes any more (from dwh.cfg:11)", result.stderr)
            self.assertIn(new, result.stderr)
        lower_case = CONFIG.replace("DWH_", "").replace("[DWH]\n", "[CLUSTER]\n").replace("DB =", "DB_NAME =")
        lower_case = lower_case.replace("\nPORT", "\nDB_PORT").replace("IAM_ROLE_NAME = dwhRole", "")
        (self.folder / "dwh.cfg").write_text(lower_case.lower() + "[iam_role]\niam_role_name = dwhRole\n")
        steps = self.json("plan")["steps"]
        self.assertIn(("cluster", "dwhcluster", "4 x ra3.large"),
                      [(step["kind"], step["name"], step["will"][:13]) for step in steps])
        self.assertEqual(steps[0]["name"], "dwhRole")
        (self.folder / "dwh.cfg").write_text(CONFIG.replace("multi-node", "single-node"))
        self.assertIn("1 x ra3.large", self.cluster("plan").stdout)

    def test_what_is_wrong_is_said_before_anything_is_asked(self):
        for words, said in [(["--nodes", "0"], "1 to 128"), (["--node-type", "ra3.xlpuls"], "did you mean ra3.xlplus"),
                            (["--cluster", "9lives"], "starting with a letter"), (["--ttl", "2 weeks"], "90m, 2h or 7d"),
                            (["--my-ip", "1.2.3"], "203.0.113.7"), (["--db-port", "80"], "1150 to 65535"),
                            (["--db-port", "5430"], "5431 to 5455, or 8191 to 8215"), (["--db-port", "8216"], "8191 to 8215"),
                            (["--cluster-type", "huge"], "single-node"), (["--price-per-hour", "x"], "0.543"),
                            (["--serverless", "--base-capacity", "2"], "4 to 1024"),
                            (["--serverless", "--base-capacity", "12"], "a multiple of 8 up to 512"),
                            (["--serverless", "--base-capacity", "520"], "of 32 up to 1024"),
                            (["--node-type", "ra3.xlplus", "--nodes", "17"], "1 to 16 nodes"),
                            (["--node-type", "ra3.4xlarge", "--cluster-type", "single-node"], "2 to 32 nodes"),
                            (["--node-type", "ra3.16xlarge", "--cluster-type", "single-node"], "2 to 128 nodes")]:
            with self.subTest(words):
                self.assertIn(said, self.cluster("plan", *words, expect=2).stderr)
        self.assertIn("did you mean pause", self.cluster("puase", expect=2).stderr)
        self.assertIn("no AWS region is set", self.cluster("plan", expect=2, environment={"AWS_REGION": ""}).stderr)
        self.assertEqual(self.standin.calls, [])

    def test_sizes_that_aws_takes(self):
        for words in (["--node-type", "ra3.xlplus", "--nodes", "16"], ["--node-type", "ra3.4xlarge", "--nodes", "2"],
                      ["--node-type", "rg.4xlarge", "--nodes", "100"], ["--db-port", "5455"], ["--db-port", "8191"],
                      *(["--serverless", "--base-capacity", rpus] for rpus in ("4", "24", "512", "544", "1024"))):
            self.cluster("plan", *words)

    def test_a_cluster_that_outgrew_what_a_new_one_may_have(self):
        self.up("--node-type", "ra3.xlplus")
        self.account.clusters["dwhcluster"]["NumberOfNodes"] = 20
        (self.folder / "dwh.cfg").write_text(CONFIG.replace("NODES = 4", "NODES = 20").replace("5439", "15439"))
        self.assertEqual(self.json("status")["nodes"], 20)
        self.up()
        self.down()
        self.assert_nothing_left()

    def test_prices_that_are_not_known(self):
        self.standin.region = "eu-north-1"
        environment = {"AWS_REGION": "eu-north-1"}
        self.assertIn("--price-per-hour", self.cluster("plan", environment=environment).stdout)
        self.assertNotIn("dollars", self.json("plan", environment=environment))
        plan = self.json("plan", "--price-per-hour", "0.6", environment=environment)
        self.assertAlmostEqual(plan["dollars"]["hour"], 2.4)

    def test_region(self):
        """Each of these counts before those that follow."""
        lines = {"us-east-1": "DWH_REGION = us-east-1\n", "us-east-2": "[AWS]\nREGION = us-east-2\n"}
        of_buckets = CONFIG.replace("[DWH]", "REGION = sa-east-1\n[DWH]")
        profile = self.folder / "aws_config"
        profile.write_text("[default]\nregion = eu-west-1\n")
        environment = {"AWS_REGION": "ca-central-1", "AWS_CONFIG_FILE": str(profile)}
        words = ["--region", "ap-south-1"]

        def assert_region(region):
            self.standin.region = region
            (self.folder / "dwh.cfg").write_text(of_buckets + "".join(lines.values()))
            self.assertEqual(self.json("plan", *words, environment=environment)["region"], region)

        assert_region("ap-south-1")
        words.clear()
        assert_region("ca-central-1")
        environment["AWS_REGION"] = ""
        for region in list(lines):
            assert_region(region)
            del lines[region]
        assert_region("eu-west-1")
        profile.unlink()
        assert_region("sa-east-1")

    def test_up_again_stays_in_its_region(self):
        (self.folder / "dwh.cfg").write_text(CONFIG.replace("[DWH]", "REGION = sa-east-1\n[DWH]"))
        self.up("--region", "us-west-2", environment={"AWS_REGION": ""})
        self.up(environment={"AWS_REGION": ""})
        self.assertEqual((self.account.created, self.state()["region"]), (1, "us-west-2"))

    def test_it_asks(self):
        self.assertIn("--yes", self.cluster("up", expect=2).stderr)
        self.assertEqual(self.made(), [])
        for answer, made in ((b"n\n", False), (b"y\n", True)):
            terminal, its_end = pty.openpty()
            process = subprocess.Popen([BINARY, "cluster", "up"], stdin=its_end, stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE, cwd=self.folder,
                                       env={**self.environment, "HOME": str(self.folder)})
            os.write(terminal, answer)
            _, errors = process.communicate(timeout=60)
            self.assertIn(b"Make it? [y/N]", errors)
            self.assertEqual("dwhcluster" in self.account.clusters, made, errors)
            os.close(terminal)
            os.close(its_end)
        self.assertIn("--yes", self.cluster("down", expect=2).stderr)

    def test_time_to_live(self):
        self.up("--ttl", "2h")
        action = self.account.actions["sparkify-dwhcluster-pause"]
        at = time.strftime("at(%Y-%m-%dT%H:%M", time.gmtime(self.state()["expires_at"]))
        self.assertTrue(action["Schedule"].startswith(at), action)
        self.assertLess(abs(self.state()["expires_at"] - time.time() - 7200), 60)
        self.assertEqual(action["TargetAction"], {"PauseCluster": {"ClusterIdentifier": "dwhcluster"}})
        role = self.account.roles["sparkify-dwhcluster-pause"]
        self.assertEqual(json.loads(role["policies"]["sparkify"])["Statement"], [
            {"Effect": "Allow", "Action": "redshift:PauseCluster",
             "Resource": "arn:aws:redshift:us-west-2:123456789012:cluster:dwhcluster"}])
        self.up("--ttl", "3h")
        self.assertNotEqual(self.account.actions["sparkify-dwhcluster-pause"]["Schedule"], action["Schedule"])

        state = self.state()
        self.assertNotIn("outlived", self.program.run("sql", "songs").stderr)
        (self.folder / "dwh.state.json").write_text(json.dumps({**state, "expires_at": int(time.time()) - 3700}))
        for command in (["sql", "songs"], ["cluster", "status"]):
            result = self.program.run(*command, environment=self.environment)
            self.assertIn("cluster dwhcluster has outlived its --ttl by 1 h 1 min", result.stderr)

    def test_time_to_live_where_no_role_may_be_made(self):
        def refuse_the_second(account):
            if "dwhcluster" in account.clusters:
                raise Refusal(403, "AccessDenied", "not authorized to perform: iam:CreateRole")

        self.standin.faults = [Fault("iam:CreateRole", "hook", times=10, hook=refuse_the_second)]
        result = self.up("--ttl", "2h")
        self.assertIn("not made, nor what follows: iam:CreateRole failed: 403 AccessDenied", result.stderr)
        self.assertEqual(self.account.actions, {})
        self.assertGreater(self.state()["expires_at"], time.time())  # every command will warn

    def test_time_to_live_where_the_name_is_taken(self):
        self.account.actions["sparkify-dwhcluster-pause"] = {
            "ScheduledActionName": "sparkify-dwhcluster-pause", "ScheduledActionDescription": "of somebody else",
            "Schedule": "at(2018-11-01T00:00:00)", "TargetAction": {"PauseCluster": {"ClusterIdentifier": "another"}}}
        result = self.up("--ttl", "2h")
        self.assertIn("not made, nor what follows: there is a scheduled pause", result.stderr)
        self.assertEqual(self.state()["host"], self.account.clusters["dwhcluster"]["Endpoint"]["Address"])
        self.assertIn("endpoint  dwhcluster", result.stdout)

    def test_what_runs_is_known_where_up_fails_after_it(self):
        self.standin.faults = [Fault("CreateUsageLimit$", 403, "AccessDenied", times=10**9)]
        self.assertIn("CreateUsageLimit failed: 403", self.up("--serverless", expect=1).stderr)
        self.assertIn("redshift-serverless", self.state()["host"])
        self.assertNotEqual(self.state()["running_since"], 0)

    def test_interrupt_in_what_up_could_go_without(self):
        self.account.slowness = self.account.iam_delay = 0
        self.standin.faults = [Fault("CreateScheduledAction$", 400, "InvalidScheduledAction", times=10**9,
                                     message="The IAM role is not valid.")]
        process = subprocess.Popen([BINARY, "cluster", "up", "--yes", "--ttl", "2h"], stderr=subprocess.PIPE,
                                   stdout=subprocess.PIPE, text=True, cwd=self.folder,
                                   env={**self.environment, "HOME": str(self.folder), "SPARKIFY_CLUSTER_POLL_MS": "60000"})
        while "redshift:CreateScheduledAction" not in self.standin.calls:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 1, errors)
        self.assertIn("interrupted", errors)
        self.assertIn("dwhcluster", self.state()["host"])

    def test_money_spent(self):
        self.up()
        hour_ago = int(time.time()) - 3600
        self.account.clusters["dwhcluster"]["ClusterCreateTime"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(hour_ago))
        state = self.state()
        (self.folder / "dwh.state.json").write_text(json.dumps({**state, "running_since": hour_ago}))
        self.assertAlmostEqual(self.json("status")["dollars_so_far"], 4 * 0.543, delta=0.05)
        self.cluster("pause")
        state = self.state()
        self.assertEqual(state["running_since"], 0)
        self.assertAlmostEqual(state["seconds_run"], 3600, delta=60)
        (self.folder / "dwh.state.json").write_text(json.dumps({**state, "created_at": hour_ago - 10**6}))
        self.assertAlmostEqual(self.json("status")["dollars_so_far"], 4 * 0.543, delta=0.05)  # paused costs nothing
        (self.folder / "dwh.state.json").unlink()
        self.assertEqual(self.json("status")["age_seconds"] // 60, 60)  # AWS knows when it was made

    def test_a_size_that_differs_from_what_is_there(self):
        self.up("--nodes", "8")
        for command, price in ((self.up, lambda: self.state()["dollars_per_hour"]),
                               (lambda: self.cluster("plan"), lambda: self.json("plan")["dollars"]["hour"])):
            said = command().stderr  # dwh.cfg has 4
            self.assertIn("warning: the cluster dwhcluster has 8 x ra3.large already, not 4 x ra3.large", said)
            self.assertAlmostEqual(price(), 8 * 0.543)
        self.assertEqual(self.state()["nodes"], 8)
        for flags in (["--nodes", "2", "--node-type", "ra3.16xlarge"], ["--nodes", "8", "--node-type", "ra3.xlplus"],
                      ["--nodes", "2"], ["--cluster-type", "single-node"]):
            for command in ("plan", "up"):
                result = self.cluster(command, *flags, "--yes", expect=1)
                self.assertIn("the cluster dwhcluster has 8 x ra3.large already, not", result.stderr)
                self.assertIn("resize-cluster", result.stderr)
        self.assertAlmostEqual(self.state()["dollars_per_hour"], 8 * 0.543)
        self.account.clusters["dwhcluster"]["NumberOfNodes"] = 6  # resized
        self.assertAlmostEqual(self.json("status")["dollars_per_hour"], 6 * 0.543)
        self.account.redshift_DeleteCluster({"ClusterIdentifier": "dwhcluster", "SkipFinalClusterSnapshot": True})
        self.up("--nodes", "2")  # the next one
        self.assertEqual(self.account.clusters["dwhcluster"]["NumberOfNodes"], 2)
        self.down()
        self.up("--serverless", "--base-capacity", "16")
        self.assertIn("has 16 RPUs already, not 8 RPUs", self.up("--base-capacity", "8", expect=1).stderr)
        self.up()
        self.assertAlmostEqual(self.state()["dollars_per_hour"], 16 * 0.375)

    def test_a_price_that_was_given_is_kept(self):
        self.up("--price-per-hour", "0.6")
        self.up()
        self.assertAlmostEqual(self.json("status")["dollars_per_hour"], 4 * 0.6)
        self.assertAlmostEqual(self.state()["dollars_per_hour"], 4 * 0.6)

    def test_write_config_keeps_comments(self):
        text = CONFIG + "\n[CLUSTER]\n# filled in by hand, once\nHOST = ''\ndb_password = \n\n[IAM_ROLE]\nARN=old\n; the end\n"
        (self.folder / "dwh.cfg").write_text(text)
        (self.folder / "dwh.cfg").chmod(0o640)
        self.up("--write-config")
        host = self.state()["host"]
        expected = text.replace("HOST = ''", f"HOST = {host}").replace("ARN=old", f"ARN= {self.state()['role_arn']}")
        expected = expected.replace("db_password = \n", "db_password = \nDB_NAME = dwh\nDB_USER = dwhuser\nDB_PORT = 5439\n")
        self.assertEqual((self.folder / "dwh.cfg").read_text(), expected)
        self.assertEqual((self.folder / "dwh.cfg").stat().st_mode & 0o777, 0o640)
        self.up("--write-config")
        self.assertEqual((self.folder / "dwh.cfg").read_text(), expected)

    def test_state_of_something_else(self):
        self.up()
        self.assertIn("describes the cluster dwhcluster in us-west-2, not other",
                      self.cluster("up", "--cluster", "other", "--yes", expect=2).stderr)
        state = self.state()
        (self.folder / "dwh.state.json").write_text(json.dumps({**state, "account": "999999999999"}))
        self.assertIn("describes a provisioned cluster", self.up("--serverless", expect=2).stderr)
        self.assertIn("of account 999999999999", self.cluster("down", "--yes", expect=2).stderr)
        (self.folder / "dwh.state.json").write_text("{")
        self.assertIn("is damaged", self.cluster("status", expect=1).stderr)
        (self.folder / "dwh.state.json").unlink()
        self.up()  # finds what is there by its tags
        self.assertEqual(self.account.created, 1)
        self.assertEqual(self.state()["host"], state["host"])

    def test_interrupt_leaves_what_the_next_run_completes(self):
        self.account.slowness = 10**9
        process = subprocess.Popen([BINARY, "cluster", "up", "--yes"], stderr=subprocess.PIPE, stdout=subprocess.PIPE,
                                   text=True, cwd=self.folder, env={**self.environment, "HOME": str(self.folder)})
        while "dwhcluster" not in self.account.clusters:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 1)
        self.assertIn("interrupted", errors)
        self.assertEqual(self.state()["host"], "")
        self.account.clusters["dwhcluster"]["next"] = (2, "available")
        self.account.slowness = 2
        self.up()
        self.assertEqual(self.account.created, 1)
        self.down()
        self.assert_nothing_left()


unittest.main(verbosity=1)

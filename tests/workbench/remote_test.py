"""The workbench for other machines: only where it is told to, by its token, and under its own names.

Usage: remote_test.py PROGRAM SCRATCH_FOLDER
"""
import socket
import unittest

from serve_case import ServeCase


def own_address():
    """This machine's address in its network, by which others reach it; None where there is no network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("198.51.100.1", 9))  # sends nothing
        except OSError:
            return None
        return probe.getsockname()[0]


ADDRESS = own_address()
in_a_network = unittest.skipIf(ADDRESS is None, "this machine has no address but its loopback's")


def listens(address, port):
    with socket.socket() as probe:
        return probe.connect_ex((address, port)) == 0


class Remote(ServeCase):
    def test_other_machines_must_be_allowed(self):
        refused = self.program.run("serve", "--to", "serve.duckdb", "--host", "0.0.0.0", "--port", "0")
        self.assertEqual(refused.returncode, 2)
        self.assertIn("--allow-remote", refused.stderr)
        taken = self.program.run("serve", "--to", "serve.duckdb", "--port", str(self.bench.port))
        self.assertEqual(taken.returncode, 1)
        self.assertIn("--port 0", taken.stderr)

    @in_a_network
    def test_nothing_listens_for_other_machines_unless_told(self):
        self.assertTrue(listens("127.0.0.1", self.bench.port))
        self.assertFalse(listens(ADDRESS, self.bench.port))

    def assert_open_to(self, bench, host):
        """Under this name, to those who have the token."""
        def status(path, **headers):
            return bench.raw("GET", path, headers={"Host": f"{host}:{bench.port}", **headers})[0]
        token = {"Authorization": f"Bearer {bench.token}"}
        self.assertEqual(status("/api/info", **token), 200, host)
        self.assertEqual(status("/api/info", **token, Origin=f"http://{host}:{bench.port}"), 200, host)
        self.assertEqual(status("/api/info"), 401, host)
        self.assertEqual(status("/api/info", Authorization="Bearer " + "0" * 32), 401, host)
        self.assertEqual(status("/api/info", **token, Origin="http://evil.example"), 403, host)

    def assert_closed_to(self, bench, *hosts):
        for host in hosts:
            for path in ("/", "/api/info"):
                headers = {"Host": host, "Authorization": f"Bearer {bench.token}"}
                self.assertEqual(bench.raw("GET", path, headers=headers)[0], 403, host)

    @in_a_network
    def test_on_one_address(self):
        bench = self.serve("serve.duckdb", "--host", ADDRESS, "--allow-remote")
        self.assertEqual(bench.host, ADDRESS)
        self.assertFalse(listens("127.0.0.1", bench.port))
        self.assert_open_to(bench, ADDRESS)
        self.assert_closed_to(bench, "evil.example", f"evil.example:{bench.port}", ADDRESS, f"{ADDRESS}:{bench.port + 1}",
                              f"{ADDRESS}.evil.example:{bench.port}")
        self.assertEqual(bench.query("SELECT 42 AS answer")[1]["rows"], [[42]])
        self.assertEqual(next(bench.events("loads/live")), ("progress", {"running": False}))

    @in_a_network
    def test_on_every_address(self):
        bench = self.serve("serve.duckdb", "--host", "0.0.0.0", "--allow-remote")
        self.assertEqual(bench.host, socket.gethostname().lower())
        for bench.host in ("127.0.0.1", ADDRESS):
            for host in (ADDRESS, "127.0.0.1", "localhost", socket.gethostname()):
                self.assert_open_to(bench, host)
            self.assert_closed_to(bench, "evil.example", f"evil.example:{bench.port}", f"{ADDRESS}.evil.example:{bench.port}")


unittest.main(verbosity=1)

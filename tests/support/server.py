"""Starts servers that others wrote."""
import os
import socket
import subprocess
import time


def start(command, environment=None):
    """A server on a free port, which {port} in the command stands for; returns the process and the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([str(word).replace("{port}", str(port)) for word in command], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, env={**os.environ, **(environment or {})})
    deadline = time.time() + 30
    while time.time() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process, port
        time.sleep(0.05)
    raise AssertionError(f"{command[0]} does not start")

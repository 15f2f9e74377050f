"""A kernel's life as a notebook server leads it: interrupt, restart, shutdown. Prints one line of JSON.

usage: life.py KERNEL
"""
import json
import os
import sys
import time

from jupyter_client.manager import start_new_kernel

LIMIT = 240  # seconds; a busy machine is slow


def run(client, code):
    """Runs a cell; its reply and all that it printed."""
    text = []

    def hear(message):
        if message["msg_type"] == "stream":
            text.append(message["content"]["text"])
        elif message["msg_type"] in ("execute_result", "display_data", "update_display_data"):
            text.append(message["content"]["data"]["text/plain"] + "\n")

    reply = client.execute_interactive(code, allow_stdin=False, output_hook=hear, timeout=LIMIT)
    return reply["content"], "".join(text)


def lives(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def gone(pids):
    """Waits until no process is left; those that are."""
    end = time.monotonic() + LIMIT
    left = set(pids)
    while left and time.monotonic() < end:
        left = {pid for pid in left if lives(pid)}
        time.sleep(0.05)
    return sorted(left)


def pids(client):
    _, text = run(client, '#!distribute 2 --mode process\nConsole.WriteLine(Environment.ProcessId);\nvar mine = 7;')
    ranks = [int(line.split("] ")[1]) for line in text.splitlines() if line.startswith("[")]
    _, own = run(client, "Environment.ProcessId")
    return ranks + [int(own)]


manager, client = start_new_kernel(kernel_name=sys.argv[1], startup_timeout=LIMIT)
told = {}
try:
    first = pids(client)
    told["processes"] = len(set(first))

    request = client.execute('GetPassword("Word: ")', allow_stdin=True)
    question = client.get_stdin_msg(timeout=LIMIT)["content"]
    told["asked"] = [question["prompt"], question["password"]]
    client.input("open sesame")
    while True:
        message = client.get_iopub_msg(timeout=LIMIT)
        if message["parent_header"].get("msg_id") == request and message["msg_type"] == "execute_result":
            told["answered"] = message["content"]["data"]["text/plain"]
            break
    while client.get_shell_msg(timeout=LIMIT)["parent_header"].get("msg_id") != request:
        pass

    request = client.execute('#!distribute\nConsole.WriteLine("begun");\nwhile (true) { }')
    begun = ""
    while begun.count("begun") < 2:
        message = client.get_iopub_msg(timeout=LIMIT)
        if message["parent_header"].get("msg_id") == request and "data" in message["content"]:
            begun = message["content"]["data"]["text/html"]
    manager.interrupt_kernel()
    while True:
        reply = client.get_shell_msg(timeout=LIMIT)
        if reply["parent_header"].get("msg_id") == request:
            break
    told["interrupted"] = [reply["content"]["status"], reply["content"]["ename"]]
    told["kept"] = run(client, "#!distribute\nmine")[1].splitlines()[:2]

    # A restart does not wait for what runs.
    request = client.execute('#!distribute\nConsole.WriteLine("busy");\nwhile (true) { }')
    while "busy" not in client.get_iopub_msg(timeout=LIMIT)["content"].get("data", {}).get("text/html", ""):
        pass
    manager.restart_kernel(now=False)
    client.wait_for_ready(timeout=LIMIT)
    told["left after restart"] = gone(first)
    told["count after restart"] = run(client, "1 + 1")[0]["execution_count"]
    second = pids(client)
finally:
    client.stop_channels()
    manager.shutdown_kernel()
told["left after shutdown"] = gone(second)
print(json.dumps(told))

# SPDX-License-Identifier: Apache-2.0
"""Evidence of TPMs: how many quotes one core appraises, what 2,000 devices cost that are asked each minute, and how long an answer takes."""
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile

from .collect import Station
from .place import BINARIES, PROGRAM, STOREBENCH, fresh
from .process import run
from .report import Row
from .statistics import median, percentile

REPEATS = 5
ASKED = 60


def measure():
    return list(rows())


def rows():
    # It fails where a quote is not accepted.
    told = [json.loads(run([STOREBENCH, "attest"])[0]) for _ in range(REPEATS)]
    rates = [one["per_cpu_second"] for one in told]
    yield Row("devices", "quotes of 8 registers appraised in a CPU-second, P-256, keys known", median(rates), "/s", 3000,
              f"{told[0]['quotes']:,} quotes of {told[0]['devices']} devices, {REPEATS} times; {min(rates):,.0f} to {max(rates):,.0f}", told[0], is_floor=True)
    # Answers as they come from the line, judged and kept in batches as the station's rounds bring them.
    kept = [json.loads(run([STOREBENCH, "devices", "--data", str(fresh("devices"))])[0]) for _ in range(REPEATS)]
    shares = [100 * one["core_share_2000_a_minute"] for one in kept]
    yield Row("devices", "share of a core that 2,000 devices take, each asked every minute", median(shares), "%", 10,
              f"{kept[0]['quotes']:,} answers parsed, judged and kept in batches of 8, without TLS, {REPEATS} times; {min(shares):.1f} to {max(shares):.1f} %, "
              f"{kept[0]['bytes_per_quote']} bytes kept of each", kept[0])
    yield from asked()


def asked():
    """A real station, agent and software TPM: seconds from each question to its answer, as the station records them."""
    what = "from question to answer, swtpm and agent on this machine, over TLS, p95"
    if not shutil.which("swtpm"):
        yield Row("devices", what, None, "ms", 250, "swtpm is not installed")
        return
    agent = os.path.join(BINARIES, "vedette-agent")
    # Paths of Unix sockets are short.
    with tempfile.TemporaryDirectory() as folder, Station() as station:
        tpm = f"{folder}/tpm"
        os.mkdir(f"{folder}/state")
        programs = [subprocess.Popen(["swtpm", "socket", "--tpm2", "--tpmstate", f"dir={folder}/state", "--server", f"type=unixio,path={tpm}", "--ctrl",
                                      f"type=unixio,path={tpm}.ctrl", "--flags", "not-need-init,startup-clear"], stderr=subprocess.DEVNULL)]
        try:
            settings = os.path.join(folder, "station.yaml")
            with open(settings, "w", encoding="utf-8") as file:
                file.write(f"data: {station.data}\ncollector:\n  listen: 127.0.0.1:0\n  enrol: 127.0.0.1:{station.enrolment}\n")
            token = json.loads(run([PROGRAM, "gateways", "invite", "gw-bench", "--json", "--config", settings])[0])["token"]
            run([agent, "enroll", "--station", f"127.0.0.1:{station.enrolment}", "--token", token, "--state", f"{folder}/agent", "--key", "file"])
            with open(f"{folder}/agent.yaml", "w", encoding="utf-8") as file:
                file.write(f"stations:\n  - 127.0.0.1:{station.port}\nlogs:\n  - {folder}/eve.json\nstate: {folder}/agent\ntpm: swtpm:path={tpm}\n")
            programs.append(subprocess.Popen([agent, "run", "--config", f"{folder}/agent.yaml"], stderr=subprocess.DEVNULL))
            run([PROGRAM, "attest", "enroll", "gw-bench", "--pin", "--config", settings])
            for _ in range(ASKED):
                run([PROGRAM, "attest", "quote", "gw-bench", "--config", settings])
            with sqlite3.connect(f"file:{station.data}/attest.db?mode=ro", uri=True) as store:
                terms = store.execute("SELECT terms FROM record WHERE kind = 'quote' AND verdict <> 'reject'").fetchall()
            ages = sorted(1000 * json.loads(one[0])["age"] for one in terms)
        finally:
            for program in reversed(programs):
                program.send_signal(signal.SIGTERM)
                program.wait()
    if len(ages) < ASKED:
        raise SystemExit(f"of {ASKED} questions {len(ages)} were answered")
    yield Row("devices", what, percentile(ages, 0.95), "ms", 250,
              f"{len(ages)} quotes of 8 registers; {median(ages):.1f} in the middle, {ages[-1]:.1f} at most", {"ages_ms": ages})

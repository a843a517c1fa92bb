# SPDX-License-Identifier: Apache-2.0
"""Hosts for tests: network namespaces of their own on one switch, each with a root that is this machine's until it writes."""
import os
import signal
import subprocess
import sys
import time

SWITCH = "vt-switch"
# RFC 5737: for documentation, so that nothing outside is ever meant. The namespaces have no way out anyway.
NETWORK = "192.0.2."


def call(*words, check=True, **options):
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", **options)
    if check and done.returncode:
        raise SystemExit(f"{' '.join(words)} ended with {done.returncode}:\n{done.stdout}")
    return done


class Switch:
    """A bridge in a namespace of its own."""

    def __enter__(self):
        call("ip", "netns", "add", SWITCH)
        call("ip", "-n", SWITCH, "link", "add", "br0", "type", "bridge")
        call("ip", "-n", SWITCH, "link", "set", "br0", "up")
        return self

    def __exit__(self, *_):
        call("ip", "netns", "del", SWITCH, check=False)


class Host:
    """A host `name` with the address 192.0.2.`number`. What it writes goes away with it."""

    def __init__(self, folder, name, number):
        self.name, self.space, self.address = name, f"vt-{name}", f"{NETWORK}{number}"
        self.folder, self.root = os.path.join(folder, name), os.path.join(folder, name, "root")
        self.number, self.running = number, []

    def __enter__(self):
        try:
            self.build()
        except BaseException:
            self.__exit__()
            raise
        return self

    def build(self):
        os.makedirs(self.folder)
        call("mount", "-t", "tmpfs", "-o", "size=1500m", "vt", self.folder)
        for part in ("upper", "work", "root"):
            os.mkdir(os.path.join(self.folder, part))
        call("mount", "-t", "overlay", "overlay", "-o",
             f"lowerdir=/,upperdir={self.folder}/upper,workdir={self.folder}/work", self.root)
        call("mount", "-t", "tmpfs", "vt", f"{self.root}/run")
        call("mount", "-t", "tmpfs", "vt", f"{self.root}/tmp")
        call("mount", "-t", "proc", "proc", f"{self.root}/proc")
        os.chmod(f"{self.root}/tmp", 0o1777)
        call("ip", "netns", "add", self.space)
        link = f"vt{self.number}"
        call("ip", "-n", SWITCH, "link", "add", link, "type", "veth", "peer", "name", "uplink", "netns", self.space)
        call("ip", "-n", SWITCH, "link", "set", link, "master", "br0", "up")
        call("ip", "-n", self.space, "link", "set", "lo", "up")
        call("ip", "-n", self.space, "link", "set", "uplink", "up")
        call("ip", "-n", self.space, "address", "add", f"{self.address}/24", "dev", "uplink")

    def __exit__(self, *_):
        for process in self.running:
            process.kill()
        for _ in range(50):
            pids = call("ip", "netns", "pids", self.space, check=False).stdout.split()
            if not pids:
                break
            call("kill", "-KILL", *pids, check=False)
            time.sleep(0.1)
        call("ip", "netns", "del", self.space, check=False)
        call("umount", "-R", "-l", self.root, check=False)
        call("umount", "-l", self.folder, check=False)

    def inside(self, words, user=None):
        """The command that runs `words` on this host, as `user`."""
        if user:
            words = ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", *words]
        # Each command has a mount namespace of its own, which ends with it: what removes this folder must never meet the machine's devices.
        enter = 'mount -t sysfs vt "$0/sys" && mount --rbind /dev "$0/dev" && exec chroot "$0" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM=xterm-256color ' \
                'LC_ALL=C.UTF-8 HOME=/tmp DEBIAN_FRONTEND=noninteractive "$@"'
        return ["ip", "netns", "exec", self.space, "sh", "-c", enter, self.root, *words]

    def run(self, *words, user=None, check=True, **options):
        return call(*self.inside(words, user), check=check, **options)

    def start(self, *words, user=None, log):
        """Starts a command whose output goes into a file of that name beside the host's root."""
        with open(os.path.join(self.folder, log), "ab") as file:
            process = subprocess.Popen(self.inside(words, user), stdout=file, stderr=file, stdin=subprocess.DEVNULL)
        self.running.append(process)
        return process

    def said(self, log):
        with open(os.path.join(self.folder, log), encoding="utf-8", errors="replace") as file:
            return file.read()

    def write(self, path, text, mode=0o644):
        path = self.root + path
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)

    def copy(self, source, path):
        with open(source, "rb") as file, open(self.root + path, "wb") as copy:
            copy.write(file.read())

    def link(self, *words, check=True):
        """Changes the host's own link, as by `ip link set uplink ...`."""
        return call("ip", "-n", self.space, "link", "set", "uplink", *words, check=check)


class StationHost(Host):
    """A host with Vedette's packages on it."""

    def install(self, packages):
        for path in packages:
            self.copy(path, "/tmp/" + os.path.basename(path))
        self.run("dpkg", "-i", *("/tmp/" + os.path.basename(path) for path in packages))

    def vedette(self, *words, check=True):
        return self.run("env", "HOME=/var/lib/vedette", "vedette", *words, user="vedette", check=check).stdout

    def installer(self, name):
        """Has the station write a gateway's installer; gives the folder of its files."""
        self.run("install", "-d", "-o", "vedette", "/tmp/out")
        self.vedette("gateways", "installer", name, "--output", "/tmp/out")
        return f"{self.root}/tmp/out"


def passed(what):
    print(f"ok  {what}", flush=True)


def end_when_asked():
    """Lets SIGTERM end a test as Ctrl-C does, so that nothing stays."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def until(what, test, seconds=60):
    """Waits until `test` gives something true, and gives it."""
    end = time.monotonic() + seconds
    while True:
        found = test()
        if found:
            return found
        if time.monotonic() > end:
            raise SystemExit(f"FAILED: {what}: not within {seconds} s")
        time.sleep(0.2)

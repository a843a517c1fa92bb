// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Glibc

/// Tries what a worker must not be able to do, and says what came of it: for tests, and for whoever sets a machine up.
enum ProtectionCheck {
    /// - Returns: 0 where everything was kept from it.
    static func run() -> Int32 {
        _ = Protection.begin()
        do throws(JobFailure) {
            for part in try Protection().apply() { print("this kernel has no \(part)") }
        } catch {
            print(error.line)
            return 1
        }
        var isSafe = true
        for (deed, isKept) in attempts() {
            print("\(isKept ? "kept from" : "CAN"): \(deed)")
            isSafe = isSafe && isKept
        }
        return isSafe ? 0 : 1
    }

    private static func attempts() -> [(String, Bool)] {
        let place = "/tmp/vedette-anonymizer-check"
        var limit = rlimit()
        unsafe getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
        return [
            ("open a socket", socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) < 0),
            ("connect to other programs", socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0) < 0),
            ("start a program", unsafe execv("/bin/true", [nil]) < 0),
            ("start a process", isKeptFromForking),
            ("read a file that is not its input", unsafe open("/etc/passwd", O_RDONLY) < 0),
            ("write a file that is not its output", unsafe open(place, O_WRONLY | O_CREAT, 0o600) < 0),
            ("signal another process", kill(getppid(), 0) < 0),
            ("raise its limits", unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit) < 0),
            ("leave a dump", limit.rlim_max == 0),
        ]
    }

    private static var isKeptFromForking: Bool {
        var child: pid_t = 0
        return unsafe posix_spawn(&child, "/bin/true", nil, nil, [nil], nil) != 0
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Programs
import Query
import Testing

@Suite("Other programs within limits")
struct BoundedProcessTests {
    private func run(
        _ script: String, _ answer: BoundedProcess.Answer = .both, most: Int = 16 << 20,
        until cancellation: Cancellation = Cancellation()
    ) throws -> BoundedProcess.Outcome {
        var process = BoundedProcess(path: "/bin/sh", arguments: ["-c", script], folder: "/", answer: answer)
        process.answerMost = most
        return try process.run(until: cancellation)
    }

    private func text(_ outcome: BoundedProcess.Outcome) -> String {
        switch outcome {
        case .ended(_, let answer), .killed(let answer): String(decoding: answer, as: UTF8.self)
        }
    }

    /// Waits until a process of a number is gone, or nobody has waited for it yet.
    private func isGone(_ id: pid_t) -> Bool {
        for _ in 0..<1000 {
            guard let state = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8) else { return true }
            if state.split(separator: ")").last?.hasPrefix(" Z") == true { return true }
            usleep(10_000)
        }
        return false
    }

    @Test("the wanted outputs and the end are told")
    func outputs() throws {
        let script = "echo a; echo b >&2; exit 3"
        #expect(try run(script) == .ended(.status(3), answer: Array("a\nb\n".utf8)))
        #expect(try run(script, .output) == .ended(.status(3), answer: Array("a\n".utf8)))
        #expect(try run(script, .errors) == .ended(.status(3), answer: Array("b\n".utf8)))
        #expect(try run("exec >&- 2>&-; exit 4") == .ended(.status(4), answer: []))
        #expect(try run("echo a; kill -SEGV $$") == .ended(.signal(SIGSEGV), answer: Array("a\n".utf8)))
    }

    @Test("what it says last is not lost, however much it is")
    func long() throws {
        let outcome = try run("head -c 3000000 /dev/zero; echo end")
        #expect(text(outcome).utf8.count == 3_000_004 && text(outcome).hasSuffix("end\n"))
    }

    @Test("it gets no input, its own place, little of the environment, no descriptors and no signals of ours")
    func surroundings() throws {
        signal(SIGPIPE, SIG_IGN)
        let seen = text(try run("cat; pwd; env; ls /proc/self/fd; grep -E 'Sig(Ign|Blk)' /proc/self/status"))
        let lines = seen.split(separator: "\n").map(String.init)
        #expect(lines.first == "/")
        #expect(lines.contains("LC_ALL=C") && !lines.contains { $0.hasPrefix("HOME=") })
        // The folder that ls reads is the one beside the three.
        #expect(lines.filter { Int($0) != nil } == ["0", "1", "2", "3"])
        let signals = lines.suffix(2).compactMap { $0.split(separator: "\t").last.flatMap { UInt64($0, radix: 16) } }
        #expect(signals.first == 0 && signals.count == 2)
        #expect((signals.last ?? .max) & 1 << UInt64(SIGPIPE - 1) == 0)
    }

    @Test(
        "what it leaves running goes with it, whether that holds its outputs or not",
        arguments: ["", ">/dev/null 2>&1"])
    func leftovers(_ redirection: String) throws {
        let outcome = try run("sleep 1000 \(redirection) & echo $!; exit 5")
        guard case .ended(.status(5), let answer) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        let line = String(decoding: answer, as: UTF8.self).split(separator: "\n").first
        let sleeper = try #require(line.flatMap { pid_t($0) })
        #expect(isGone(sleeper))
    }

    @Test("one that goes on is killed with what it has started, once it shall end")
    func killing() throws {
        let cancellation = Cancellation(deadline: .now + .milliseconds(300))
        let outcome = try run("sleep 1000 & echo $!; sleep 1000", until: cancellation)
        guard case .killed(let answer) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        // It may not have come so far on a slow machine.
        if let line = String(decoding: answer, as: UTF8.self).split(separator: "\n").first {
            #expect(isGone(try #require(pid_t(line))))
        }
        guard case .killed(let much) = try run("exec yes", most: 1000) else {
            Issue.record("yes ended")
            return
        }
        #expect(much.count > 1000)
    }

    @Test("a signal that we get does not keep the end of time from being noticed")
    func interrupted() throws {
        let cancellation = Cancellation()
        signal(SIGUSR1) { _ in }
        let reader = pthread_self()
        // As often as it takes: one before the waiting begins says nothing.
        let isOver = Cancellation()
        Thread {
            for _ in 0..<20 {
                pthread_kill(reader, SIGUSR1)
                usleep(2000)
            }
            cancellation.cancel()
            while !isOver.isSet { usleep(1000) }
        }.start()
        #expect(try run("sleep 1000", until: cancellation) == .killed(answer: []))
        isOver.cancel()
    }

    @Test("what cannot be started says why")
    func missing() {
        let process = BoundedProcess(path: "/no/such", arguments: [], folder: "/", answer: .both)
        let failure = #expect(throws: StartFailure.self) { try process.run(until: Cancellation()) }
        #expect(failure?.code == ENOENT && failure?.reason == "No such file or directory")
    }
}

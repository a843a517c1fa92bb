// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
internal import Foundation
internal import Glibc
package import Processes

/// One run of the worker: an order goes in, messages come out, and it is over.
package struct WorkerRun: Sendable {
    /// How it ended.
    package enum Ending: Sendable, Hashable {
        case succeeded(JobReport)
        case failed(JobFailure, JobReport?)
        /// Nobody wanted it any more.
        case cancelled
        /// It has said all, which is neither; for orders that are no jobs.
        case said
    }

    private let program: WorkerProgram
    private let limits: LimitedProcess.Limits
    private let silentSeconds: Double

    /// How often it is asked whether the run is still wanted, in milliseconds.
    private static let pause: Int32 = 100
    /// How long it may take to put its things away once it is to end, in seconds.
    private static let grace = 5.0
    /// It gets of the environment only where programs are, and what OpenCV's libraries must be told of some processors.
    private static var environment: [String] {
        let own = ProcessInfo.processInfo.environment
        return ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8"]
            + ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"].compactMap { name in own[name].map { "\(name)=\($0)" } }
    }

    package init(_ program: WorkerProgram, limits: LimitedProcess.Limits = .init(), silentSeconds: Double = 600) {
        self.program = program
        self.limits = limits
        self.silentSeconds = silentSeconds
    }

    /// Runs the worker with an order to its end; to be called on a thread of its own, which the kernel watches in its place. `hear` gets each
    /// message as it comes, the last one too; `doubt` is called where it said what no worker says.
    package func run(
        _ order: WorkerOrder, while isWanted: () -> Bool, hear: (WorkerMessage) -> Void = { _ in },
        doubt: () -> Void = {}
    ) -> Ending {
        guard let line = try? JSONEncoder().encode(order) else {
            return .failed(JobFailure(.worker, "the order cannot be written"), nil)
        }
        let process: LimitedProcess
        do throws(StartFailure) {
            process = try LimitedProcess(
                path: program.path, arguments: [], environment: Self.environment, limits: limits)
        } catch {
            return .failed(JobFailure(.worker, "\(program.path) cannot be started: \(error.reason)"), nil)
        }
        _ = process.tell(Array(line) + [0x0a])
        do throws(JobFailure) {
            return try listen(to: process, isWanted, doubt, hear)
        } catch {
            _ = process.end()
            return .failed(error, nil)
        }
    }

    private func listen(
        to process: LimitedProcess, _ isWanted: () -> Bool, _ doubt: () -> Void, _ hear: (WorkerMessage) -> Void
    ) throws(JobFailure) -> Ending {
        var lines = WorkerLines()
        var last: Ending?
        var hasSpoken = false
        var heard = Self.seconds
        while true {
            guard isWanted() else { return stop(process) }
            // Looked at before reading, so that nothing is missed of what it said before its end.
            let hasEnded = process.hasEnded
            var bytes: [UInt8] = []
            switch process.read(into: &bytes, waiting: Self.pause) {
            case .some:
                for message in try Self.messages(of: bytes, &lines, doubt) {
                    guard last == nil else {
                        doubt()
                        throw JobFailure(.worker, "the worker went on after it had said its last")
                    }
                    hear(message)
                    hasSpoken = true
                    switch message {
                    case .succeeded(let report): last = .succeeded(report)
                    case .failed(let failure, let report): last = .failed(failure, report)
                    case .opened, .progress, .preview, .tested: break
                    }
                }
                heard = Self.seconds
            case .silent where hasEnded, .end:
                return Self.verdict(last, process.hasEnded ? process.end() : wait(for: process), hasSpoken: hasSpoken)
            case .silent:
                guard Self.seconds - heard < silentSeconds else {
                    throw JobFailure(.worker, "the worker said nothing for \(Int(silentSeconds)) s and was ended")
                }
            }
        }
    }

    private static func messages(
        of bytes: [UInt8], _ lines: inout WorkerLines, _ doubt: () -> Void
    ) throws(JobFailure) -> [WorkerMessage] {
        do throws(JobFailure) { return try lines.take(bytes) } catch {
            doubt()
            throw error
        }
    }

    /// What has said its last and closed its output is about to end; for some seconds it may.
    private func wait(for process: LimitedProcess) -> BoundedProcess.Ending {
        let end = Self.seconds + Self.grace
        while !process.hasEnded, Self.seconds < end { usleep(1000) }
        return process.end()
    }

    /// It said that it succeeded, and ended as one that did; nothing else is a success.
    private static func verdict(_ last: Ending?, _ ending: BoundedProcess.Ending, hasSpoken: Bool) -> Ending {
        switch (last, ending) {
        case (.failed(let failure, let report)?, _): .failed(failure, report)
        case (let last?, .status(0)): last
        case (nil, .status(0)) where hasSpoken: .said
        case (_, .signal(SIGXCPU)), (_, .signal(SIGKILL)):
            .failed(
                JobFailure(
                    .worker,
                    "the worker was killed: by somebody, or as it used more memory or processor time than it may"), nil)
        case (_, .signal(let number)):
            .failed(JobFailure(.worker, "the worker crashed (signal \(number)) on this input"), nil)
        case (_, .status(let status)):
            .failed(JobFailure(.worker, "the worker ended with status \(status) and did not say why"), nil)
        }
    }

    private func stop(_ process: LimitedProcess) -> Ending {
        process.terminate()
        let end = Self.seconds + Self.grace
        var ignored: [UInt8] = []
        while !process.hasEnded, Self.seconds < end {
            ignored.removeAll(keepingCapacity: true)
            // What it says now is nobody's; a full pipe must not keep it from ending.
            if process.read(into: &ignored, waiting: 20) == .end { usleep(1000) }
        }
        _ = process.end()
        return .cancelled
    }

    private static var seconds: Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

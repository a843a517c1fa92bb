// SPDX-License-Identifier: Apache-2.0

internal import CLinux
internal import Glibc
internal import NIOPosix
internal import Processes

/// Has the program that looks after the cameras run beside the agent, on a thread of its own: begins it, again where it ends, and ends it with the
/// agent. What it says goes where the agent's lines go; its jobs come by the journal, which is followed as a log is.
final class CameraWatch: Sendable {
    private let pool = NIOThreadPool(numberOfThreads: 1)

    /// Begins. What keeps it from that is told, and tried again: events are sent meanwhile.
    ///
    /// - Parameter stop: a descriptor that is readable once it is to end; it is not read from.
    init(
        _ keys: CameraKeys, folder: AgentFolder, pace: AgentPace, desk: CameraDesk, stop: Int32,
        say: @escaping @Sendable (String) -> Void
    ) {
        // So that the shipper finds one to follow, whether that program is there or not.
        if !AgentFile.isThere(folder.jobs) { try? AgentFile.write(folder.jobs, [], mode: 0o600, isDurable: false) }
        pool.start()
        pool.submit { _ in
            var round = CameraProgram(keys, folder: folder, pace: pace, desk: desk, stop: stop, say: say)
            round.run()
        }
    }

    /// Waits until it has ended, which takes as long as workers need to put their things away.
    func waitForEnd() { try? pool.syncShutdownGracefully() }
}

/// What the watch does again and again.
private struct CameraProgram {
    private let path: String
    private let arguments: [String]
    private let pace: AgentPace
    private let desk: CameraDesk
    private let stop: Int32
    private let say: @Sendable (String) -> Void
    private var said = ""
    private var pause: Int64

    /// Milliseconds between two looks whether it has ended.
    private static let lookPause: Int32 = 500
    /// Milliseconds that it has for its end, in which workers have five seconds for theirs.
    private static let patience: Int64 = 12_000

    init(
        _ keys: CameraKeys, folder: AgentFolder, pace: AgentPace, desk: CameraDesk, stop: Int32,
        say: @escaping @Sendable (String) -> Void
    ) {
        path = keys.program
        arguments = keys.arguments(folder)
        self.pace = pace
        self.desk = desk
        self.stop = stop
        self.say = say
        pause = pace.pause
    }

    mutating func run() {
        repeat {
            let begun = AgentClock.ticks
            guard let trouble = attend() else { return }
            // What ran for long has nothing to do with why it ended before.
            pause = AgentClock.ticks - begun > pace.longestPause ? pace.pause : min(2 * pause, pace.longestPause)
            tell(trouble)
        } while !isOver(within: pause)
    }

    /// Runs it once; why it ended, `nil` where the agent ends.
    private func attend() -> String? {
        guard unsafe access(path, X_OK) == 0 else {
            return
                "\(path) is not there or may not be run; install vedette-anonymizer, or name it by anonymizer-program"
        }
        var ends: [Int32] = [-1, -1]
        guard unsafe linux_pipe(&ends) >= 0 else { return "no pipe can be made; too many files are open" }
        // The end of ours closes with this process, however that ends, and it ends itself then.
        defer { close(ends[1]) }
        let process: AttendedProcess
        do throws(StartFailure) {
            defer { close(ends[0]) }
            process = try AttendedProcess(path: path, arguments: arguments, connection: ends[0])
        } catch {
            return "\(path) cannot be started: \(error.reason)"
        }
        desk.put("")
        while true {
            if let ending = process.look() { return "\(path) \(Self.words(ending))" }
            if isOver(within: Int64(Self.lookPause) * 1000) { break }
        }
        process.terminate()
        let end = AgentClock.ticks + Self.patience * 1000
        // Who does not end in time is killed with the last that has it.
        while process.look() == nil, AgentClock.ticks < end { _ = poll(nil, 0, 20) }
        desk.put("the agent was ended")
        return nil
    }

    private static func words(_ ending: BoundedProcess.Ending) -> String {
        switch ending {
        case .status(0): "ended by itself"
        case .status(2): "does not take what it is told; is it of the same version?"
        case .status(let status): "ended with status \(status)"
        case .signal(let number): "was ended by signal \(number)"
        }
    }

    /// Tells what is wrong, once.
    private mutating func tell(_ trouble: String) {
        desk.put(trouble)
        guard said != trouble else { return }
        said = trouble
        say("the cameras are not looked after: \(PlainText.line(trouble)); events are sent all the same")
    }

    /// Waits for an end or so many microseconds; whether it is the end.
    private func isOver(within pause: Int64) -> Bool {
        var wait = pollfd(fd: stop, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&wait, 1, Int32(clamping: pause / 1000)) > 0
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Glibc
internal import Processes

/// Suricata's program, for what it tells without capturing anything. Calls block, within limits of time and size.
struct SuricataProgram: Sendable {
    let path: String
    /// Suricata's own configuration.
    let configuration: String
    /// An empty folder that is the agent's.
    let folder: String
    /// How long a call may take, in microseconds.
    let limit: Int64
    /// Readable once nothing is to be waited for any more; -1 for none.
    let stop: Int32

    /// The most bytes that it may say.
    private static let sizeLimit = 8 << 20

    /// What came of files that Suricata was to check.
    enum Verdict: Sendable, Hashable {
        case good
        /// It would not run them; its own lines, as far as they tell of errors.
        case bad([String])
        /// It could not be asked; why, in one line.
        case unknown(String)
        /// The agent is to end.
        case stopped
    }

    /// What its configuration says.
    ///
    /// - Throws: where it says nothing that can be used; the verdict is never `good`.
    func setup() throws(Unusable) -> SuricataSetup {
        let (text, isGood) = try run(["--dump-config", "-c", configuration], .both)
        guard isGood else {
            let why = Self.complaints(text).first ?? "no reason told"
            throw Unusable(.unknown("\(configuration) cannot be used: \(why)"))
        }
        return SuricataSetup(dump: text)
    }

    /// Checks a file of signatures and a `threshold.config` by themselves: `suricata -T`.
    func check(rules: String, thresholds: String?, _ setup: SuricataSetup) -> Verdict {
        var arguments = ["-T", "-c", configuration, "-S", rules, "-l", folder]
        if let thresholds { arguments += ["--set", "threshold-file=\(thresholds)"] }
        do throws(Unusable) {
            let (text, isGood) = try run(arguments + setup.quiet, .both)
            return isGood ? .good : .bad(Self.complaints(text))
        } catch {
            return error.verdict
        }
    }

    struct Unusable: Error {
        let verdict: Verdict

        init(_ verdict: Verdict) { self.verdict = verdict }
    }

    private func run(
        _ arguments: [String], _ answer: BoundedProcess.Answer
    ) throws(Unusable) -> (text: String, isGood: Bool) {
        do throws(AgentProblem) { try AgentFile.makeFolder(folder) } catch { throw Unusable(.unknown(error.line)) }
        var process = BoundedProcess(path: path, arguments: arguments, folder: folder, answer: answer)
        process.answerMost = Self.sizeLimit
        let end = AgentClock.ticks + limit
        let outcome: BoundedProcess.Outcome
        do throws(StartFailure) {
            outcome = try process.run { AgentClock.ticks < end && !isStopped }
        } catch {
            throw Unusable(.unknown("\(path) cannot be started: \(error.reason); is suricata-program the right path?"))
        }
        switch outcome {
        case .ended(.status(let code), let answer): return (String(decoding: answer, as: UTF8.self), code == 0)
        case .ended(.signal(let signal), _): throw Unusable(.unknown("\(path) was ended by signal \(signal)"))
        case .killed(let answer):
            if isStopped { throw Unusable(.stopped) }
            throw Unusable(
                .unknown(
                    answer.count > Self.sizeLimit
                        ? "\(path) says more than \(Self.sizeLimit >> 20) MiB"
                        : "\(path) takes longer than \(limit / 1_000_000) s"))
        }
    }

    private var isStopped: Bool {
        guard stop >= 0 else { return false }
        var wish = pollfd(fd: stop, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&wish, 1, 0) > 0
    }

    /// The lines that tell of errors, in whatever form the configuration has them logged; where there are none, the last ones.
    private static func complaints(_ text: String) -> [String] {
        let lines = text.split(whereSeparator: \.isNewline).map { PlainText.line(String($0)) }
        let errors = lines.filter { $0.firstPlace(of: "Error") != nil || $0.hasPrefix("E: ") }
        return errors.isEmpty ? Array(lines.suffix(3)) : errors
    }
}

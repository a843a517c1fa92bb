// SPDX-License-Identifier: Apache-2.0

package import Cameras

/// What the supervisor of a gateway's cameras is told: by the agent, or by a person who tries it.
package struct CameraSettings: Sendable, Hashable {
    /// The folder of what it keeps.
    package var state = ""
    /// Where its lines about jobs go.
    package var journal = ""
    /// Where models are; `nil` for none.
    package var models: String?
    /// Jobs that run at once; `nil` for one for each two processors, as a worker uses that many.
    package var workers: Int?
    /// Seconds after success for which inputs are kept; `nil` for ever.
    package var keepInputsSeconds: Int?
    /// Seconds after success for which outputs are kept; `nil` for ever.
    package var keepOutputsSeconds: Int?
    /// Bytes of memory that a worker may have of its own.
    package var memoryBytes = 1 << 30
    /// Seconds for which a file must have stayed as it is before it counts as complete.
    package var settleSeconds = 5
    /// Whether descriptor 3 is a pipe whose end is the wish to end.
    package var isAttended = false
    package var cameras: [WatchedCamera] = []

    package static let usage = """
        vedette-anonymizer watch --state DIR --journal FILE [--models DIR] [--workers N] [--keep-inputs SECONDS]
            [--keep-outputs SECONDS] [--memory BYTES] [--settle SECONDS] [--attended] CAMERA...
        CAMERA is one argument: 'NAME FOLDER OUTPUT [fixed|moving|auto] [accept-degraded] [keep-audio]'
        """

    /// What the arguments behind `watch` say.
    ///
    /// - Throws: what is wrong with them.
    package init(_ arguments: [String]) throws(CameraProblem) {
        var rest = arguments[...]
        while let word = rest.popFirst() {
            if word == "--attended" {
                isAttended = true
            } else if word.hasPrefix("--") {
                guard let value = rest.popFirst() else { throw Self.wrong("\(word) has no value") }
                try take(word, value)
            } else {
                try take(camera: word)
            }
        }
        guard state.hasPrefix("/"), journal.hasPrefix("/"), models?.hasPrefix("/") ?? true else {
            throw Self.wrong("--state, --journal and --models need whole paths")
        }
        guard !cameras.isEmpty else { throw Self.wrong("no camera is named") }
        if let problem = WatchedCamera.problem(cameras) { throw Self.wrong(problem) }
    }

    private mutating func take(camera text: String) throws(CameraProblem) {
        do throws(WatchedCamera.Problem) { cameras.append(try WatchedCamera(text)) } catch {
            throw Self.wrong(error.line)
        }
    }

    private mutating func take(_ option: String, _ value: String) throws(CameraProblem) {
        switch option {
        case "--state": state = value
        case "--journal": journal = value
        case "--models": models = value
        case "--workers": workers = try Self.number(option, value, 1...64)
        case "--keep-inputs": keepInputsSeconds = try Self.number(option, value, 0...1_000_000_000)
        case "--keep-outputs": keepOutputsSeconds = try Self.number(option, value, 0...1_000_000_000)
        case "--memory": memoryBytes = try Self.number(option, value, (64 << 20)...(1 << 40))
        case "--settle": settleSeconds = try Self.number(option, value, 0...3600)
        default: throw Self.wrong("there is no option \(option)")
        }
    }

    private static func number(
        _ option: String, _ value: String, _ range: ClosedRange<Int>
    ) throws(CameraProblem) -> Int {
        guard let number = Int(value), range.contains(number) else {
            throw wrong("\(option) is a number of \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private static func wrong(_ what: String) -> CameraProblem { CameraProblem("\(what)\n\(usage)", isWrongUse: true) }

    /// How many jobs run at once on a machine with so many processors.
    func workers(onProcessors count: Int) -> Int { workers ?? max(1, count / 2) }
}

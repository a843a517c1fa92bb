// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Another program that is run for its answer, within limits of time and size; no shell is between.
package struct BoundedProcess: Sendable {
    /// Which of its outputs is the answer; another one is thrown away.
    package enum Answer: Sendable {
        case output, errors, both
    }

    /// How a program ends.
    package enum Ending: Sendable, Hashable {
        case status(Int32)
        case signal(Int32)
    }

    /// What came of it.
    package enum Outcome: Sendable, Hashable {
        /// It ended by itself.
        case ended(Ending, answer: [UInt8])
        /// It said too much, or time was up, and it was killed; the answer is what it had said.
        case killed(answer: [UInt8])
    }

    package var path: String
    package var arguments: [String]
    /// Where it is started.
    package var folder: String
    package var answer: Answer
    /// It is killed when it has said more bytes than these.
    package var answerMost = 16 << 20

    package init(path: String, arguments: [String], folder: String, answer: Answer) {
        self.path = path
        self.arguments = arguments
        self.folder = folder
        self.answer = answer
    }

    /// It gets of the environment only where programs are.
    private static let environment = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"]

    /// How long a look for the end of time may take to notice it, in milliseconds.
    private static let pause: Int32 = 50

    /// Runs it to its end, or as long as `isWanted` says, which is asked many times a second. It gets no input. When it has ended, what it has left behind
    /// in its process group is killed, once that is silent.
    ///
    /// - Throws: `StartFailure`.
    package func run(while isWanted: () -> Bool) throws(StartFailure) -> Outcome {
        let child = try ChildProcess(self, environment: Self.environment)
        var bytes: [UInt8] = []
        var isOpen = true
        // Who has closed its outputs is about to end.
        var rest: Int32 = 1
        while bytes.count <= answerMost, isWanted() {
            // Looked at before reading, so that nothing is missed of what it said before its end.
            let hasEnded = child.hasEnded
            if isOpen {
                let reading = child.read(into: &bytes, waiting: Self.pause)
                if reading == .some { continue }
                isOpen = reading == .silent
            } else if !hasEnded {
                _ = poll(nil, 0, rest)
                rest = min(2 * rest, Self.pause)
            }
            if hasEnded { return .ended(child.end(), answer: bytes) }
        }
        _ = child.end()
        return .killed(answer: bytes)
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Foundation

/// What a worker says, cut into lines and understood. A worker that a clip has taken over may say anything: lines are bounded, and what is no
/// message, or one that cannot be true, is told as a failure of the worker.
struct WorkerLines {
    private var bytes: [UInt8] = []
    /// Bytes at the front that hold no end of a line.
    private var seen = 0

    /// Takes what came; the messages that are complete now, in order.
    mutating func take(_ new: [UInt8]) throws(JobFailure) -> [WorkerMessage] {
        bytes += new
        var messages: [WorkerMessage] = []
        var start = 0
        while let end = bytes[max(start, seen)...].firstIndex(of: 0x0a) {
            if end > start { messages.append(try Self.message(bytes[start..<end])) }
            start = end + 1
            seen = start
        }
        bytes.removeFirst(start)
        seen = bytes.count
        guard seen <= WorkerMessage.lengthLimit else { throw Self.nonsense("a line of more than 4 MiB") }
        return messages
    }

    private static func message(_ line: ArraySlice<UInt8>) throws(JobFailure) -> WorkerMessage {
        guard line.count <= WorkerMessage.lengthLimit else { throw nonsense("a line of more than 4 MiB") }
        guard let message = try? JSONDecoder().decode(WorkerMessage.self, from: Data(line)) else {
            throw nonsense("what is no message")
        }
        guard message.isSound else { throw nonsense("what cannot be true") }
        return message
    }

    private static func nonsense(_ what: String) -> JobFailure {
        JobFailure(.worker, "the worker said \(what), and was ended; nothing of what it made is kept")
    }
}

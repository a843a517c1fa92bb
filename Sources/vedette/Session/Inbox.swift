// SPDX-License-Identifier: Apache-2.0

internal import Console
internal import Synchronization

/// Where other threads leave messages for the console.
///
/// Notes that something was stored and the station's reports are kept once, the newest, and so is what is known so far of an answer;
/// answers are kept all, and of those there are never more than questions.
final class Inbox: Sendable {
    private struct Content {
        var messages: [Message] = []
        var changed: Int64?
        var ingest: IngestStatus?
    }

    private let content = Mutex(Content())
    private let wake: @Sendable () -> Void

    /// `wake` is called after each message, from any thread.
    init(wake: @escaping @Sendable () -> Void) {
        self.wake = wake
    }

    /// Leaves a message and wakes the console; from any thread.
    func send(_ message: Message) {
        content.withLock { content in
            switch message {
            case .storeChanged(let token): content.changed = token
            case .ingest(let status): content.ingest = status
            case .soFar(let id, _, _):
                let older = content.messages.firstIndex { if case .soFar(id, _, _) = $0 { true } else { false } }
                if let older { content.messages[older] = message } else { content.messages.append(message) }
            default: content.messages.append(message)
            }
        }
        wake()
    }

    /// How many messages wait.
    var count: Int { content.withLock { $0.messages.count } }

    /// Everything that was left, in order; reports of the station come last.
    func take() -> [Message] {
        content.withLock { content in
            var messages = content.messages
            if let status = content.ingest { messages.append(.ingest(status)) }
            if let token = content.changed { messages.append(.storeChanged(token: token)) }
            content = Content()
            return messages
        }
    }
}

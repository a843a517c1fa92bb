// SPDX-License-Identifier: Apache-2.0

internal import Console
internal import Synchronization
internal import Terminal

/// Where other threads leave messages for the console.
///
/// Notes that something was stored and the station's reports are kept once, the newest; answers are kept all, and of
/// those there are never more than questions.
final class Inbox: Sendable {
    private struct Content {
        var messages: [Message] = []
        var changed: Int64?
        var ingest: IngestStatus?
    }

    private let content = Mutex(Content())
    private let waker: WakeDescriptor

    init(waker: WakeDescriptor) {
        self.waker = waker
    }

    /// Leaves a message and wakes the console; from any thread.
    func send(_ message: Message) {
        content.withLock { content in
            switch message {
            case .storeChanged(let token): content.changed = token
            case .ingest(let status): content.ingest = status
            default: content.messages.append(message)
            }
        }
        waker.wake()
    }

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

// SPDX-License-Identifier: Apache-2.0

internal import GRDB
internal import Synchronization

/// A connection to a file that is opened when it is first used, and anew once another file has the name: a backup that was put
/// in place, or an editor that would save into a file nobody sees any more.
final class SharedConnection: Sendable {
    private struct Opened {
        var queue: DatabaseQueue
        var identity: FileIdentity
    }

    private let path: String
    private let opened = Mutex<Opened?>(nil)

    init(_ path: String) {
        self.path = path
    }

    /// The connection, made by `open` where there is none to the present file; `nil` where `open` finds no file.
    func take(_ open: () throws(StoreError) -> DatabaseQueue?) throws(StoreError) -> DatabaseQueue? {
        let outcome = opened.withLock { opened in
            if let known = opened, FileIdentity(path) == known.identity {
                return Result<DatabaseQueue?, StoreError>.success(known.queue)
            }
            opened = nil
            return Result { () throws(StoreError) in
                guard let queue = try open() else { return nil }
                // Taken away in this very moment: nothing may be saved into it.
                guard let identity = FileIdentity(path) else { throw StoreError.failed("stat", path: path) }
                opened = Opened(queue: queue, identity: identity)
                return queue
            }
        }
        return try outcome.get()
    }
}

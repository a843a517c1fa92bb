// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Waits for the right to make a file that several processes write, or to change its tables, which takes others some milliseconds.
enum SharedFileLock {
    /// - Throws: `StoreError.busy` where it is not to be had within ten seconds; `StoreError.system`.
    static func wait(_ path: String) throws(StoreError) -> StoreLock {
        for _ in 0..<1000 {
            do throws(StoreError) {
                return try StoreLock(path)
            } catch {
                guard case .busy = error else { throw error }
                usleep(10_000)
            }
        }
        return try StoreLock(path)
    }
}

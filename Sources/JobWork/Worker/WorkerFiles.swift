// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
internal import Crypto
package import EVE
internal import Foundation
internal import Glibc

/// What a worker leaves on the disk, as the station sees to it. Nothing here follows a symbolic link.
package enum WorkerFiles {
    /// The name under which a worker writes before its output is released.
    package static func partial(of output: String) -> String { output + ".partial" }

    /// Whether this user owns what is at a path.
    static func isOwn(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0 && status.st_uid == geteuid()
    }

    /// Whether something is at a path, be it a broken link.
    package static func isThere(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0
    }

    /// Removes what a worker that did not end well may have left: its unreleased output. One that runs holds its own by a lock, and that stays.
    ///
    /// - Returns: whether nothing is there any more.
    @discardableResult
    package static func removePartial(of output: String) -> Bool { removeUnheld(partial(of: output)) }

    /// Removes a file or folder that no process holds by a lock; whether nothing is there any more.
    static func removeUnheld(_ path: String) -> Bool {
        guard isThere(path) else { return true }
        let descriptor = unsafe open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        defer { if descriptor >= 0 { close(descriptor) } }
        if descriptor >= 0 {
            // Where a file system has no locks nobody holds it.
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else { return false }
            guard FileIdentity(path) == FileIdentity(descriptor: descriptor) else { return !isThere(path) }
        }
        try? FileManager.default.removeItem(atPath: path)
        return !isThere(path)
    }

    /// Removes an output that was released and must not be, with what is not released of it.
    ///
    /// - Returns: whether nothing is there any more.
    package static func takeBack(_ output: String) -> Bool {
        removePartial(of: output)
        if isThere(output) { try? FileManager.default.removeItem(atPath: output) }
        return !isThere(output)
    }

    /// Takes back what a try that nobody saw end has left: what is not released, and of what was released all but what a stream's try had checked before.
    /// What was there before the try began is not its own.
    ///
    /// - Returns: whether nothing of it is there any more.
    package static func takeBack(_ job: Job, isStream: Bool) -> Bool {
        if isStream {
            _ = StreamFiles(folder: job.output).removePartial()
            return true
        }
        removePartial(of: job.output)
        guard let changed = changed(job.output), let started = job.started, changed >= started else { return true }
        return takeBack(job.output)
    }

    /// When the newest change was made to what is at a path; `nil` where nothing is.
    package static func changed(_ path: String) -> Instant? {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return nil }
        return Instant(microseconds: Int64(status.st_ctim.tv_sec) * 1_000_000 + Int64(status.st_ctim.tv_nsec) / 1000)
    }

    /// Holds a report of success against the order and the disk: the station takes a worker's word for nothing that it can see itself.
    ///
    /// - Returns: why the output must not stay, in one line; `nil` where all is as the report says.
    package static func fault(in report: JobReport, of order: WorkerOrder.Processing) -> JobFailure? {
        if report.residualLeft > 0 {
            return JobFailure(
                .privacy, "\(report.residualLeft) regions were found again in the output, which was removed")
        }
        guard report.input.path == StreamAddress.told(order.input), report.options == order.options,
            report.models == order.models
        else {
            return JobFailure(.worker, "the worker reports another order than it was given; its output was removed")
        }
        guard !report.outputs.isEmpty else { return JobFailure(.worker, "the worker reports no output") }
        for output in report.outputs {
            guard output.path == order.output || isWithin(order.output, output.path) else {
                return JobFailure(.worker, "the worker reports an output that it was not to write: \(output.path)")
            }
            guard let found = look(at: output.path), found.bytes == output.bytes, found.sha256 == output.sha256 else {
                return JobFailure(.worker, "\(output.path) is not what the worker reports; it was removed")
            }
        }
        return nil
    }

    /// Whether a path leads to something straight in a folder, with no way out of it.
    private static func isWithin(_ folder: String, _ path: String) -> Bool {
        guard path.hasPrefix(folder + "/") else { return false }
        let name = path.dropFirst(folder.count + 1)
        return !name.isEmpty && !name.contains("/") && name != ".." && name != "."
    }

    /// Size and SHA-256 of a regular file; `nil` where there is none that can be read.
    package static func look(at path: String) -> (bytes: Int64, sha256: String)? {
        let descriptor = unsafe open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        var digest = SHA256()
        var count: Int64 = 0
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let read = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if read < 0 {
                if errno == EINTR { continue }
                return nil
            }
            guard read > 0 else { break }
            digest.add(read == buffer.count ? buffer : Array(buffer[..<read]))
            count += Int64(read)
        }
        return (count, Hexadecimal.text(digest.digest()))
    }
}

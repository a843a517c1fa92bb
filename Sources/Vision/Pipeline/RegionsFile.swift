// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Foundation

/// The file of what was masked: a line of `FrameRegions` for each frame.
final class RegionsFile {
    private let path: String
    private let handle: FileHandle
    private let encoder = JSONEncoder()

    /// - Throws: `.output` where it cannot be made or is there already.
    init(path: String) throws(JobFailure) {
        self.path = path
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw JobFailure(.output, "\(path): \(unsafe String(cString: strerror(errno)))")
        }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        encoder.outputFormatting = .sortedKeys
    }

    func add(_ regions: FrameRegions) throws(JobFailure) {
        do {
            try handle.write(contentsOf: try encoder.encode(regions) + [0x0A])
        } catch {
            throw JobFailure(.output, "\(path): \(error.localizedDescription)")
        }
    }

    /// Takes it away again, after a failure.
    func remove() { _ = unsafe unlink(path) }
}

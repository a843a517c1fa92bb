// SPDX-License-Identifier: Apache-2.0

internal import CLinux
internal import Glibc

/// Files taken whole. They are not mapped: one that is cut while it is mapped ends the process at the next look.
enum FileBytes {
    /// How much is read at a time.
    private static let piece = 1 << 20

    /// The bytes of an ordinary file of at most `limit` bytes.
    static func all(of path: String, limit: Int) throws(GeoFailure) -> [UInt8] {
        let file = unsafe linux_open_for_reading(path)
        guard file >= 0 else {
            throw -file == ENOENT ? .missing(path: path) : .unreadable(path: path, code: -file)
        }
        defer { close(file) }
        var status = linux_file_status()
        let known = unsafe linux_status_of_descriptor(file, &status)
        guard known == 0, status.kind == Int32(LINUX_FILE_REGULAR) else { throw .noFile(path: path) }
        guard status.size <= limit else { throw .tooLarge(path: path) }
        var buffer = [UInt8](repeating: 0, count: piece)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(status.size))
        while true {
            let count = unsafe linux_read(file, &buffer, buffer.count)
            guard count >= 0 else { throw .unreadable(path: path, code: Int32(clamping: -count)) }
            guard count > 0 else { return bytes }
            // It may have grown since.
            guard bytes.count + Int(count) <= limit else { throw .tooLarge(path: path) }
            bytes += buffer[..<Int(count)]
        }
    }
}

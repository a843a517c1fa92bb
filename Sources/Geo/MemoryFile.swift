// SPDX-License-Identifier: Apache-2.0

internal import CLinux
internal import Glibc

/// A copy of a file in memory, which nobody else changes: a mapped file that is cut while it is read ends the process.
struct MemoryFile: ~Copyable {
    private let descriptor: Int32
    let size: Int

    /// Copies an ordinary file of at most `limit` bytes.
    init(copyOf path: String, limit: Int) throws(GeoFailure) {
        let source = unsafe linux_open_for_reading(path)
        guard source >= 0 else {
            throw -source == ENOENT ? .missing(path: path) : .unreadable(path: path, code: -source)
        }
        defer { close(source) }
        var status = linux_file_status()
        let known = unsafe linux_status_of_descriptor(source, &status)
        guard known == 0, status.kind == Int32(LINUX_FILE_REGULAR) else { throw .noFile(path: path) }
        guard status.size <= limit else { throw .tooLarge(path: path) }
        let target = unsafe linux_memory_file("vedette-geo")
        guard target >= 0 else { throw .unreadable(path: path, code: -target) }
        do throws(GeoFailure) {
            size = try Self.copy(source, to: target, limit: limit, path)
        } catch {
            close(target)
            throw error
        }
        descriptor = target
    }

    deinit {
        close(descriptor)
    }

    private static func copy(_ source: Int32, to target: Int32, limit: Int, _ path: String) throws(GeoFailure) -> Int {
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        var size = 0
        while true {
            let count = unsafe linux_read(source, &buffer, buffer.count)
            guard count >= 0 else { throw .unreadable(path: path, code: Int32(clamping: -count)) }
            guard count > 0 else { return size }
            size += Int(count)
            guard size <= limit else { throw .tooLarge(path: path) }
            let code = unsafe linux_write_all(target, buffer, Int(count))
            guard code == 0 else { throw .unreadable(path: path, code: -code) }
        }
    }

    /// A name by which this process can open it, as long as this value lives.
    var path: String { "/proc/self/fd/\(descriptor)" }

    /// The last bytes, at most `count`.
    func suffix(_ count: Int) -> [UInt8] {
        let count = min(count, size)
        let start = Int64(size - count)
        return unsafe [UInt8](unsafeUninitializedCapacity: count) { target, filled in
            filled = Int(max(0, unsafe linux_read_at(descriptor, target.baseAddress, count, start)))
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Foundation
internal import Glibc

/// One line of a job's file of regions. Nothing in the file is believed: reading it, and what comes of it, are bounded.
enum RegionsLine {
    /// Bytes that are gone through, of a line that is taken, and regions of a frame.
    private static let scannedMost = 4 << 30
    private static let lineMost = 1 << 20
    private static let regionsMost = 2000

    /// What was masked in the frame, in pixels of its clip; nothing where the file does not say it.
    static func regions(of frame: Int, in path: String) -> [Region] {
        guard frame >= 0, let line = line(frame, of: path),
            let told = try? JSONDecoder().decode(FrameRegions.self, from: Data(line)), told.frame == frame
        else { return [] }
        return Array(told.regions.prefix(regionsMost))
    }

    /// The line of this number, counted from 0, without its end.
    static func line(_ number: Int, of path: String) -> [UInt8]? {
        let file = unsafe open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { _ = close(file) }
        var status = stat()
        guard unsafe fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        var (passed, scanned) = (0, 0)
        var line: [UInt8] = []
        while scanned < scannedMost {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return nil }
            scanned += count
            var rest = buffer[..<count]
            while passed < number, let end = rest.firstIndex(of: 0x0a) {
                passed += 1
                rest = rest[(end + 1)...]
            }
            guard passed == number else { continue }
            let end = rest.firstIndex(of: 0x0a)
            line += rest[..<(end ?? rest.endIndex)]
            guard line.count <= lineMost else { return nil }
            if end != nil { return line }
        }
        return nil
    }
}

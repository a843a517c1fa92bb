// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import CLinux

/// Whether a file is as long as its container says, since demuxers take the end of a file for the end of its pictures.
enum ContainerLength {
    /// - Throws: `JobFailure` of kind input, where the file ends before its container does.
    static func check(_ file: borrowing InputFile) throws(JobFailure) {
        let end: Int64? =
            switch bytes(of: file, at: 0, count: 12) {
            case let head where head.starts(with: "RIFF".utf8): riffEnd(head)
            case let head where head.starts(with: [0x1A, 0x45, 0xDF, 0xA3]): matroskaEnd(file)
            case let head where head.dropFirst(4).starts(with: "ftyp".utf8): mp4End(file)
            default: nil
            }
        guard let end, end > file.size else { return }
        throw JobFailure(
            .input, "\(file.path): it is cut short: it is to have at least \(end) bytes and has \(file.size)")
    }

    /// RIFF: its size stands behind the tag, little-endian. Zero where a recorder was not ended.
    private static func riffEnd(_ head: [UInt8]) -> Int64? {
        guard head.count >= 8 else { return nil }
        let size = head[4..<8].reversed().reduce(Int64(0)) { $0 << 8 | Int64($1) }
        return size == 0 || size == 0xFFFF_FFFF ? nil : size + 8
    }

    /// ISO/IEC 14496-12, section 4.2: boxes, each with its size before its type; 1 has the size in 64 bits behind it, 0 goes to the end.
    private static func mp4End(_ file: borrowing InputFile) -> Int64? {
        var offset: Int64 = 0
        for _ in 0..<100_000 {
            let head = bytes(of: file, at: offset, count: 16)
            guard head.count >= 8 else { return nil }
            var size = head[0..<4].reduce(Int64(0)) { $0 << 8 | Int64($1) }
            if size == 1, head.count == 16 {
                size = Int64(clamping: head[8..<16].reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
            }
            guard size >= 8 else { return nil }
            let (end, overflows) = offset.addingReportingOverflow(size)
            if overflows || end > file.size { return overflows ? .max : end }
            offset = end
        }
        return nil
    }

    /// RFC 8794: an EBML header, then the segment, whose size is unknown where all its bits are ones.
    private static func matroskaEnd(_ file: borrowing InputFile) -> Int64? {
        guard let header = sized(bytes(of: file, at: 4, count: 8)), let headerSize = header.size else { return nil }
        let begin = 4 + Int64(header.length) + min(headerSize, 1 << 20)
        let head = bytes(of: file, at: begin, count: 12)
        guard head.starts(with: [0x18, 0x53, 0x80, 0x67]), let segment = sized(Array(head.dropFirst(4))) else {
            return nil
        }
        guard let size = segment.size else { return nil }
        return begin + 4 + Int64(segment.length) + size
    }

    /// A variable-length number of up to eight bytes, and how many it has; `nil` in it for all ones.
    private static func sized(_ bytes: [UInt8]) -> (length: Int, size: Int64?)? {
        guard let first = bytes.first, first != 0 else { return nil }
        let length = first.leadingZeroBitCount + 1
        guard bytes.count >= length else { return nil }
        let mask = Int64(1) << (7 * length) - 1
        let value = bytes[0..<length].reduce(Int64(0)) { $0 << 8 | Int64($1) } & mask
        return (length, value == mask ? nil : value)
    }

    private static func bytes(of file: borrowing InputFile, at offset: Int64, count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let descriptor = file.descriptor
        let read = unsafe bytes.withUnsafeMutableBytes {
            unsafe linux_read_at(descriptor, $0.baseAddress, $0.count, offset)
        }
        return Array(bytes.prefix(max(0, Int(read))))
    }
}

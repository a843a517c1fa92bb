// SPDX-License-Identifier: Apache-2.0
internal import Compression
internal import EVE

/// The bytes of a file, decompressed where they are compressed; offsets count what comes out.
///
/// The format is known by the first bytes. A plain file may grow: after its end was met, a later read goes on.
struct ByteSource: ~Copyable {
    let file: OpenFile
    /// The compressed format, or `nil` for a plain source.
    let format: CompressionFormat?
    /// Whether any offset can be read at any time: a plain, regular file.
    let isSeekable: Bool
    /// Offset of the next byte that `read` gives.
    private(set) var position: UInt64 = 0
    /// How many bytes of the file itself have been read; for progress.
    private(set) var filePosition: UInt64

    private let isRegular: Bool
    private var decompressor: StreamDecompressor?
    /// Read from the file to know the format, and not yet used.
    private var begun: [UInt8]
    /// Decompressed ahead by `peek`, and not yet given.
    private var ahead: [UInt8] = []

    /// How many compressed bytes are read at once.
    private static let inputSize = 64 << 10

    /// Takes over an open file and looks at its first bytes.
    ///
    /// - Throws: `notAFile` for a directory or device, `cannotRead`, `compressed(outOfMemory)`.
    init(_ file: consuming OpenFile) throws(IntakeError) {
        let status = try file.status()
        guard status.kind == .regular || status.kind == .pipe else {
            throw .notAFile(path: file.path)
        }
        let isRegular = status.kind == .regular
        let first = try Self.firstBytes(of: file, isRegular: isRegular)
        let format = CompressionFormat.detect(first)
        decompressor = try Self.decompressor(format, path: file.path)
        self.format = format
        self.isRegular = isRegular
        isSeekable = isRegular && format == nil
        begun = isRegular ? [] : first
        filePosition = UInt64(begun.count)
        self.file = file
    }

    private static func firstBytes(of file: borrowing OpenFile, isRegular: Bool) throws(IntakeError) -> [UInt8] {
        var first: [UInt8] = []
        while first.count < CompressionFormat.magicLength {
            let offset = UInt64(first.count)
            let limit = CompressionFormat.magicLength - first.count
            let count =
                isRegular
                ? try file.read(at: offset, into: &first, limit: limit)
                : try file.readOn(offset: offset, into: &first, limit: limit)
            guard count > 0 else {
                break
            }
        }
        return first
    }

    private static func decompressor(
        _ format: CompressionFormat?, path: String
    ) throws(IntakeError) -> StreamDecompressor? {
        guard let format else {
            return nil
        }
        do throws(CompressionError) {
            return try StreamDecompressor(format)
        } catch {
            throw .compressed(path: path, error)
        }
    }

    /// Appends at most `limit` bytes and returns how many; 0 at the end.
    ///
    /// - Throws: what is wrong after everything good before it has been given.
    mutating func read(into buffer: inout [UInt8], limit: Int) throws(IntakeError) -> Int {
        let count: Int
        if !ahead.isEmpty {
            count = min(limit, ahead.count)
            buffer.append(contentsOf: ahead[..<count])
            ahead.removeFirst(count)
        } else {
            count = try readOn(into: &buffer, limit: limit)
        }
        position += UInt64(count)
        return count
    }

    /// The first `count` bytes from `position` on, or fewer at the end or before damage; `read` gives them again.
    ///
    /// - Throws: what is wrong where there is not one good byte.
    mutating func peek(_ count: Int) throws(IntakeError) -> [UInt8] {
        var held = ahead
        do throws(IntakeError) {
            while held.count < count {
                guard try readOn(into: &held, limit: count - held.count) > 0 else {
                    break
                }
            }
        } catch {
            guard !held.isEmpty else {
                throw error
            }
        }
        ahead = held
        return Array(held.prefix(count))
    }

    /// Goes to another offset of a seekable source.
    mutating func seek(to offset: UInt64) {
        precondition(isSeekable)
        ahead = []
        position = offset
        filePosition = offset
    }

    private mutating func readOn(into buffer: inout [UInt8], limit: Int) throws(IntakeError) -> Int {
        guard format != nil else {
            return try readFile(into: &buffer, limit: limit)
        }
        while true {
            switch try pull(into: &buffer, limit: limit) {
            case .output(let count): return count
            case .finished: return 0
            case .needsInput:
                var input: [UInt8] = []
                if try readFile(into: &input, limit: Self.inputSize) == 0 {
                    decompressor?.finish()
                } else {
                    decompressor?.push(input)
                }
            }
        }
    }

    private enum Pull {
        case output(Int)
        case needsInput
        case finished
    }

    private mutating func pull(into buffer: inout [UInt8], limit: Int) throws(IntakeError) -> Pull {
        let before = buffer.count
        do throws(CompressionError) {
            return switch try decompressor?.pull(into: &buffer, limit: limit) {
            case .output: .output(buffer.count - before)
            case .needsInput: .needsInput
            case .finished, nil: .finished
            }
        } catch {
            throw .compressed(path: file.path, error)
        }
    }

    private mutating func readFile(into buffer: inout [UInt8], limit: Int) throws(IntakeError) -> Int {
        let count: Int
        if isRegular {
            count = try file.read(at: filePosition, into: &buffer, limit: limit)
        } else if !begun.isEmpty {
            // These were counted when they were read.
            buffer.append(contentsOf: begun)
            defer { begun = [] }
            return begun.count
        } else {
            count = try file.readOn(offset: filePosition, into: &buffer, limit: limit)
        }
        filePosition += UInt64(count)
        return count
    }
}

// SPDX-License-Identifier: Apache-2.0
internal import EVE

/// Cuts bytes into blocks of complete lines and holds back the beginning of a line.
///
/// Bytes are appended to `buffer` by the reader, at most `lineLimit` at a time, and `next` is called after each time.
struct LineSplitter {
    /// What was read and not yet cut: at most one beginning of a line between two calls.
    var buffer: [UInt8] = []
    /// Offset behind the last block; what a bookmark may hold.
    private(set) var offset: UInt64
    /// How many lines lie before `offset`.
    private(set) var lines: UInt64
    /// The bytes before `offset`.
    private(set) var tail: TailWindow

    /// A line over the limit, of which only the beginning is kept.
    private struct Overlong {
        var refusal: Rejection
        var length: Int
        var tail: TailWindow
    }

    private let lineLimit: Int
    private var overlong: Overlong?
    /// How many first bytes of `buffer` are known to hold no line feed.
    private var scanned = 0

    /// A splitter of what follows `offset`, before which there are `lines` lines and the bytes of `tail`.
    init(offset: UInt64 = 0, lines: UInt64 = 0, tail: TailWindow = TailWindow(), lineLimit: Int) {
        self.offset = offset
        self.lines = lines
        self.tail = tail
        self.lineLimit = max(lineLimit, 1)
    }

    /// Offset of the next byte to append.
    var readOffset: UInt64 {
        offset + UInt64(overlong?.length ?? 0) + UInt64(buffer.count)
    }

    /// How many bytes may be appended before the next call of `next`.
    func room(_ wanted: Int) -> Int {
        min(wanted, lineLimit)
    }

    /// The complete lines in the buffer, if there are any; `atEnd` makes a line without line feed complete.
    mutating func next(atEnd: Bool = false) -> CutBlock? {
        var refused: [Rejection] = []
        if let refusal = refuseOverlong(atEnd: atEnd) {
            refused.append(refusal)
        }
        guard overlong == nil else {
            return nil
        }
        let cut = atEnd ? buffer.count : ByteScan.lastLineFeed(in: buffer, from: scanned).map { $0 + 1 } ?? 0
        scanned = buffer.count - cut
        guard cut > 0 || !refused.isEmpty else {
            return nil
        }
        let rest = Array(buffer[cut...])
        buffer.removeLast(rest.count)
        let block = LineBlock(bytes: buffer, offset: offset, firstLine: lines + 1, refused: refused)
        offset += UInt64(cut)
        lines += UInt64(ByteScan.lines(in: buffer))
        tail.append(buffer)
        buffer = rest
        return CutBlock(lines: block, end: offset, endLines: lines, tailHash: tail.hash)
    }

    /// Handles a first line over the limit; returns its refusal once its end has been seen.
    private mutating func refuseOverlong(atEnd: Bool) -> Rejection? {
        let feed = ByteScan.firstLineFeed(in: buffer, from: scanned)
        let length = feed ?? buffer.count
        if overlong == nil {
            guard length > lineLimit else {
                return nil
            }
            let head = Array(buffer.prefix(Rejection.headLimit))
            overlong = Overlong(
                refusal: Rejection(reason: .tooLong, line: lines + 1, offset: offset, head: head), length: 0, tail: tail
            )
        }
        guard var line = overlong else {
            return nil
        }
        let passed = min(length + 1, buffer.count)
        line.length += passed
        line.tail.append(buffer[..<passed])
        buffer.removeFirst(passed)
        scanned = 0
        guard feed != nil || atEnd else {
            overlong = line
            return nil
        }
        overlong = nil
        offset += UInt64(line.length)
        lines += 1
        tail = line.tail
        return line.refusal
    }
}

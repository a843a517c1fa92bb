// SPDX-License-Identifier: Apache-2.0
internal import EVE

/// Cuts the text of a JSON array into blocks in which each element is one line.
///
/// Byte for byte the blocks are the array's text, so that offsets stay those of the text: only line breaks inside an
/// element become spaces, and what stands between two elements becomes spaces and one line feed. It knows strings and
/// nesting and nothing else of JSON; whether an element is good is for the decoder to say.
/// Several arrays behind each other read as one. The memory is bounded by the longest element, as with lines.
struct ArraySplitter {
    /// What was read and not yet looked at.
    var buffer: [UInt8] = []
    private(set) var lines: UInt64

    private enum Place {
        /// Before `[` or behind `]`.
        case outside
        /// In the array, between elements.
        case gap
        case element(Element)
        /// Behind something that is no array: the rest is passed over, and refused as one line at the end.
        case lost(Rejection)
        case ended
    }

    private struct Element {
        var offset: UInt64
        /// How many brackets are open; 0 in a bare string or number.
        var depth: Int
        var inString = false
        var escaped = false
        /// Its first bytes, once it is over the limit and no longer kept.
        var overlong: [UInt8]?
    }

    private let lineLimit: Int
    private let blockSize: Int
    private var place: Place
    /// Offset of `buffer[0]`.
    private var position: UInt64
    private var tail: TailWindow
    /// Offset up to which `tail` has seen the text.
    private var tailOffset: UInt64
    /// The block in the making: complete elements up to `completeCount`, then the beginning of one.
    private var output: [UInt8] = []
    private var outputOffset: UInt64 = 0
    private var firstLine: UInt64 = 1
    private var completeCount = 0
    /// Offset behind the last complete or refused element.
    private var completeEnd: UInt64
    private var refused: [Rejection] = []

    /// What separates two elements is written out up to this length; beyond it a new block begins.
    private static let gapLimit: UInt64 = 4096

    /// A splitter of what follows `offset`: 0, or the end of an element.
    init(offset: UInt64 = 0, lines: UInt64 = 0, tail: TailWindow = TailWindow(), lineLimit: Int, blockSize: Int) {
        position = offset
        tailOffset = offset
        completeEnd = offset
        self.lines = lines
        self.tail = tail
        self.lineLimit = max(lineLimit, 1)
        self.blockSize = blockSize
        place = offset == 0 ? .outside : .gap
    }

    /// The complete elements in the buffer, up to a block; `nil` when there are none left and more text is wanted.
    ///
    /// With `atEnd` an unfinished element is refused as torn; the block that says so may hold no lines.
    mutating func next(atEnd: Bool = false) -> CutBlock? {
        var index = 0
        while index < buffer.count {
            if completeCount >= blockSize || mustCut(beforeElementAt: index) {
                return cut(scanned: index)
            }
            switch place {
            case .outside, .gap: scanSeparator(&index)
            case .element(let element): scanElement(element, &index)
            case .lost, .ended: index = buffer.count
            }
        }
        if atEnd {
            refuseRest(at: index)
        }
        if completeCount > 0 || !refused.isEmpty {
            return cut(scanned: index)
        }
        forget(index)
        return nil
    }

    /// Whether an element begins here that cannot stand in the same block as the one before it.
    private func mustCut(beforeElementAt index: Int) -> Bool {
        guard completeCount > 0, case .gap = place, !Self.separates(buffer[index]), buffer[index] != 0x5d else {
            return false
        }
        let gap = position + UInt64(index) - (outputOffset + UInt64(completeCount))
        // A refused element has a line number of its own, which the lines of one block cannot leave out.
        return gap == 0 || gap > Self.gapLimit || !refused.isEmpty
    }

    private mutating func scanSeparator(_ index: inout Int) {
        let byte = buffer[index]
        let offset = position + UInt64(index)
        switch (place, byte) {
        case (_, _) where Self.isBlank(byte): index += 1
        case (.outside, 0x5b):
            place = .gap
            index += 1
        case (.outside, _):
            let head = Array(buffer[index...].prefix(Rejection.headLimit))
            place = .lost(Rejection(reason: .notJSON, line: lines + 1, offset: offset, head: head))
        case (_, 0x2c): index += 1
        case (_, 0x5d):
            place = .outside
            index += 1
        default: beginElement(at: offset)
        }
    }

    private mutating func beginElement(at offset: UInt64) {
        if completeCount == 0 {
            outputOffset = offset
            firstLine = lines + 1
        } else {
            // `mustCut` has seen to it that there is at least one byte between them, and not too many.
            let gap = Int(offset - (outputOffset + UInt64(completeCount)))
            output.append(contentsOf: repeatElement(0x20, count: gap - 1))
            output.append(ByteScan.lineFeed)
        }
        place = .element(Element(offset: offset, depth: 0))
    }

    /// Goes on to the end of the element or of the buffer.
    private mutating func scanElement(_ begun: Element, _ index: inout Int) {
        var element = begun
        let start = index
        let (end, isComplete) = unsafe buffer.withUnsafeBufferPointer { bytes in
            unsafe Self.scan(bytes, from: start, &element)
        }
        keep(start..<end, of: &element)
        index = end
        place = isComplete ? .gap : .element(element)
        if isComplete {
            finish(element, at: position + UInt64(end))
        }
    }

    /// Finds the end of an element; returns the index behind what belongs to it.
    private static func scan(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, _ element: inout Element
    ) -> (end: Int, isComplete: Bool) {
        var index = start
        while index < bytes.count {
            let byte = unsafe bytes[index]
            index += 1
            if element.inString {
                if element.escaped {
                    element.escaped = false
                } else if byte == 0x5c {
                    element.escaped = true
                } else if byte == 0x22 {
                    element.inString = false
                    if element.depth == 0 {
                        return (index, true)
                    }
                }
                continue
            }
            switch byte {
            case 0x22: element.inString = true
            case 0x7b, 0x5b: element.depth += 1
            case 0x7d where element.depth > 0, 0x5d where element.depth > 0:
                element.depth -= 1
                if element.depth == 0 {
                    return (index, true)
                }
            case 0x5d, 0x2c, 0x20, 0x09, 0x0a, 0x0d:
                // A number or word ends before these; an element's first byte is none of them.
                if element.depth == 0 {
                    return (index - 1, true)
                }
            default: break
            }
        }
        return (index, false)
    }

    /// Copies a part of an element to the block, until it is too long.
    private mutating func keep(_ range: Range<Int>, of element: inout Element) {
        guard element.overlong == nil else {
            return
        }
        let start = output.count
        output.append(contentsOf: buffer[range])
        for index in start..<output.count where output[index] == 0x0a || output[index] == 0x0d {
            output[index] = 0x20
        }
        let first = completeCount == 0 ? 0 : Int(element.offset - outputOffset)
        if output.count - first > lineLimit {
            element.overlong = Array(output[first...].prefix(Rejection.headLimit))
            output.removeLast(output.count - completeCount)
        }
    }

    private mutating func finish(_ element: Element, at end: UInt64) {
        lines += 1
        completeEnd = end
        if let head = element.overlong {
            refused.append(Rejection(reason: .tooLong, line: lines, offset: element.offset, head: head))
        } else {
            completeCount = output.count
        }
    }

    private mutating func refuseRest(at index: Int) {
        switch place {
        case .element(let element):
            let first = completeCount == 0 ? 0 : Int(element.offset - outputOffset)
            let reason: Rejection.Reason = element.overlong == nil ? .torn : .tooLong
            let head = element.overlong ?? Array(output[first...].prefix(Rejection.headLimit))
            refused.append(Rejection(reason: reason, line: lines + 1, offset: element.offset, head: head))
            output.removeLast(output.count - completeCount)
        case .lost(let refusal): refused.append(refusal)
        case .outside, .gap, .ended: return
        }
        lines += 1
        completeEnd = position + UInt64(index)
        place = .ended
    }

    /// Hands out what is complete; the buffer was looked at up to `index`.
    private mutating func cut(scanned index: Int) -> CutBlock {
        let begun = Array(output[completeCount...])
        output.removeLast(begun.count)
        if !output.isEmpty {
            // A line feed of ours, not the text's: the next element's place is known by its own block.
            output.append(ByteScan.lineFeed)
        }
        let isInElement = if case .element = place { true } else { false }
        let block = LineBlock(
            bytes: output, offset: output.isEmpty ? completeEnd : outputOffset,
            firstLine: output.isEmpty ? lines + 1 : firstLine, refused: refused)
        feedTail(to: completeEnd)
        let result = CutBlock(lines: block, end: completeEnd, endLines: lines, tailHash: tail.hash)
        refused = []
        completeCount = 0
        if isInElement, case .element(let element) = place, element.overlong == nil {
            let separators = Int(element.offset - (outputOffset + UInt64(output.isEmpty ? 0 : output.count - 1)))
            output = output.isEmpty ? begun : Array(begun.dropFirst(separators))
            outputOffset = element.offset
        } else {
            output = []
        }
        firstLine = lines + 1
        forget(index)
        return result
    }

    /// Drops the first `index` bytes of the buffer after the tail has seen them.
    private mutating func forget(_ index: Int) {
        feedTail(to: position + UInt64(index))
        buffer.removeFirst(index)
        position += UInt64(index)
    }

    private mutating func feedTail(to offset: UInt64) {
        guard offset > tailOffset else {
            return
        }
        tail.append(buffer[Int(tailOffset - position)..<Int(offset - position)])
        tailOffset = offset
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09
    }

    private static func separates(_ byte: UInt8) -> Bool {
        isBlank(byte) || byte == 0x2c
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Finds the objects in the arrays under one key of a large JSON document, without holding the document as a tree.
///
/// What it finds is not checked: a broken element is found where it should be and refused by who parses it, and does
/// not keep those behind it from being found.
struct JSONElements {
    /// How deep a document may nest.
    private static let depthLimit = 256

    /// A container around the current place.
    private struct Frame {
        var isObject: Bool
        /// Whether it is an array whose objects are wanted.
        var isWanted = false
    }

    private let bytes: [UInt8]
    private let key: [UInt8]
    /// Whether the objects of an array that is the whole document are wanted too.
    private let takesRoot: Bool
    private var at: Int
    private var frames: [Frame] = []
    /// Where the wanted object began that the current place is in, and how many containers are around it.
    private var element: (start: Int, depth: Int)?
    private var expectsKey = false
    private var isAfterKey = false
    /// Where the document is seen to be broken; `nil` as long as it is not.
    private(set) var fault: Int?

    /// The objects in arrays under `key`, however deep.
    init(_ bytes: [UInt8], under key: StaticString, takesRoot: Bool = false) {
        self.bytes = bytes
        self.key = Array("\(key)".utf8)
        self.takesRoot = takesRoot
        at = bytes.span.isByteOrderMark(0) ? 3 : 0
    }

    /// Where the next wanted object is; `nil` at the end.
    mutating func next() -> Range<Int>? {
        while at < bytes.count {
            let byte = bytes[at]
            switch byte {
            case UInt8(ascii: "\""): skipString()
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                guard open(isObject: byte == UInt8(ascii: "{")) else { return nil }
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if let range = close(isObject: byte == UInt8(ascii: "}")) { return range }
            case UInt8(ascii: ","):
                expectsKey = frames.last?.isObject ?? false
                isAfterKey = false
                at += 1
            default: at += 1
            }
        }
        if fault == nil, !frames.isEmpty { fault = bytes.count }
        return nil
    }

    private mutating func open(isObject: Bool) -> Bool {
        guard frames.count < Self.depthLimit else {
            fault = at
            at = bytes.count
            return false
        }
        if isObject, element == nil, frames.last?.isWanted ?? false { element = (at, frames.count) }
        let isWanted = !isObject && (isAfterKey || takesRoot && frames.isEmpty)
        frames.append(Frame(isObject: isObject, isWanted: isWanted))
        expectsKey = isObject
        isAfterKey = false
        at += 1
        return true
    }

    private mutating func close(isObject: Bool) -> Range<Int>? {
        let frame = frames.popLast()
        if frame?.isObject != isObject, fault == nil { fault = at }
        expectsKey = false
        isAfterKey = false
        at += 1
        guard let found = element, frames.count <= found.depth else { return nil }
        element = nil
        return found.start..<at
    }

    /// Passes over a string, and sees whether it is the wanted key.
    private mutating func skipString() {
        let start = at + 1
        at = start
        while at < bytes.count, bytes[at] != UInt8(ascii: "\"") { at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1 }
        at = min(at, bytes.count)
        isAfterKey = expectsKey && element == nil && bytes[start..<max(start, at)].elementsEqual(key)
        expectsKey = false
        at += 1
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Compression
internal import Lumberjack

/// Makes windows of lines.
struct WindowBuilder: ~Copyable {
    /// How many bytes of frames make a window full, before compression. One long line makes a longer one.
    static let byteLimit = 512 << 10
    /// The most bytes of a line that is no object: the station keeps fewer of it.
    static let badLineLimit = 1024

    private let eventLimit: Int
    private var writer: LumberjackWriter
    private var marks: [SourceMark] = []
    private var payload: [UInt8] = []

    init(eventLimit: Int, level: Int) throws(ZlibError) {
        self.eventLimit = eventLimit
        writer = try LumberjackWriter(level: level)
    }

    var isEmpty: Bool { writer.count == 0 && marks.isEmpty }
    var hasEvents: Bool { writer.count > 0 }
    var isFull: Bool { writer.count >= eventLimit || writer.frameBytes >= Self.byteLimit }

    /// Adds a line of the source `fingerprint` at `offset`; a blank one is none.
    mutating func add(_ line: Span<UInt8>, _ fingerprint: String, _ offset: UInt64) {
        payload.removeAll(keepingCapacity: true)
        switch LineShape(of: line) {
        case .blank: return
        case .object: ShippedEvent.appendPayload(of: line, fingerprint: fingerprint, offset: offset, to: &payload)
        case .other:
            ShippedEvent.appendPayload(
                ofText: line, limit: Self.badLineLimit, fingerprint: fingerprint, offset: offset, to: &payload)
        }
        writer.append(payload)
    }

    /// Adds the beginning of a line that is too long to be sent, for the station to count.
    mutating func addRefused(_ head: [UInt8], _ fingerprint: String, _ offset: UInt64) {
        payload.removeAll(keepingCapacity: true)
        // One byte less than there is, so that it is seen to be cut.
        ShippedEvent.appendPayload(
            ofText: head.span, limit: max(0, head.count - 1), fingerprint: fingerprint, offset: offset, to: &payload)
        writer.append(payload)
    }

    /// Adds an event of the agent's own.
    mutating func add(own event: [UInt8]) {
        payload.removeAll(keepingCapacity: true)
        payload += #"{"eve":"#.utf8
        payload += event
        payload += "}".utf8
        writer.append(payload)
    }

    /// Notes that all of a source up to a place is in this window or one before.
    mutating func pass(_ mark: SourceMark) {
        if let index = marks.firstIndex(where: { $0.record == mark.record }) {
            marks[index] = mark
        } else {
            marks.append(mark)
        }
    }

    /// The window; the next one begins.
    mutating func finish() -> Window {
        let events = writer.count
        let window = Window(bytes: events > 0 ? writer.finish() : [], events: events, marks: marks)
        marks.removeAll()
        return window
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import CSimdjson

/// The one owner of a C parser; everything that crosses to C and back crosses here.
@safe
struct LineParser: ~Copyable {
    private let handle: OpaquePointer

    init() {
        guard let handle = unsafe eve_parser_create() else {
            // There is no memory for some hundred bytes; Swift's own allocations end the process here as well.
            fatalError("no memory for a JSON parser")
        }
        unsafe self.handle = handle
    }

    deinit {
        unsafe eve_parser_destroy(handle)
    }

    /// How many bytes of `text` come before its first line feed; all of them if there is none.
    static func lineLength(_ text: Span<UInt8>) -> Int {
        unsafe text.withUnsafeBufferPointer { unsafe eve_line_length($0.baseAddress, $0.count) }
    }

    /// Reads the hot fields of `line`; `fields` is only good after `EVE_OK`.
    mutating func readFields(_ line: Span<UInt8>, into fields: inout eve_fields) -> eve_status {
        unsafe line.withUnsafeBufferPointer { bytes in
            unsafe eve_parser_read_fields(handle, bytes.baseAddress, bytes.count, &fields)
        }
    }

    /// Reads `payload` as a shipper's envelope; `envelope` is only good after `EVE_OK`.
    mutating func readEnvelope(_ payload: Span<UInt8>, into envelope: inout eve_envelope) -> eve_status {
        unsafe payload.withUnsafeBufferPointer { bytes in
            unsafe eve_parser_read_envelope(handle, bytes.baseAddress, bytes.count, &envelope)
        }
    }

    /// Reads `document` into nodes, at most `limit` of them.
    mutating func readTree(_ document: Span<UInt8>, limit: Int) -> eve_status {
        unsafe document.withUnsafeBufferPointer { bytes in
            unsafe eve_parser_read_tree(handle, bytes.baseAddress, bytes.count, limit)
        }
    }

    /// Reads the values of `fields` in `document`, at most `limit` of them; with `everything` all other scalars too.
    mutating func readWanted(
        _ fields: WantedFields, _ document: Span<UInt8>, everything: Bool, limit: Int
    ) -> eve_status {
        unsafe document.withUnsafeBufferPointer { bytes in
            unsafe eve_parser_read_wanted(handle, fields.handle, bytes.baseAddress, bytes.count, everything, limit)
        }
    }

    /// Reads the same values of the line whose fields `decoded` read last, which is given again.
    mutating func readMore(
        _ fields: WantedFields, _ line: Span<UInt8>, of decoded: borrowing LineParser, everything: Bool, limit: Int
    ) -> eve_status {
        unsafe line.withUnsafeBufferPointer { bytes in
            unsafe eve_parser_read_more(
                handle, decoded.handle, fields.handle, bytes.baseAddress, bytes.count, everything, limit)
        }
    }

    /// Gives `body` the text of a view of the line just read; `nil` if the view is absent.
    @inline(__always)
    borrowing func withText<Result>(
        _ view: eve_view, in line: Span<UInt8>, _ body: (Span<UInt8>) -> Result?
    ) -> Result? {
        let start = Int(view.offset)
        switch view.place {
        case EVE_IN_LINE:
            return body(line.extracting(start..<start + Int(view.length)))
        case EVE_IN_SCRATCH:
            guard let scratch = unsafe eve_parser_scratch(handle) else { return body(Span()) }
            return body(unsafe Span(_unsafeStart: scratch + start, count: Int(view.length)))
        default:
            return nil
        }
    }

    /// Gives `body` the nodes of the document just read.
    borrowing func withNodes<Result>(_ body: (Span<eve_node>) -> Result) -> Result {
        let count = unsafe eve_parser_node_count(handle)
        guard let nodes = unsafe eve_parser_nodes(handle) else { return body(Span()) }
        return body(unsafe Span(_unsafeStart: nodes, count: count))
    }

    /// How many values the last call of `readWanted` kept.
    var valueCount: Int { unsafe eve_parser_value_count(handle) }

    /// Gives `body` those values.
    borrowing func withValues<Result>(_ body: (Span<eve_value>) -> Result) -> Result {
        guard let values = unsafe eve_parser_values(handle) else { return body(Span()) }
        return body(unsafe Span(_unsafeStart: values, count: valueCount))
    }

    /// Whether the document just read had more nodes, or values of wanted fields, than the limit.
    var wasTruncated: Bool { unsafe eve_parser_was_truncated(handle) }
}

extension Rejection.Reason {
    /// The reason for a status; `nil` for a good or a blank line.
    init?(_ status: eve_status) {
        switch status {
        case EVE_OK, EVE_BLANK: return nil
        case EVE_TORN: self = .torn
        case EVE_NOT_AN_OBJECT: self = .notAnObject
        case EVE_NOT_UTF8: self = .notUTF8
        case EVE_TOO_DEEP: self = .tooDeep
        case EVE_TOO_LONG: self = .tooLong
        default: self = .notJSON
        }
    }
}

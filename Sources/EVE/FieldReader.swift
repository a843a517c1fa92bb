// SPDX-License-Identifier: Apache-2.0

internal import CSimdjson

/// Reads the values of a fixed set of fields out of many lines, each in one walk, and makes no `String`.
///
/// A key may hold dots itself: `{"a.b":1}` and `{"a":{"b":1}}` both have the field `a.b`. Arrays are walked through, so
/// a field may have several values. Of equal keys in one object the first counts. One reader serves one thread.
package struct FieldReader: ~Copyable {
    /// How many values a line gives at most; those behind are left out.
    package static let valueLimit = EveTree.nodeLimit

    /// One value of the line just read.
    package struct Value {
        /// What a value is. Of a container only that it is there is said; its elements and members come by themselves.
        package enum Kind: Sendable {
            case string, number, bool, null, container
        }

        fileprivate let value: eve_value

        /// The index of its field's name; `nil` for a value that no name leads to.
        @inline(__always)
        package var field: Int? { value.field == UInt32.max ? nil : Int(value.field) }

        /// Whether it is no container.
        package var isScalar: Bool { value.text.place != EVE_ABSENT }

        /// Whether it is `null`.
        package var isNull: Bool { value.kind == EVE_NULL }

        /// What it is.
        package var kind: Kind {
            switch value.kind {
            case EVE_STRING: .string
            case EVE_NUMBER: .number
            case EVE_TRUE, EVE_FALSE: .bool
            case EVE_NULL: .null
            default: .container
            }
        }
    }

    /// The fields that are looked for.
    package private(set) var fields: WantedFields
    private var readsEverything: Bool
    private var parser = LineParser()

    /// A reader of `fields`; with `readsEverything` it gives all other scalars too, with no field.
    package init(_ fields: WantedFields, readsEverything: Bool = false) {
        self.fields = fields
        self.readsEverything = readsEverything
    }

    /// Looks for other fields from the next line on.
    package mutating func look(for fields: WantedFields, readsEverything: Bool) {
        self.fields = fields
        self.readsEverything = readsEverything
    }

    /// Reads `line`, which may be any JSON document; its values replace those of the line before, in the order of the
    /// wire.
    ///
    /// - Throws: `EveTreeError` if it is no JSON in UTF-8 or nests too deep. It has no values then.
    package mutating func read(_ line: Span<UInt8>) throws(EveTreeError) {
        let status = parser.readWanted(
            fields, line, everything: readsEverything, limit: Self.valueLimit)
        guard status == EVE_OK else { throw EveTreeError(reason: Rejection.Reason(status) ?? .notJSON) }
    }

    /// As `read(_:)`, of the line of the event that `decoder` decoded last: only those of its members are looked at that may
    /// have such values.
    ///
    /// - Throws: `EveTreeError` if it is another line.
    package mutating func read(_ line: Span<UInt8>, decodedBy decoder: borrowing EveDecoder) throws(EveTreeError) {
        let status = decoder.readMore(
            fields, line, into: &parser, everything: readsEverything, limit: Self.valueLimit)
        guard status == EVE_OK else { throw EveTreeError(reason: Rejection.Reason(status) ?? .notJSON) }
    }

    /// How many values the line has.
    package var count: Int { parser.valueCount }

    /// Whether values are missing because there were more than `valueLimit`.
    package var isTruncated: Bool { parser.wasTruncated }

    /// The value at `index`, which must be below `count`.
    package subscript(index: Int) -> Value {
        Value(value: parser.withValues { $0[index] })
    }

    /// Gives `body` the text of a value of the line just read, which is given again: a string without its escapes, a
    /// number, `true`, `false` or `null` as on the wire. `nil` for a container.
    package borrowing func withText<Result>(
        of value: Value, in line: Span<UInt8>, _ body: (Span<UInt8>) -> Result
    ) -> Result? {
        parser.withText(value.value.text, in: line, body)
    }

    /// The value of the line just read, which is given again, as a scalar; `nil` for a container.
    package borrowing func scalar(_ value: Value, in line: Span<UInt8>) -> Scalar? {
        withText(of: value, in: line) { text in
            switch value.kind {
            case .string: .string(text.text)
            case .number: .number(text.text)
            case .bool: .bool(text.count == 4)
            case .null, .container: .null
            }
        }
    }
}

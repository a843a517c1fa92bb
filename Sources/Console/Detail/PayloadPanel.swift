// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import Payloads

/// The bytes that an event carries, the first of them as it is looked at; worked out once for each way.
package struct PayloadPanel: Sendable, Hashable {
    /// One field, ready to be shown.
    package struct Section: Sendable, Hashable {
        package enum Content: Sendable, Hashable {
            case hex([UInt8])
            /// Lines, hostile.
            case text([String])
        }

        package var field: String
        /// Bytes, after what was decoded.
        package var count: Int
        package var isCut: Bool
        /// Whether codings were undone, so that its bytes are not those of the field.
        package var isDecoded = false
        package var content: Content

        /// Whether it shows the packet's own bytes.
        var isPacket: Bool { field == "packet" && !isDecoded }

        package var lineCount: Int {
            switch content {
            case .hex(let bytes): (bytes.count + PayloadBytes.lineBytes - 1) / PayloadBytes.lineBytes
            case .text(let lines): lines.count
            }
        }
    }

    private let payloads: [PayloadBytes]
    package private(set) var view: PayloadView
    package private(set) var sections: [Section] = []
    /// The ways to look at the first field that give something.
    package private(set) var choices: [PayloadView.Choice] = []

    /// Text is broken at so many cells, and into so many lines at the most.
    private static let columns = 64
    private static let linesMost = 20_000

    /// `view` where it fits, else hexadecimal.
    package init(_ payloads: [PayloadBytes], view: PayloadView) {
        self.payloads = payloads
        self.view = view
        settle()
    }

    package var isEmpty: Bool { payloads.isEmpty }

    /// Rows in all; each field has one for its name.
    package var rowCount: Int { sections.reduce(0) { $0 + 1 + $1.lineCount } }

    /// The row in which a byte of the packet is shown; `nil` where it is not shown in hexadecimal.
    func row(ofPacketByte byte: Int) -> Int? {
        var row = 0
        for section in sections {
            if section.isPacket, case .hex(let bytes) = section.content, bytes.indices.contains(byte) {
                return row + 1 + byte / PayloadBytes.lineBytes
            }
            row += 1 + section.lineCount
        }
        return nil
    }

    /// The next way to look at it.
    mutating func showNext() {
        let index = choices.firstIndex(of: view.choice) ?? 0
        guard !choices.isEmpty else { return }
        view.choice = choices[(index + 1) % choices.count]
        settle()
    }

    /// Whether as many codings are undone as can be.
    var isDeepest: Bool { view.codings.count >= PayloadDecoder.depthMost }

    /// Looks for codings in what was decoded, or, where nothing was, goes back by one; whether there was anything to do.
    mutating func goDeeper() -> Bool {
        if case .decoded(let coding) = view.choice {
            guard !isDeepest else { return false }
            view.under.append(coding)
        } else if view.under.popLast() == nil {
            return false
        }
        view.choice = .hex
        settle()
        if case .hex(let bytes)? = sections.first?.content, Self.isReadable(bytes) {
            view.choice = .text
            settle()
        }
        return true
    }

    private mutating func settle() {
        guard let first = payloads.first else { return }
        var decoded = PayloadDecoder.decode(first.bytes, by: view.codings)
        if decoded == nil {
            view = PayloadView()
            decoded = DecodedBytes(bytes: first.bytes, offset: 0)
        }
        let under = PayloadDecoder.decode(first.bytes, by: view.under)?.bytes ?? first.bytes
        choices = [.hex, .text] + PayloadDecoder.allCases.filter { $0.decode(under) != nil }.map { .decoded($0) }
        let bytes = decoded?.bytes ?? first.bytes
        let isText =
            switch view.choice {
            case .hex: false
            case .text: true
            case .decoded: Self.isReadable(bytes)
            }
        sections = [
            Section(
                field: first.field, count: bytes.count, isCut: first.isCut || decoded?.isCut == true,
                isDecoded: !view.codings.isEmpty,
                content: isText
                    ? .text(CellText.wrapped(bytes: bytes, columns: Self.columns, linesMost: Self.linesMost))
                    : .hex(bytes))
        ]
        sections += payloads.dropFirst().map {
            Section(field: $0.field, count: $0.bytes.count, isCut: $0.isCut, content: .hex($0.bytes))
        }
    }

    /// Whether nine in ten bytes are printable or white space, or part of a longer character.
    private static func isReadable(_ bytes: [UInt8]) -> Bool {
        let head = bytes.prefix(4096)
        let readable = head.count { $0 >= 0x20 && $0 != 0x7F || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
        let high = head.count { $0 >= 0x80 }
        return readable * 10 >= head.count * 9 && (high == 0 || String(validating: head, as: UTF8.self) != nil)
    }
}

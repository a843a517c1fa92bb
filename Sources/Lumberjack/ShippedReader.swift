// SPDX-License-Identifier: Apache-2.0
internal import EVE

/// Takes lines of EVE out of what shippers send: Vedette's agent, Filebeat with or without its Suricata module, and anything that
/// sends events as they are. One reader serves one thread at a time.
package struct ShippedReader: ~Copyable {
    /// The longest path, in bytes: Linux's PATH_MAX.
    package static let pathMost = 4096
    /// The longest device, inode or fingerprint, in bytes.
    package static let identityMost = 128
    /// The longest name of a host that is kept, in bytes (RFC 1035, section 2.3.4).
    package static let hostMost = 255

    /// Lines longer than this many bytes are refused.
    package let lineLimit: Int
    private var envelope = EnvelopeReader()
    private var identity = RecentText()
    private var path = RecentText()
    private var host = RecentText()

    /// A reader with the longest line that the decoder of the lines takes.
    package init(lineLimit: Int = 16 << 20) {
        self.lineLimit = lineLimit
    }

    /// Reads one payload and appends its line with a line feed to `lines`, which is left alone where it throws.
    ///
    /// The line of an agent, and of a text, is byte for byte that of the log; whether it is an event is for the decoder to say.
    /// What is said of its file counts where it is whole: a position without a file or an offset of another type is none.
    /// - Throws: why it gives no line.
    package mutating func read(
        _ payload: Span<UInt8>, into lines: inout [UInt8]
    ) throws(ShippedRefusal) -> ShippedEvent {
        do {
            try envelope.read(payload)
        } catch {
            throw .unreadable(error.reason)
        }
        let form = try form(of: payload)
        let start = lines.count
        let size = form == .bare ? payload.count : text(of: form).count
        guard size <= lineLimit else { throw .lineTooLong(bytes: size, limit: lineLimit) }
        try checkFile()
        if form == .bare {
            unsafe payload.withUnsafeBufferPointer { unsafe lines.append(contentsOf: $0) }
        } else {
            envelope.append(text(of: form), of: payload, to: &lines)
        }
        // Some send a line with what ends it.
        if lines.last == UInt8(ascii: "\n") && lines.count > start { lines.removeLast() }
        let line = start..<lines.count
        let refusal = Self.refusal(of: lines.span.extracting(line))
        if let refusal {
            lines.removeSubrange(line)
            throw refusal
        }
        lines.append(UInt8(ascii: "\n"))
        return ShippedEvent(
            form: form, line: line, position: position(payload),
            path: path.text(envelope.path, of: payload, in: envelope),
            host: envelope.host.count <= Self.hostMost ? host.text(envelope.host, of: payload, in: envelope) : nil)
    }

    /// The form of the payload just read.
    ///
    /// Its own bytes are preferred to what a shipper made of them. The module writes other things into `message` at times.
    private borrowing func form(of payload: Span<UInt8>) throws(ShippedRefusal) -> ShippedEvent.Form {
        if envelope.eve.isPresent { return .agent }
        let brace = UInt8(ascii: "{")
        if envelope.begins(envelope.original, of: payload, with: brace) { return .original }
        if envelope.begins(envelope.message, of: payload, with: brace) { return .message }
        if envelope.decoded.isPresent { return .decoded }
        if envelope.isEvent { return .bare }
        if envelope.message.isPresent { return .message }
        if envelope.original.isPresent { return .original }
        throw .noLine
    }

    private borrowing func text(of form: ShippedEvent.Form) -> EnvelopeReader.Text {
        switch form {
        case .agent: envelope.eve
        case .original: envelope.original
        case .decoded: envelope.decoded
        case .message, .bare: envelope.message
        }
    }

    private borrowing func checkFile() throws(ShippedRefusal) {
        guard envelope.path.count <= Self.pathMost else {
            throw .fileTooLong(bytes: envelope.path.count, limit: Self.pathMost)
        }
        let longest = max(envelope.fingerprint.count, envelope.device.count, envelope.inode.count)
        guard longest <= Self.identityMost else { throw .fileTooLong(bytes: longest, limit: Self.identityMost) }
    }

    /// Why a line cannot be one of a block of lines.
    private static func refusal(of line: Span<UInt8>) -> ShippedRefusal? {
        if EnvelopeReader.hasLineFeed(line) { return .lineFeed }
        for index in line.indices where line[index] != 0x20 && line[index] != 0x09 && line[index] != 0x0D { return nil }
        return .noLine
    }

    private mutating func position(_ payload: Span<UInt8>) -> ShippedPosition? {
        guard let offset = envelope.unsigned(envelope.offset, of: payload) else { return nil }
        if let file = identity.text(envelope.fingerprint, of: payload, in: envelope) {
            return ShippedPosition(identity: .fingerprint, file: file, offset: offset)
        }
        if let file = identity.text(envelope.device, colon: envelope.inode, of: payload, in: envelope) {
            return ShippedPosition(identity: .inode, file: file, offset: offset)
        }
        if let file = path.text(envelope.path, of: payload, in: envelope) {
            return ShippedPosition(identity: .path, file: file, offset: offset)
        }
        return nil
    }
}

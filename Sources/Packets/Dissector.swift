// SPDX-License-Identifier: Apache-2.0

/// Takes a packet apart, header by header; each layer says what the next one is and where it lies.
struct Dissector {
    /// What follows a header.
    enum Next {
        case linuxEtherType(UInt16)
        case internet(UInt8)
        case ethernet
        case nothing
    }

    static let restName = "data"

    let bytes: [UInt8]
    var nodes: [Packet.Node] = []
    /// Where the next header begins, and the end of what the headers so far leave to it.
    var start = 0
    var end: Int
    /// The addresses of the innermost IP header, for the layers above.
    var ends: (source: String, destination: String)?
    /// Set where the bytes do not hold what a header needs.
    var isBroken = false

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        end = bytes.count
    }

    mutating func run(from linkType: LinkType) {
        var next = first(linkType)
        var layers = 0
        while layers < Packet.layersMost, !isBroken, nodes.count < Packet.nodesMost {
            layers += 1
            switch next {
            case .ethernet: next = ethernet()
            case .linuxEtherType(let type): next = internet(etherType: type)
            case .internet(let number): next = transport(number)
            case .nothing: layers = Packet.layersMost
            }
        }
        if start < end, !isBroken { layer(Self.restName, "\(end - start) bytes", start..<end) }
        nodes.removeLast(max(0, nodes.count - Packet.nodesMost))
    }

    private mutating func first(_ linkType: LinkType) -> Next {
        switch linkType.inFiles {
        case .ethernet: return .ethernet
        case .null: return loopback()
        case .linuxCooked: return linuxCooked()
        case .linuxCooked2: return linuxCooked2()
        case .rawIP, .ipv4, .ipv6: return bareInternet()
        default:
            layer("link type \(linkType.rawValue)", "not known here", 0..<0)
            return .nothing
        }
    }

    // MARK: Reading

    /// How many bytes are left.
    var rest: Int { max(0, end - start) }

    /// Whether a header of so many bytes is there; if not, a row says what is missing.
    mutating func holds(_ count: Int, for name: String) -> Bool {
        guard rest < count else { return true }
        layer(name, "cut off: \(rest) of \(count) bytes are there", start..<end)
        isBroken = true
        return false
    }

    /// A byte, counted from `start`; 0 outside, which callers rule out by `holds`.
    func byte(_ offset: Int) -> UInt8 {
        let index = start + offset
        return index >= 0 && index < end ? bytes[index] : 0
    }

    func word(_ offset: Int) -> UInt16 { UInt16(byte(offset)) << 8 | UInt16(byte(offset + 1)) }

    func long(_ offset: Int) -> UInt32 { UInt32(word(offset)) << 16 | UInt32(word(offset + 2)) }

    // MARK: Writing

    mutating func layer(_ name: String, _ value: String, _ range: Range<Int>) {
        nodes.append(Packet.Node(depth: 0, name: name, value: value, range: range))
    }

    /// A field of the layer, `offset` counted from `start`; one that is not there as a whole is left out.
    mutating func field(_ name: String, _ value: String, _ offset: Int, _ count: Int, depth: Int = 1) {
        guard start + offset + count <= end else { return }
        nodes.append(
            Packet.Node(depth: depth, name: name, value: value, range: start + offset..<start + offset + count))
    }

    /// Ends with a header that is broken off: a row says how much of it is there.
    mutating func cutOff(_ wanted: Int) -> Next {
        nodes.append(
            Packet.Node(depth: 1, name: "cut off", value: "\(rest) of \(wanted) bytes are there", range: start..<end))
        isBroken = true
        return .nothing
    }

    /// Goes on behind a header.
    mutating func advance(_ count: Int) { start = min(end, start + max(0, count)) }
}

/// Numbers as people read them.
enum Notation {
    static func hex(_ number: some BinaryInteger, digits: Int) -> String {
        let text = String(number, radix: 16)
        return "0x" + String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    /// The names of the bits that are set, the highest of `names` first.
    static func flags(_ value: some BinaryInteger, _ names: [(bit: Int, name: String)]) -> String {
        let set = names.filter { Int(value) >> $0.bit & 1 == 1 }.map(\.name)
        return set.isEmpty ? "none" : set.joined(separator: " ")
    }

    static func hardware(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }.joined(separator: ":")
    }
}

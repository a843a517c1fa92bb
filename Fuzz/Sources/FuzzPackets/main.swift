// SPDX-License-Identifier: Apache-2.0

internal import CFuzzer
internal import Packets
internal import Payloads

/// Takes one input apart as a packet of some link; every row must lie in it.
private func dissect(_ bytes: [UInt8], _ link: UInt32) {
    let packet = Packet(bytes, linkType: LinkType(rawValue: link))
    precondition(packet.nodes.count <= Packet.nodesMost, "too many rows")
    for node in packet.nodes {
        precondition(
            node.range.lowerBound >= 0 && node.range.upperBound <= bytes.count, "a row lies outside of the packet")
    }
    _ = packet.summary
}

/// Undoes codings, one inside the other.
private func undo(_ bytes: [UInt8], depth: Int) {
    guard depth < 3 else { return }
    for coding in PayloadDecoder.allCases {
        guard let decoded = coding.decode(bytes) else { continue }
        precondition(decoded.bytes.count <= PayloadDecoder.outputMost, "too much was given")
        precondition(0...bytes.count ~= decoded.offset, "what was coded lies elsewhere")
        undo(decoded.bytes, depth: depth + 1)
    }
}

var count = CommandLine.argc
var arguments = unsafe CommandLine.unsafeArgv
_ = unsafe LLVMFuzzerRunDriver(&count, &arguments) { start, count in
    let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
    // Numbers of link types of pcap: loopback, Ethernet, raw IP, cooked, IPv4, IPv6, and one that nobody knows.
    for link: UInt32 in [0, 1, 12, 101, 113, 228, 229, 276, 9999] { dissect(bytes, link) }
    undo(bytes, depth: 0)
    return 0
}

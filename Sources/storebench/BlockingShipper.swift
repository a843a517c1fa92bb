// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import Glibc
internal import Lumberjack
internal import Station

/// One connection to a collector of this machine, two windows in flight, on one thread.
final class BlockingShipper {
    struct Window: Sendable {
        var bytes: [UInt8]
        var count: UInt32
    }

    private let socket: Int32
    private var session: TLSSession
    private var acknowledgements = AckReader()

    init(port: UInt16, _ context: TLSContext) throws {
        session = try TLSSession(context)
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = socket
        let code = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe connect(descriptor, $0, size) }
        }
        guard code == 0 else { throw UserMessage(.environment, "nobody listens on port \(port).") }
        try session.start()
        while session.state == .handshake {
            try flush()
            if session.state == .handshake { try receive() }
        }
        try flush()
    }

    deinit { close(socket) }

    func send(_ windows: [Window]) throws {
        var flying: [UInt32] = []
        for window in windows {
            while flying.count >= 2 { try land(&flying) }
            try session.send(window.bytes)
            try flush()
            flying.append(window.count)
        }
        while !flying.isEmpty { try land(&flying) }
    }

    /// Waits until the first window in flight is acknowledged.
    private func land(_ flying: inout [UInt32]) throws {
        while true {
            while let sequence = try acknowledgements.next() {
                if sequence == flying[0] {
                    flying.removeFirst()
                    return
                }
            }
            try receive()
        }
    }

    private func receive() throws {
        var bytes = [UInt8](repeating: 0, count: 16 << 10)
        let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(socket, $0.baseAddress, $0.count) }
        guard count > 0 else { throw UserMessage(.environment, "the collector ended the connection.") }
        try session.receive(Array(bytes[..<count]))
        acknowledgements.push(try session.plaintext())
        try flush()
    }

    private func flush() throws {
        let bytes = session.ciphertext()
        var start = 0
        while start < bytes.count {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe write(socket, $0.baseAddress?.advanced(by: start), bytes.count - start)
            }
            guard count > 0 else { throw UserMessage(.environment, "the collector ended the connection.") }
            start += count
        }
    }
}

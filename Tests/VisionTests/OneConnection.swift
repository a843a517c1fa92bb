// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A server on the loopback address that accepts one connection.
final class OneConnection: @unchecked Sendable {
    // @unchecked: it is made on one thread and used on the one that serves from then on.
    let port: UInt16
    private let listening: Int32
    private var connection: Int32 = -1

    init() throws {
        listening = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = listening
        let code = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe bind(descriptor, address, length) == 0 && listen(descriptor, 1) == 0
                    && getsockname(descriptor, address, &length) == 0
            }
        }
        guard code else { throw POSIXError(.EADDRNOTAVAIL) }
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit {
        if connection >= 0 { _ = Glibc.close(connection) }
        close()
    }

    func close() {
        _ = shutdown(listening, Int32(SHUT_RDWR))
        _ = Glibc.close(listening)
    }

    /// Serves the one that comes, on a thread of its own, and closes.
    func serve(_ body: @escaping @Sendable (OneConnection) -> Void) {
        let thread = Thread { [self] in
            connection = accept(listening, nil, nil)
            guard connection >= 0 else { return }
            body(self)
            _ = Glibc.close(connection)
            connection = -1
        }
        thread.start()
    }

    func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Some bytes; none at the end.
    func receive() -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = unsafe buffer.withUnsafeMutableBytes {
            unsafe recv(connection, $0.baseAddress, $0.count, 0)
        }
        return Array(buffer.prefix(max(0, count)))
    }
}

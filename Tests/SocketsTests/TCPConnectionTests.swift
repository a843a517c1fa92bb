// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import Sockets

@Suite("TCP connections to hosts") struct TCPConnectionTests {
    /// A socket on a port of its own of 127.0.0.1, which listens or refuses.
    private struct Port: ~Copyable {
        let descriptor: Int32
        let number: UInt16

        init(isListening: Bool) throws {
            descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let (made, isHeard) = (descriptor, isListening)
            let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                    unsafe bind(made, pointer, size) == 0 && (!isHeard || listen(made, 8) == 0)
                        && getsockname(made, pointer, &size) == 0
                }
            }
            try #require(isBound)
            number = UInt16(bigEndian: address.sin_port)
        }

        deinit { close(descriptor) }
    }

    private func failure(_ body: () throws(TCPConnection.Failure) -> Int32) -> TCPConnection.Failure? {
        do throws(TCPConnection.Failure) {
            close(try body())
            return nil
        } catch {
            return error
        }
    }

    @Test("all addresses of a host are tried, and the last one's failure is told")
    func allAddresses() throws {
        let closed = try Port(isListening: false), open = try Port(isListening: true)
        let refusing = try TCPConnection.addresses(of: "127.0.0.1", closed.number)
        let taking = try TCPConnection.addresses(of: "127.0.0.1", open.number)
        #expect(refusing.count == 1 && taking.count == 1)
        #expect(failure { () throws(TCPConnection.Failure) in try connect(refusing + taking) } == nil)
        #expect(failure { () throws(TCPConnection.Failure) in try connect(taking + refusing) } == nil)
        #expect(failure { () throws(TCPConnection.Failure) in try connect(refusing) } == .failed(ECONNREFUSED))
        #expect(failure { () throws(TCPConnection.Failure) in try connect([]) } == .noAddress(EAI_NONAME))
    }

    private func connect(_ addresses: [TCPConnection.Address]) throws(TCPConnection.Failure) -> Int32 {
        try TCPConnection.open(addresses, until: .max / 2, stop: -1)
    }

    @Test("what is no host is told, and what comes too late")
    func failures() throws {
        #expect(failure { () throws(TCPConnection.Failure) in try TCPConnection.open("", 1, within: 1000) } != nil)
        // Which code it is depends on whether there is a name server.
        guard
            case .noAddress(let code) = failure({ () throws(TCPConnection.Failure) in
                try TCPConnection.open("no host", 1, within: 1000)
            })
        else {
            Issue.record("it is a host")
            return
        }
        #expect(code != 0)
        #expect(TCPConnection.Failure.noAddress(EAI_AGAIN).reason == "Temporary failure in name resolution")
        #expect(TCPConnection.Failure.failed(ECONNREFUSED).reason == "Connection refused")
    }
}

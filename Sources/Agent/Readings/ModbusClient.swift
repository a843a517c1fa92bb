// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Reads registers over Modbus/TCP: a connection for each, since devices serve few and forget them. One thread uses it, and waits.
struct ModbusClient {
    private var transaction: UInt16 = 0

    /// The value of a register, asked within so many milliseconds.
    ///
    /// - Throws: what is wrong, for a person.
    mutating func value(of register: ModbusRegister, within milliseconds: Int64) throws(AgentProblem) -> UInt16 {
        transaction &+= 1
        let exchange = ModbusExchange(transaction: transaction, unit: register.unit, register: register.register)
        let end = AgentClock.ticks + milliseconds * 1000
        let line = try connect(register, until: end)
        defer { close(line) }
        try send(exchange.question, on: line, register, until: end)
        var answer = try receive(8, on: line, register, until: end)
        guard let count = exchange.answerCount(answer) else {
            throw Self.problem(register, "it gives no answer that can be read")
        }
        answer += try receive(count - answer.count, on: line, register, until: end)
        do throws(ModbusExchange.Failure) {
            return try exchange.value(answer)
        } catch .refused(let code) {
            throw Self.problem(register, "it refuses, with code \(code)")
        } catch {
            throw Self.problem(register, "it gives no answer that can be read")
        }
    }

    private func connect(_ register: ModbusRegister, until end: Int64) throws(AgentProblem) -> Int32 {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(register.host, String(register.port), &hints, &list) == 0, let first = unsafe list
        else {
            throw Self.problem(register, "there is no host of that name")
        }
        defer { unsafe freeaddrinfo(first) }
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let line = unsafe socket(first.pointee.ai_family, kind, 0)
        guard line >= 0 else { throw Self.problem(register, unsafe String(cString: strerror(errno))) }
        do throws(AgentProblem) {
            if unsafe Glibc.connect(line, first.pointee.ai_addr, first.pointee.ai_addrlen) != 0 {
                guard errno == EINPROGRESS else {
                    throw Self.problem(register, unsafe String(cString: strerror(errno)))
                }
                try wait(line, POLLOUT, register, until: end)
                var code: Int32 = 0
                var size = socklen_t(MemoryLayout<Int32>.size)
                _ = unsafe getsockopt(line, SOL_SOCKET, SO_ERROR, &code, &size)
                guard code == 0 else { throw Self.problem(register, unsafe String(cString: strerror(code))) }
            }
        } catch {
            close(line)
            throw error
        }
        return line
    }

    private func send(_ bytes: [UInt8], on line: Int32, _ register: ModbusRegister, until end: Int64)
        throws(AgentProblem)
    {
        try wait(line, POLLOUT, register, until: end)
        // Twelve bytes fit into the buffer of a new connection.
        guard unsafe Glibc.send(line, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw Self.problem(register, "the connection broke")
        }
    }

    private func receive(
        _ count: Int, on line: Int32, _ register: ModbusRegister, until end: Int64
    ) throws(AgentProblem) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            try wait(line, POLLIN, register, until: end)
            var piece = [UInt8](repeating: 0, count: count - bytes.count)
            let taken = unsafe recv(line, &piece, piece.count, 0)
            if taken < 0 && (errno == EAGAIN || errno == EINTR) { continue }
            guard taken > 0 else { throw Self.problem(register, "it closed the connection") }
            bytes += piece[..<taken]
        }
        return bytes
    }

    private func wait(_ line: Int32, _ events: Int32, _ register: ModbusRegister, until end: Int64) throws(AgentProblem)
    {
        let left = (end - AgentClock.ticks) / 1000
        var waits = [pollfd(fd: line, events: Int16(events), revents: 0)]
        guard left > 0, unsafe poll(&waits, 1, Int32(clamping: left)) > 0 else {
            throw Self.problem(register, "it does not answer in time")
        }
    }

    private static func problem(_ register: ModbusRegister, _ why: String) -> AgentProblem {
        AgentProblem(.environment, "\(register): \(why)")
    }
}

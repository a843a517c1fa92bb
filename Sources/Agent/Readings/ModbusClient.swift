// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Sockets

/// Reads registers over Modbus/TCP: a connection for each, since devices serve few and forget them. One thread uses it, and waits.
struct ModbusClient {
    private var transaction: UInt16 = 0
    private let stop: Int32

    /// - Parameter stop: a descriptor that is readable once nobody wants an answer any more; it is not read from, and -1 is none.
    init(stop: Int32 = -1) { self.stop = stop }

    /// The value of a register, asked within so many milliseconds, to which looking up a name of a host may add what `TCPConnection` says.
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
        do throws(TCPConnection.Failure) {
            return try TCPConnection.open(
                register.host, register.port, within: (end - AgentClock.ticks) / 1000, stop: stop)
        } catch {
            throw Self.problem(register, error.reason)
        }
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
        var waits = [
            pollfd(fd: line, events: Int16(events), revents: 0), pollfd(fd: stop, events: Int16(POLLIN), revents: 0),
        ]
        var count: Int32 = -1
        while count < 0 {
            let left = (end - AgentClock.ticks) / 1000
            count = left > 0 ? unsafe poll(&waits, nfds_t(waits.count), Int32(clamping: left)) : 0
            if count < 0 && errno != EINTR { throw Self.problem(register, unsafe String(cString: strerror(errno))) }
        }
        guard count > 0 else { throw Self.problem(register, "it does not answer in time") }
        guard waits[0].revents != 0 else { throw Self.problem(register, TCPConnection.Failure.stopped.reason) }
    }

    private static func problem(_ register: ModbusRegister, _ why: String) -> AgentProblem {
        AgentProblem(.environment, "\(register): \(why)")
    }
}

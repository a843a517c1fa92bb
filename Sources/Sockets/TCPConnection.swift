// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// TCP connections to a host by its name or address.
package enum TCPConnection {
    /// Why there is none.
    package enum Failure: Error, Sendable, Hashable {
        /// No address was found for the name, by this code of getaddrinfo(3).
        case noAddress(Int32)
        /// No address answered in time.
        case late
        /// Nobody wants it any more.
        case stopped
        /// The last address was refused, by this `errno`.
        case failed(Int32)

        /// In a few words.
        package var reason: String {
            switch self {
            case .noAddress(let code): unsafe String(cString: gai_strerror(code))
            case .late: "it does not answer in time"
            case .stopped: "nobody waits for it any more"
            case .failed(let code): unsafe String(cString: strerror(code))
            }
        }
    }

    /// A socket's address, as the system has it.
    struct Address {
        let family: Int32
        let bytes: [UInt8]
    }

    /// A connected descriptor, which does not block and is the caller's to close. All addresses of the host are tried, as `localhost` may be `::1` where
    /// only 127.0.0.1 listens; those that are left share the time that is left.
    ///
    /// - Parameters:
    ///   - milliseconds: how long it may take. A name is looked up for as long as resolv.conf(5) says, whatever this is; an address needs no looking up.
    ///   - stop: a descriptor that is readable once nobody wants the connection any more; it is not read from, and -1 is none.
    package static func open(
        _ host: String, _ port: UInt16, within milliseconds: Int64, stop: Int32 = -1
    ) throws(Failure) -> Int32 {
        let end = now + milliseconds
        return try open(addresses(of: host, port), until: end, stop: stop)
    }

    static func open(_ addresses: [Address], until end: Int64, stop: Int32) throws(Failure) -> Int32 {
        var failure = Failure.noAddress(EAI_NONAME)
        for (index, address) in addresses.enumerated() {
            do throws(Failure) {
                return try connect(address, until: now + (end - now) / Int64(addresses.count - index), stop)
            } catch {
                if error == .stopped { throw error }
                failure = error
            }
        }
        throw failure
    }

    static func addresses(of host: String, _ port: UInt16) throws(Failure) -> [Address] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(host, String(port), &hints, &list)
        guard code == 0 else { throw .noAddress(code) }
        defer { if let list = unsafe list { unsafe freeaddrinfo(list) } }
        var found: [Address] = []
        var next = unsafe list
        while let entry = unsafe next {
            let bytes = unsafe UnsafeRawBufferPointer(
                start: entry.pointee.ai_addr, count: Int(entry.pointee.ai_addrlen))
            found.append(unsafe Address(family: entry.pointee.ai_family, bytes: Array(bytes)))
            unsafe next = entry.pointee.ai_next
        }
        return found
    }

    private static func connect(_ address: Address, until end: Int64, _ stop: Int32) throws(Failure) -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let made = socket(address.family, kind, 0)
        guard made >= 0 else { throw .failed(errno) }
        let outcome = unsafe address.bytes.withUnsafeBytes { bytes in
            unsafe Glibc.connect(
                made, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
        }
        do throws(Failure) {
            if outcome != 0 {
                guard errno == EINPROGRESS else { throw .failed(errno) }
                try wait(for: made, until: end, stop)
            }
        } catch {
            close(made)
            throw error
        }
        return made
    }

    private static func wait(for made: Int32, until end: Int64, _ stop: Int32) throws(Failure) {
        while true {
            let left = end - now
            guard left > 0 else { throw .late }
            var waits = [
                pollfd(fd: made, events: Int16(POLLOUT), revents: 0),
                pollfd(fd: stop, events: Int16(POLLIN), revents: 0),
            ]
            let count = unsafe poll(&waits, nfds_t(waits.count), Int32(clamping: left))
            if count > 0 && waits[0].revents != 0 { break }
            if count > 0 { throw .stopped }
            if count < 0 && errno != EINTR { throw .failed(errno) }
        }
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        guard unsafe getsockopt(made, SOL_SOCKET, SO_ERROR, &code, &size) == 0 else { throw .failed(errno) }
        guard code == 0 else { throw .failed(code) }
    }

    /// Milliseconds that only ever grow.
    private static var now: Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import NIOCore
internal import Transport

/// Why a connection to a station broke.
enum BrokenConnection {
    /// What NIO tells, in one line for a person.
    static func words(_ error: any Error) -> String {
        switch error {
        case let error as TLSConnectionError: error.description
        case let error as IOError: "the connection broke: \(unsafe String(cString: strerror(error.errnoCode)))"
        default: "the connection broke: \(String("\(error)".prefix(200)))"
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

extension [UInt8] {
    /// So many bytes that nobody can guess.
    package static func random(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255) } }
}

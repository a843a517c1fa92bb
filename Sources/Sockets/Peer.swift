// SPDX-License-Identifier: Apache-2.0

internal import CLinux
internal import Glibc

/// Who is at the other end of a Unix connection, by the kernel's word as of the connecting.
package struct Peer: Sendable, Hashable {
    package var process: Int32
    /// The user's number.
    package var user: UInt32
    /// The number of the process's group.
    package var group: UInt32

    package init(process: Int32, user: UInt32, group: UInt32) {
        self.process = process
        self.user = user
        self.group = group
    }

    /// Bytes of a user's name; the system's own tools allow 32.
    private static let nameLimit = 256
    /// Groups of one user that are looked at.
    private static let groupLimit = 4096

    /// What the system calls the user; the number where it does not know them.
    package var name: String { entry?.name ?? "user \(user)" }

    /// Which of `names` are groups that the user is in, by the system's databases as they are now; names of no group are none.
    package func memberships(among names: some Sequence<String>) -> Set<String> {
        var numbers: Set<UInt32> = [group]
        if let entry {
            let found = unsafe [UInt32](unsafeUninitializedCapacity: Self.groupLimit) { buffer, count in
                count = Int(
                    unsafe linux_groups_of_user(entry.name, entry.group, buffer.baseAddress, Int32(buffer.count)))
            }
            numbers.formUnion(found)
        }
        return Set(names.filter { name in SystemGroup.number(of: name).map(numbers.contains) ?? false })
    }

    private var entry: (name: String, group: UInt32)? {
        var first: UInt32 = 0
        var name = [CChar](repeating: 0, count: Self.nameLimit)
        guard unsafe linux_user_name(user, &name, name.count, &first) == 0 else { return nil }
        let bytes = name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
        return bytes.isEmpty ? nil : (String(decoding: bytes, as: UTF8.self), first)
    }
}

/// A group of the system's users.
package enum SystemGroup {
    /// Its number; `nil` where there is no such group.
    package static func number(of name: String) -> UInt32? {
        var number: UInt32 = 0
        return unsafe linux_group_number(name, &number) == 0 ? number : nil
    }
}

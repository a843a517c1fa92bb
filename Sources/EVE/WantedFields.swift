// SPDX-License-Identifier: Apache-2.0

internal import CSimdjson

/// The names of the fields that a `FieldReader` looks for.
///
/// Built once, read by any number of threads.
@safe
package final class WantedFields: Sendable {
    /// The names, as given.
    package let names: [String]
    /// Nothing writes to the set once it is made, so threads may share the pointer.
    nonisolated(unsafe) let handle: OpaquePointer

    /// Names are the keys on the way to a value, joined by dots, upper and lower case apart. A name that is there twice
    /// gets its values at its first place only.
    package init(_ names: [String]) {
        var bytes: [UInt8] = []
        let ends = names.map { name in
            bytes.append(contentsOf: name.utf8)
            return UInt32(clamping: bytes.count)
        }
        guard let handle = unsafe eve_wanted_create(bytes, ends, UInt32(clamping: names.count)) else {
            // As where a parser is made: Swift's own allocations end the process here as well.
            fatalError("no memory for the names of fields")
        }
        self.names = names
        unsafe self.handle = unsafe handle
    }

    deinit {
        unsafe eve_wanted_destroy(handle)
    }
}

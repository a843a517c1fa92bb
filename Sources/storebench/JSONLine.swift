// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Foundation
internal import Station

extension JSONValue {
    /// Prints an object on a line of its own, at once: whoever reads along must not wait for a full buffer.
    static func print(_ members: [(String, JSONValue)]) {
        FileHandle.standardOutput.write(Data(JSONValue.object(members).bytes + [0x0A]))
    }
}

// SPDX-License-Identifier: Apache-2.0

package import Devices
package import EVE

extension AttestationStore {
    /// Notes all devices that gateways tell of, by gateway.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func tell(
        _ told: [String: [(name: String, fault: String)]], at time: Instant
    ) throws(AttestationFailure) {
        guard !told.isEmpty else { return }
        try write { tables throws(StoreError) -> Result<Void, DeviceRefusal> in
            for (gateway, devices) in told { try tables.devices.tell(gateway, devices, at: time) }
            return .success(())
        }
    }

    /// Gives the devices of a gateway to its new name. What they were enrolled with keeps the old one.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func rename(_ gateway: String, to new: String) throws(AttestationFailure) {
        guard file.exists else { return }
        try write(isOrder: true) { tables throws(StoreError) -> Result<Void, DeviceRefusal> in
            .success(try tables.devices.rename(gateway, to: new))
        }
    }

    /// Asks the process that listens for something; the answer is the wish's number.
    ///
    /// - Throws: `AttestationFailure`.
    package func wish(_ wish: DeviceWish) throws(AttestationFailure) -> Int {
        try Self.check(wish.person, wish.deviceClass)
        return try write(isOrder: true) { tables throws(StoreError) -> Result<Int, DeviceRefusal> in
            if wish.kind == .quote {
                guard let device = try tables.devices.device(wish.device) else {
                    return .failure(.unknown(wish.device))
                }
                guard !device.isRevoked else { return .failure(.revoked(wish.device)) }
            }
            return .success(Int(try tables.wishes.add(wish)))
        }
    }

    /// Says what became of a wish.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func finish(_ wish: Int, _ answer: DeviceWish.Answer) throws(AttestationFailure) {
        try write { tables throws(StoreError) -> Result<Void, DeviceRefusal> in
            .success(try tables.wishes.finish(wish, answer))
        }
    }

    /// Forgets news that are among the events.
    ///
    /// - Throws: `AttestationFailure.storage`.
    package func dropNews(_ numbers: [Int]) throws(AttestationFailure) {
        guard !numbers.isEmpty else { return }
        try write { tables throws(StoreError) -> Result<Void, DeviceRefusal> in
            .success(try tables.wishes.dropNews(numbers))
        }
    }
}

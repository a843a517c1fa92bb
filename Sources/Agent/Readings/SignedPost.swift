// SPDX-License-Identifier: Apache-2.0

internal import Intake
internal import Synchronization

/// Who signs: a device by its sensor key, or under its pseudonym.
struct Signer: Sendable, Hashable, Comparable {
    let device: String
    let isPseudonymous: Bool

    static func < (one: Signer, other: Signer) -> Bool {
        one.device == other.device ? !one.isPseudonymous && other.isPseudonymous : one.device < other.device
    }
}

/// What was signed, on its way from the threads of the TPMs.
final class SignedPost: Sendable {
    struct Parcel: Sendable {
        let signer: Signer
        /// The device's, or its pseudonym.
        let name: String
        let key: [UInt8]
        /// `nil` where they could not be signed.
        let signatures: [[UInt8]]?
    }

    let signal = WakeSignal()
    private let parcels = Mutex<[Parcel]>([])

    func put(_ parcel: Parcel) {
        parcels.withLock { $0.append(parcel) }
        signal.set()
    }

    func take() -> [Parcel] {
        signal.clear()
        return parcels.withLock { parcels in
            defer { parcels = [] }
            return parcels
        }
    }
}

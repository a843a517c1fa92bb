// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer

/// Whether a detector may be used, by what it finds on the pictures of the self-test: person and car of the street where they stand and not much
/// else, and neither of both in the empty street. A network of random weights finds nothing, or things everywhere.
struct DetectorTest {
    /// The least confidence that counts.
    static let confidence = 0.3
    /// How well a found box must cover the true one, and no more than how well in the empty street (intersection over union).
    static let overlap = 0.5
    static let emptyOverlap = 0.25
    /// So many regions elsewhere are borne on each picture.
    static let straysMost = 4

    /// What was found in the street, and in the empty one.
    var street: [Region]
    var empty: [Region]
    /// Whether the detector knows cars, or persons alone.
    var knowsCars: Bool

    /// Why it may not be used; `nil` where it may.
    var refusal: String? {
        let wanted = [(RegionClass.person, TestPicture.person)] + (knowsCars ? [(.car, TestPicture.car)] : [])
        for (kind, box) in wanted {
            guard sure(street).contains(where: { $0.kind == kind && $0.box.overlap(box) >= Self.overlap }) else {
                return "it does not find the \(kind.rawValue) of the self-test's picture"
            }
            guard !sure(empty).contains(where: { $0.box.overlap(box) >= Self.emptyOverlap }) else {
                return "it finds a \(kind.rawValue) where the self-test's picture has none"
            }
        }
        let strays = sure(street).filter { found in !wanted.contains { found.box.overlap($0.1) >= Self.emptyOverlap } }
        guard max(strays.count, sure(empty).count) <= Self.straysMost else {
            return "it finds persons and vehicles everywhere in the self-test's pictures"
        }
        return nil
    }

    private func sure(_ regions: [Region]) -> [Region] { regions.filter { $0.confidence >= Self.confidence } }
}

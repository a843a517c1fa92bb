// SPDX-License-Identifier: Apache-2.0

/// What a region of a picture is taken for: the classes that the demonstrator masks (Pascal VOC's names), two more that detectors
/// trained on COCO tell apart, and whatever moves.
package enum RegionClass: String, Sendable, Hashable, Codable, CaseIterable {
    case person, bicycle, car, motorbike, bus, truck
    /// Something that moves before a fixed camera; nobody says what it is.
    case motion

    /// What a configuration without a list masks: all.
    package static let all = Set(allCases)
}

// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer

/// Which numbers of a training set's classes are masked.
enum ClassLists {
    /// The 80 classes of COCO as Darknet, YOLOX and NanoDet count them, from 0.
    static func coco(_ index: Int) -> RegionClass? {
        switch index {
        case 0: .person
        case 1: .bicycle
        case 2: .car
        case 3: .motorbike
        case 5: .bus
        case 7: .truck
        default: nil
        }
    }

    /// The 20 classes of Pascal VOC behind the background, which is 0.
    static func voc(_ index: Int) -> RegionClass? {
        switch index {
        case 2: .bicycle
        case 6: .bus
        case 7: .car
        case 14: .motorbike
        case 15: .person
        default: nil
        }
    }
}

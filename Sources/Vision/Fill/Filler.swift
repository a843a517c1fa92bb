// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import CVision

/// Fills what is masked in a frame: by the plate where there is one, by a completion network where one is installed, narrow holes from
/// their edges, and what is left as configured: smoothly, by blocks or by one colour. Nothing of what was in a region is used.
final class Filler {
    private let completion: Network?
    private let lastFill: FillMethod

    /// Holes that are nowhere so many pixels wide are filled from their edges.
    static let narrow = 24
    /// A side of what a completion network gets, in pixels.
    private static let completionSide = 256
    /// The mean that GLCIC's training subtracted from red, green and blue.
    private static let completionMean: [Float] = [0.4560, 0.4472, 0.4155]

    init(completion: Network?, lastFill: FillMethod) {
        self.completion = completion
        self.lastFill = lastFill
    }

    /// What was done to a frame.
    struct Done {
        /// Filled pixels by method.
        var pixels: [FillMethod: Int64] = [:]
        /// Where nothing of any frame is any more: all that was filled, less what the plate filled. `nil` where that is nowhere.
        var invented: Mask?
    }

    /// Fills all pixels of the boxes.
    func fill(_ picture: inout Picture, _ boxes: [PixelBox], plate: Plate?) throws(JobFailure) -> Done {
        var done = Done()
        guard !boxes.isEmpty else { return done }
        let (width, height) = (Int32(picture.width), Int32(picture.height))
        var mask = Mask(width: picture.width, height: picture.height)
        try mask.mark(boxes)
        if let plate {
            let count = try called(
                unsafe vision_fill_plate(
                    &picture.bytes, width, height, plate.picture.bytes, plate.support.bytes, &mask.bytes, 8),
                .worker, "the plate cannot be filled in")
            done.pixels[.plate, default: 0] += Int64(count)
        }
        let holes = try mask.holes(narrow: Self.narrow)
        if !holes.isEmpty { done.invented = mask }
        for hole in holes {
            let method: FillMethod =
                completion != nil && !hole.isNarrow ? .completion : hole.isNarrow ? .telea : lastFill
            done.pixels[method, default: 0] += Int64(try fill(&picture, &mask, hole.box, by: method))
        }
        return done
    }

    /// Makes boxes one colour, that of what is around them; the number of pixels.
    static func blot(_ picture: inout Picture, _ boxes: [PixelBox]) throws(JobFailure) -> Int {
        var mask = Mask(width: picture.width, height: picture.height)
        try mask.mark(boxes)
        var count = 0
        for hole in try mask.holes(narrow: 0) {
            count += try called(
                unsafe vision_fill_solid(
                    &picture.bytes, Int32(picture.width), Int32(picture.height), &mask.bytes, vision_box(hole.box)),
                .worker, "a region cannot be filled")
        }
        return count
    }

    private func fill(
        _ picture: inout Picture, _ mask: inout Mask, _ box: PixelBox, by method: FillMethod
    ) throws(JobFailure) -> Int {
        let (width, height) = (Int32(picture.width), Int32(picture.height))
        let place = vision_box(box)
        switch method {
        case .completion:
            guard let completion else { return 0 }
            let count = try completion.complete(
                &picture, mask: mask, box: box, most: Self.completionSide, mean: Self.completionMean)
            try mask.clear([box])
            return count
        case .telea:
            return try called(
                unsafe vision_fill_telea(&picture.bytes, width, height, &mask.bytes, place), .worker,
                "a region cannot be filled")
        case .pixelated:
            let block = max(8, min(32, max(box.width, box.height) / 6))
            return try called(
                unsafe vision_fill_pixelated(&picture.bytes, width, height, &mask.bytes, place, Int32(block)), .worker,
                "a region cannot be filled")
        case .smooth:
            return try called(
                unsafe vision_fill_smooth(&picture.bytes, width, height, &mask.bytes, place), .worker,
                "a region cannot be filled")
        case .solid, .plate:
            return try called(
                unsafe vision_fill_solid(&picture.bytes, width, height, &mask.bytes, place), .worker,
                "a region cannot be filled")
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer

/// The pictures of the self-test, drawn by `scripts/scene/make selftest`, 640x480: a street with a person and a car, and the same street without.
enum TestPicture {
    case street, empty

    /// Where person and car stand, as `scripts/scene/make` tells it.
    static let person = PixelBox(x: 26, y: 179, width: 94, height: 248)
    static let car = PixelBox(x: 297, y: 210, width: 336, height: 126)

    /// - Throws: of kind worker, where this build cannot read its own pictures.
    func picture() throws(JobFailure) -> Picture {
        let bytes = self == .street ? PackageResources.street_jpg : PackageResources.empty_jpg
        let reader = try MediaReader(.bytes(bytes), name: "the self-test's picture")
        var picture = Picture(width: 1, height: 1)
        guard try reader.picture(into: &picture, again: false) else {
            throw JobFailure(.worker, "the self-test's picture cannot be read")
        }
        return picture
    }
}

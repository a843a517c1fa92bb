// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Vision

@Suite("Libraries of the worker")
struct LibraryVersionsTests {
    @Test("both libraries say their version")
    func versions() {
        #expect(
            LibraryVersions.text.contains(/OpenCV [0-9]+\.[0-9]+\.[0-9]+, libavformat [0-9]+\.[0-9]+/))
    }
}

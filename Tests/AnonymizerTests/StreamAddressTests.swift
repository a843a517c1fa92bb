// SPDX-License-Identifier: Apache-2.0

import Anonymizer
import Testing

@Suite("Addresses of streams") struct StreamAddressTests {
    @Test(
        "a name and a password are not told, whatever signs they have",
        arguments: [
            ("rtsp://user:secret@camera/1", "rtsp://...@camera/1"),
            ("rtsp://user@camera:554/1", "rtsp://...@camera:554/1"),
            ("rtsp://u:se/cret@camera/1", "rtsp://...@camera/1"), ("rtsp://u:se?cr#et@camera/1", "rtsp://...@camera/1"),
            ("rtsp://u:se@cret@camera/1", "rtsp://...@camera/1"), ("rtsp://camera/1", "rtsp://camera/1"),
            ("/srv/in/a@b.mp4", "/srv/in/a@b.mp4"),
        ])
    func told(_ address: String, _ told: String) { #expect(StreamAddress.told(address) == told) }
}

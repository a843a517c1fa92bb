// SPDX-License-Identifier: Apache-2.0
internal import Canvas
internal import EVE

/// Pictures by kitty's protocol.
///
/// Source: kitty, "Terminal graphics protocol".
enum KittyPicture {
    /// Letters of base64 in one command.
    private static let chunk = 4096
    /// The numbers that our pictures have in turn; a new one is there before the old one goes.
    static let numbers: [UInt32] = [0x5645_4401, 0x5645_4402]

    /// Sends a picture and shows it in cells whose first one the cursor is on, which stays there. Nothing is answered.
    static func show(_ picture: PixelPicture, number: UInt32, columns: Int, rows: Int) -> [UInt8] {
        let letters = Array(Base64Text.encode(picture.bytes).utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(letters.count + letters.count / 100 + 200)
        var keys =
            "a=T,t=d,f=24,s=\(picture.width),v=\(picture.height),i=\(number),p=1,c=\(columns),r=\(rows),C=1,q=2,"
        for start in stride(from: 0, to: letters.count, by: chunk) {
            let end = min(letters.count, start + chunk)
            bytes += Array("\u{1b}_G\(keys)m=\(end < letters.count ? 1 : 0);".utf8)
            bytes += letters[start..<end]
            bytes += [0x1b, 0x5c]
            keys = ""
        }
        return bytes
    }

    /// Takes a picture from the screen and from the terminal's memory.
    static func delete(_ number: UInt32) -> [UInt8] { Array("\u{1b}_Ga=d,d=I,i=\(number),q=2\u{1b}\\".utf8) }
}

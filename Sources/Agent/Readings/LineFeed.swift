// SPDX-License-Identifier: Apache-2.0

internal import CLinux
internal import Glibc

/// Lines of a file that grows, of a named pipe or of a serial line, as they come. What was there before is not read. One thread uses it.
final class LineFeed {
    /// The most bytes of a line; a longer one is passed over.
    static let lineLimit = 256
    /// The most bytes that are read at a time.
    private static let readLimit = 16 << 10

    let path: String
    private let isSerial: Bool
    /// To wait for; -1 while there is nothing to wait for: files are looked at.
    private(set) var descriptor: Int32 = -1
    private var file: Int32 = -1
    private var offset: Int64 = 0
    private var unread: [UInt8] = []
    private var isSkipping = false
    private var hasRead = false
    /// Whether nothing stands at the path of the file or pipe that is read.
    private(set) var isGone = false

    init(_ path: String, isSerial: Bool) {
        self.path = path
        self.isSerial = isSerial
    }

    deinit { shut() }

    var isOpen: Bool { descriptor >= 0 || file >= 0 }

    private func shut() {
        if descriptor >= 0 { close(descriptor) }
        if file >= 0 { close(file) }
        descriptor = -1
        file = -1
        isGone = false
        forgetLine()
    }

    /// Forgets the beginning of a line: what follows is another file's, or another content's.
    private func forgetLine() {
        unread = []
        isSkipping = false
    }

    /// Opens it; the answer is what is wrong.
    func open() -> String? {
        var status = linux_file_status()
        let code = unsafe linux_status_of_path(path, &status)
        guard code >= 0 else { return "\(path): \(unsafe String(cString: strerror(-code)))" }
        if isSerial { return openSerial() }
        switch Int(status.kind) {
        case Int(LINUX_FILE_PIPE): return openPipe()
        case Int(LINUX_FILE_REGULAR): return openFile()
        default: return "\(path) is neither a file nor a pipe; a serial line is named serial:\(path)"
        }
    }

    private func openPipe() -> String? {
        // Also for writing: so it has no end when a writer leaves.
        descriptor = unsafe Glibc.open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC)
        return descriptor >= 0 ? nil : "\(path): \(unsafe String(cString: strerror(errno)))"
    }

    private func openFile() -> String? {
        file = unsafe linux_open_for_reading(path)
        guard file >= 0 else { return "\(path): \(unsafe String(cString: strerror(-file)))" }
        var status = linux_file_status()
        let code = unsafe linux_status_of_descriptor(file, &status)
        guard code >= 0 else {
            shut()
            return "\(path): \(unsafe String(cString: strerror(-code)))"
        }
        // One that has taken the place of another is all new.
        offset = hasRead ? 0 : status.size
        hasRead = true
        return nil
    }

    /// 115200 baud, 8 bits, no parity, one stop bit, no flow control, as it is.
    private func openSerial() -> String? {
        descriptor = unsafe Glibc.open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        guard descriptor >= 0 else { return "\(path): \(unsafe String(cString: strerror(errno)))" }
        var line = termios()
        guard unsafe tcgetattr(descriptor, &line) == 0 else {
            shut()
            return "\(path) is no serial line"
        }
        unsafe cfmakeraw(&line)
        line.c_cflag |= tcflag_t(CLOCAL | CREAD)
        line.c_cflag &= ~tcflag_t(CSTOPB | PARENB)
        line.c_cflag &= ~tcflag_t(CRTSCTS)
        guard unsafe cfsetspeed(&line, speed_t(B115200)) == 0, unsafe tcsetattr(descriptor, TCSANOW, &line) == 0 else {
            shut()
            return "\(path) cannot be set to 115200 baud"
        }
        return nil
    }

    /// The lines that have come since.
    func read() -> [String] {
        file >= 0 ? readFile() : readStream()
    }

    private func readStream() -> [String] {
        let isReplaced = !isSerial && isReplaced(descriptor)
        var bytes = [UInt8](repeating: 0, count: Self.readLimit)
        let count = unsafe Glibc.read(descriptor, &bytes, bytes.count)
        guard count > 0 else {
            // What an old pipe still had has been read.
            let isOver = count == 0 || (errno != EAGAIN && errno != EINTR)
            if isOver || isReplaced { shut() }
            return []
        }
        return lines(bytes[..<count])
    }

    /// Whether another one stands at the path by now; sees whether it is gone.
    private func isReplaced(_ descriptor: Int32) -> Bool {
        var own = linux_file_status()
        var found = linux_file_status()
        isGone = unsafe linux_status_of_path(path, &found) < 0
        guard !isGone, unsafe linux_status_of_descriptor(descriptor, &own) >= 0 else { return false }
        return found.inode != own.inode || found.device != own.device
    }

    /// A file is held until another one stands at its path: what is moved away may still grow, and may come back.
    private func readFile() -> [String] {
        var own = linux_file_status()
        guard unsafe linux_status_of_descriptor(file, &own) >= 0 else {
            shut()
            return []
        }
        if own.size < offset {
            offset = 0
            forgetLine()
        }
        let isReplaced = isReplaced(file)
        var bytes = [UInt8](repeating: 0, count: Self.readLimit)
        let count = unsafe linux_read_at(file, &bytes, bytes.count, offset)
        guard count > 0 else {
            // What the old file still had has been read.
            if isReplaced { shut() }
            return []
        }
        offset += count
        return lines(bytes[..<Int(count)])
    }

    private func lines(_ bytes: ArraySlice<UInt8>) -> [String] {
        var lines: [String] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                if unread.last == UInt8(ascii: "\r") { unread.removeLast() }
                if !isSkipping { lines.append(String(decoding: unread, as: UTF8.self)) }
                unread = []
                isSkipping = false
            } else if unread.count < Self.lineLimit {
                unread.append(byte)
            } else {
                isSkipping = true
            }
        }
        return lines
    }
}

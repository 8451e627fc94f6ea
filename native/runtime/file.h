// Positioned reads and writes on file descriptors (Node's), 64-bit offsets everywhere, safe from several threads at once.
#pragma once

#include <cstddef>
#include <cstdint>

#include "status.h"

namespace halflite {

/// Reads exactly `length` bytes. "EOF read" when the file ends before.
Status read_exactly(int fd, void* buffer, std::size_t length, std::uint64_t offset);

/// Writes exactly `length` bytes.
Status write_exactly(int fd, const void* buffer, std::size_t length, std::uint64_t offset);

/// Reserves disk space for `length` bytes and makes the file at least that long, so that a full disk shows before
/// anything was written. Where the file system cannot reserve, the file only becomes longer.
Status allocate(int fd, std::uint64_t length);

}  // namespace halflite

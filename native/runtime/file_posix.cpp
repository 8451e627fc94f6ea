#ifndef _WIN32

#ifndef _FILE_OFFSET_BITS
#define _FILE_OFFSET_BITS 64
#endif

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "file.h"

namespace halflite {
namespace {

static_assert(sizeof(off_t) == 8, "offsets have 64 bits");

/// Linux moves at most 2^31 - 4096 bytes a call, macOS refuses more than 2^31 - 1.
constexpr std::size_t max_bytes_per_call = 1 << 30;

Status failure(const char* where) { return errno_name(errno) + " " + where; }

Status grow(int fd, std::uint64_t length) {
  struct stat info;
  if (fstat(fd, &info) != 0) return failure("allocate");
  if (static_cast<std::uint64_t>(info.st_size) >= length) return "";
  while (ftruncate(fd, static_cast<off_t>(length)) != 0) {
    if (errno != EINTR) return failure("allocate");
  }
  return "";
}

}  // namespace

Status read_exactly(int fd, void* buffer, std::size_t length, std::uint64_t offset) {
  char* to = static_cast<char*>(buffer);
  while (length > 0) {
    const ssize_t n = pread(fd, to, std::min(length, max_bytes_per_call), static_cast<off_t>(offset));
    if (n == 0) return "EOF read";
    if (n < 0) {
      if (errno == EINTR) continue;
      return failure("read");
    }
    to += n;
    offset += static_cast<std::uint64_t>(n);
    length -= static_cast<std::size_t>(n);
  }
  return "";
}

Status write_exactly(int fd, const void* buffer, std::size_t length, std::uint64_t offset) {
  const char* from = static_cast<const char*>(buffer);
  while (length > 0) {
    const ssize_t n = pwrite(fd, from, std::min(length, max_bytes_per_call), static_cast<off_t>(offset));
    if (n < 0) {
      if (errno == EINTR) continue;
      return failure("write");
    }
    if (n == 0) return "EIO write";  // no progress and no reason: do not try forever
    from += n;
    offset += static_cast<std::uint64_t>(n);
    length -= static_cast<std::size_t>(n);
  }
  return "";
}

Status allocate(int fd, std::uint64_t length) {
  if (length == 0) return "";
#if defined(__linux__)
  // Not posix_fallocate: glibc's writes to every block where the file system cannot reserve.
  while (fallocate(fd, 0, 0, static_cast<off_t>(length)) != 0) {
    if (errno == EOPNOTSUPP || errno == ENOSYS) return grow(fd, length);
    if (errno != EINTR) return failure("allocate");
  }
  return "";
#elif defined(__APPLE__)
  struct stat info;
  if (fstat(fd, &info) != 0) return failure("allocate");
  const off_t missing = static_cast<off_t>(length) - static_cast<off_t>(info.st_blocks) * 512;
  if (missing > 0) {
    fstore_t store = {F_ALLOCATEALL, F_PEOFPOSMODE, 0, missing, 0};
    if (fcntl(fd, F_PREALLOCATE, &store) != 0 && errno == ENOSPC) return failure("allocate");
  }
  return grow(fd, length);
#else
  return grow(fd, length);
#endif
}

}  // namespace halflite

#endif

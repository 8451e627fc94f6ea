#ifndef _WIN32

#ifndef _FILE_OFFSET_BITS
#define _FILE_OFFSET_BITS 64
#endif

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "mapped_file.h"
#include "status.h"

#ifndef MAP_NORESERVE
#define MAP_NORESERVE 0
#endif

namespace halflite {

std::string MappedFile::open(const std::string& path) {
  close();
  // O_NONBLOCK: opening a pipe that nobody writes to would wait forever. It means nothing to a regular file.
  fd_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  struct stat info;
  if (fd_ < 0 || fstat(fd_, &info) != 0) {
    const std::string name = errno_name(errno);
    close();
    return name;
  }
  if (!S_ISREG(info.st_mode)) {
    close();
    return S_ISDIR(info.st_mode) ? "EISDIR" : "ENODEV";
  }
  size_ = static_cast<std::uint64_t>(info.st_size);
  return "";
}

bool MappedFile::is_open() const { return fd_ >= 0; }

std::string MappedFile::map(std::uint64_t offset, std::size_t length, MappedWindow* window) const {
  *window = {};
  if (!is_open()) return "EBADF";
  if (offset > size_ || length > size_ - offset) return "EINVAL";
  if (length == 0) return "";
  const std::uint64_t page = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  const std::size_t before = static_cast<std::size_t>(offset % page);
  // Private and writable instead of read-only: a stray write from JavaScript must not end the process. NORESERVE,
  // because no write is expected and a model may be larger than the memory.
  void* const pages = mmap(nullptr, before + length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE, fd_,
                           static_cast<off_t>(offset - before));
  if (pages == MAP_FAILED) return errno_name(errno);
  *window = {static_cast<char*>(pages) + before, length, pages, before + length};
  return "";
}

void MappedFile::close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
  size_ = 0;
}

void unmap(const MappedWindow& window) {
  if (window.pages) munmap(window.pages, window.pages_length);
}

}  // namespace halflite

#endif

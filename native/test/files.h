// Temporary files for tests.
#pragma once

#include <fcntl.h>

#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>
#ifdef _WIN32
#include <io.h>
#include <process.h>
#else
#include <unistd.h>
#endif

#include "../runtime/file.h"
#include "check.h"

namespace halflite::test {

/// A file that is deleted at the end of its scope.
class TemporaryFile {
 public:
  TemporaryFile() {
    static int number = 0;
#ifdef _WIN32
    const int process = _getpid();
#else
    const int process = getpid();
#endif
    const std::string name = "halflite_native_test_" + std::to_string(process) + "_" + std::to_string(number++);
    path_ = (std::filesystem::temp_directory_path() / name).string();
#ifdef _WIN32
    fd_ = _open(path_.c_str(), _O_RDWR | _O_CREAT | _O_TRUNC | _O_BINARY, 0600);
#else
    fd_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_TRUNC, 0600);
#endif
    CHECK(fd_ >= 0, "cannot create %s", path_.c_str());
  }
  explicit TemporaryFile(const std::vector<char>& content) : TemporaryFile() {
    const Status status = write_exactly(fd_, content.data(), content.size(), 0);
    CHECK(status.empty(), "%s: %s", path_.c_str(), status.c_str());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
#ifdef _WIN32
    _close(fd_);
#else
    ::close(fd_);
#endif
    std::remove(path_.c_str());
  }

  int fd() const { return fd_; }
  const std::string& path() const { return path_; }
  std::uint64_t size() const { return std::filesystem::file_size(path_); }
  std::vector<char> read(std::uint64_t offset, std::size_t length) const {
    std::vector<char> bytes(length);
    const Status status = read_exactly(fd_, bytes.data(), length, offset);
    CHECK(status.empty(), "%s: %s", path_.c_str(), status.c_str());
    return bytes;
  }

 private:
  std::string path_;
  int fd_ = -1;
};

}  // namespace halflite::test

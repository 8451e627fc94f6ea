// A file whose bytes can be looked at without reading them, window by window.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace halflite {

/// Copy-on-write pages of a file: a stray write stays in this process and never reaches the file. Truncating the file
/// while it is mapped makes later reads of the lost pages fatal (SIGBUS), as with every mapping.
struct MappedWindow {
  char* data = nullptr;    ///< null for a window of no bytes
  std::size_t length = 0;  ///< as asked for
  void* pages = nullptr;   ///< the page-aligned mapping around it
  std::size_t pages_length = 0;
};

void unmap(const MappedWindow& window);

/// An open file. Windows are mappings of their own: they outlive the file object and each other.
class MappedFile {
 public:
  MappedFile() = default;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile() { close(); }

  /// `path` is UTF-8. Returns "" or an errno name; ENODEV for what is not a regular file.
  std::string open(const std::string& path);
  bool is_open() const;
  std::uint64_t size() const { return size_; }

  /// Maps [offset, offset + length), which must lie within the size. Returns "" or an errno name.
  std::string map(std::uint64_t offset, std::size_t length, MappedWindow* window) const;
  void close();

 private:
#ifdef _WIN32
  void* file_ = nullptr;
  void* mapping_ = nullptr;
#else
  int fd_ = -1;
#endif
  std::uint64_t size_ = 0;
};

}  // namespace halflite

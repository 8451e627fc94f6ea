#include "../runtime/mapped_file.h"

#include <algorithm>

#include "check.h"
#include "files.h"

namespace halflite::test {
namespace {

void check_window(const MappedFile& file, const std::vector<char>& content, std::size_t offset, std::size_t length) {
  MappedWindow window;
  const std::string error = file.map(offset, length, &window);
  CHECK(error.empty() && window.length == length, "%zu bytes at %zu: %s", length, offset, error.c_str());
  CHECK(std::equal(window.data, window.data + length, content.data() + offset), "%zu bytes at %zu", length, offset);
  unmap(window);
}

}  // namespace

void test_mapped_file() {
  std::vector<char> content(300'007);
  for (std::size_t i = 0; i < content.size(); i++) content[i] = static_cast<char>(i * 7 + i / 251);
  const TemporaryFile temporary(content);
  MappedFile file;
  MappedWindow window;
  CHECK(!file.is_open() && file.map(0, 0, &window) == "EBADF", "a file that was not opened");
  CHECK(file.open(temporary.path()).empty() && file.is_open(), "open");
  CHECK(file.size() == content.size(), "size %llu", static_cast<unsigned long long>(file.size()));
  for (const std::size_t offset : {0, 1, 4095, 4096, 65536, 200'000, 300'006, 300'007}) {
    for (const std::size_t length : {0, 1, 4096, 100'000}) {
      if (offset + length <= content.size()) check_window(file, content, offset, length);
    }
  }
  CHECK(file.map(1, content.size(), &window) == "EINVAL", "beyond the end");
  CHECK(file.map(content.size() + 1, 0, &window) == "EINVAL", "behind the end");
  CHECK(file.map(~std::uint64_t{0}, 2, &window) == "EINVAL", "overflowing");

  // A window outlives the file object, and writing to it changes nothing else.
  CHECK(file.map(100, 1000, &window).empty(), "map");
  file.close();
  MappedWindow none;
  CHECK(!file.is_open() && file.map(0, 1, &none) == "EBADF", "closed");
  window.data[0] ^= 1;
  CHECK(temporary.read(100, 1)[0] == content[100], "a write to a window reached the file");
  unmap(window);

  CHECK(file.open(temporary.path() + "_missing") == "ENOENT", "a missing file");
  CHECK(file.open(std::filesystem::temp_directory_path().string()) == "EISDIR", "a directory");
  const TemporaryFile empty;
  CHECK(file.open(empty.path()).empty() && file.size() == 0 && file.map(0, 0, &window).empty(), "an empty file");
}

}  // namespace halflite::test

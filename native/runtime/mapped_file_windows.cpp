#ifdef _WIN32

#define WIN32_LEAN_AND_MEAN
#define NOMINMAX
#include <windows.h>

#include "mapped_file.h"
#include "windows_error.h"

namespace halflite {
namespace {

std::wstring wide(const std::string& text) {
  const int length = static_cast<int>(text.size());
  const int needed = MultiByteToWideChar(CP_UTF8, 0, text.data(), length, nullptr, 0);
  std::wstring result(static_cast<std::size_t>(needed), L'\0');
  MultiByteToWideChar(CP_UTF8, 0, text.data(), length, result.data(), needed);
  return result;
}

}  // namespace

std::string MappedFile::open(const std::string& path) {
  close();
  // Like Node's own open: others may read, write, rename and delete the file meanwhile.
  const HANDLE file = CreateFileW(wide(path).c_str(), GENERIC_READ,
                                  FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr, OPEN_EXISTING,
                                  FILE_ATTRIBUTE_NORMAL, nullptr);
  if (file == INVALID_HANDLE_VALUE) {
    const DWORD error = GetLastError();
    const DWORD attributes = GetFileAttributesW(wide(path).c_str());
    const bool directory = attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY);
    return directory ? "EISDIR" : windows_error_name(error);
  }
  file_ = file;
  LARGE_INTEGER size;
  if (GetFileType(file) != FILE_TYPE_DISK || !GetFileSizeEx(file, &size)) {
    close();
    return "ENODEV";
  }
  size_ = static_cast<std::uint64_t>(size.QuadPart);
  if (size_ == 0) return "";  // there is no mapping of no bytes
  mapping_ = CreateFileMappingW(file, nullptr, PAGE_WRITECOPY, 0, 0, nullptr);
  if (mapping_) return "";
  const std::string name = windows_error_name(GetLastError());
  close();
  return name;
}

bool MappedFile::is_open() const { return file_ != nullptr; }

std::string MappedFile::map(std::uint64_t offset, std::size_t length, MappedWindow* window) const {
  *window = {};
  if (!is_open()) return "EBADF";
  if (offset > size_ || length > size_ - offset) return "EINVAL";
  if (length == 0) return "";
  SYSTEM_INFO system;
  GetSystemInfo(&system);
  const std::size_t before = static_cast<std::size_t>(offset % system.dwAllocationGranularity);
  const std::uint64_t start = offset - before;
  void* const pages = MapViewOfFile(mapping_, FILE_MAP_COPY, static_cast<DWORD>(start >> 32),
                                    static_cast<DWORD>(start), before + length);
  if (!pages) return windows_error_name(GetLastError());
  *window = {static_cast<char*>(pages) + before, length, pages, before + length};
  return "";
}

void MappedFile::close() {
  if (mapping_) CloseHandle(mapping_);
  if (file_) CloseHandle(file_);
  mapping_ = file_ = nullptr;
  size_ = 0;
}

void unmap(const MappedWindow& window) {
  if (window.pages) UnmapViewOfFile(window.pages);
}

}  // namespace halflite

#endif

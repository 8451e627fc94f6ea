#ifdef _WIN32

#define WIN32_LEAN_AND_MEAN
#define NOMINMAX
#include <io.h>
#include <windows.h>

#include <algorithm>

#include "file.h"
#include "windows_error.h"

namespace halflite {
namespace {

constexpr std::size_t max_bytes_per_call = 1 << 30;

/// Node's descriptors belong to the C runtime inside node.exe, which need not be this library's: libuv, which node.exe
/// exports, knows their handles. Without libuv (the native tests) they are this runtime's own.
HANDLE handle_of(int fd) {
  using Lookup = HANDLE (*)(int);
  static const Lookup lookup =
      reinterpret_cast<Lookup>(reinterpret_cast<void*>(GetProcAddress(GetModuleHandleW(nullptr), "uv_get_osfhandle")));
  return lookup ? lookup(fd) : reinterpret_cast<HANDLE>(_get_osfhandle(fd));
}

OVERLAPPED at(std::uint64_t offset) {
  OVERLAPPED position = {};
  position.Offset = static_cast<DWORD>(offset);
  position.OffsetHigh = static_cast<DWORD>(offset >> 32);
  return position;
}

Status failure(const char* where) { return windows_error_name(GetLastError()) + " " + where; }

}  // namespace

Status read_exactly(int fd, void* buffer, std::size_t length, std::uint64_t offset) {
  const HANDLE handle = handle_of(fd);
  if (handle == INVALID_HANDLE_VALUE) return "EBADF read";
  char* to = static_cast<char*>(buffer);
  while (length > 0) {
    OVERLAPPED position = at(offset);
    DWORD n = 0;
    if (!ReadFile(handle, to, static_cast<DWORD>(std::min(length, max_bytes_per_call)), &n, &position)) {
      if (GetLastError() == ERROR_HANDLE_EOF) return "EOF read";
      return failure("read");
    }
    if (n == 0) return "EOF read";
    to += n;
    offset += n;
    length -= n;
  }
  return "";
}

Status write_exactly(int fd, const void* buffer, std::size_t length, std::uint64_t offset) {
  const HANDLE handle = handle_of(fd);
  if (handle == INVALID_HANDLE_VALUE) return "EBADF write";
  const char* from = static_cast<const char*>(buffer);
  while (length > 0) {
    OVERLAPPED position = at(offset);
    DWORD n = 0;
    if (!WriteFile(handle, from, static_cast<DWORD>(std::min(length, max_bytes_per_call)), &n, &position)) {
      return failure("write");
    }
    if (n == 0) return "EIO write";
    from += n;
    offset += n;
    length -= n;
  }
  return "";
}

Status allocate(int fd, std::uint64_t length) {
  const HANDLE handle = handle_of(fd);
  if (handle == INVALID_HANDLE_VALUE) return "EBADF allocate";
  LARGE_INTEGER size;
  if (!GetFileSizeEx(handle, &size)) return failure("allocate");
  if (static_cast<std::uint64_t>(size.QuadPart) >= length) return "";
  // Setting the end of a file that is not sparse reserves its clusters. Unlike SetEndOfFile this needs no file pointer,
  // which others may be using.
  FILE_END_OF_FILE_INFO end;
  end.EndOfFile.QuadPart = static_cast<LONGLONG>(length);
  if (!SetFileInformationByHandle(handle, FileEndOfFileInfo, &end, sizeof end)) return failure("allocate");
  return "";
}

}  // namespace halflite

#endif

// The errno names of Windows error codes; included by the *_windows.cpp files only.
#pragma once

#include <string>

namespace halflite {

inline std::string windows_error_name(unsigned long error) {
  switch (error) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
    case ERROR_INVALID_NAME:
      return "ENOENT";
    case ERROR_ACCESS_DENIED:
      return "EACCES";
    case ERROR_SHARING_VIOLATION:
    case ERROR_LOCK_VIOLATION:
    case ERROR_USER_MAPPED_FILE:
      return "EBUSY";
    case ERROR_DISK_FULL:
    case ERROR_HANDLE_DISK_FULL:
      return "ENOSPC";
    case ERROR_DISK_QUOTA_EXCEEDED:
      return "EDQUOT";
    case ERROR_NOT_ENOUGH_MEMORY:
    case ERROR_OUTOFMEMORY:
    case ERROR_COMMITMENT_LIMIT:
      return "ENOMEM";
    case ERROR_TOO_MANY_OPEN_FILES:
      return "EMFILE";
    case ERROR_WRITE_PROTECT:
      return "EROFS";
    case ERROR_INVALID_HANDLE:
      return "EBADF";
    case ERROR_INVALID_PARAMETER:
      return "EINVAL";
    case ERROR_FILENAME_EXCED_RANGE:
      return "ENAMETOOLONG";
    case ERROR_CRC:
    case ERROR_IO_DEVICE:
      return "EIO";
    default:
      return "WINDOWS ERROR " + std::to_string(error);
  }
}

}  // namespace halflite

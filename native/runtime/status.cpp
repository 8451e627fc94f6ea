#include "status.h"

#include <cerrno>

namespace halflite {

std::string errno_name(int error) {
  switch (error) {
#define NAME(name) \
  case name:       \
    return #name;
    NAME(EACCES)
    NAME(EAGAIN)
    NAME(EBADF)
    NAME(EBUSY)
    NAME(EEXIST)
    NAME(EFAULT)
    NAME(EFBIG)
    NAME(EINTR)
    NAME(EINVAL)
    NAME(EIO)
    NAME(EISDIR)
    NAME(ELOOP)
    NAME(EMFILE)
    NAME(ENAMETOOLONG)
    NAME(ENFILE)
    NAME(ENODEV)
    NAME(ENOENT)
    NAME(ENOMEM)
    NAME(ENOSPC)
    NAME(ENOTDIR)
    NAME(ENOTSUP)
    NAME(ENXIO)
    NAME(EOVERFLOW)
    NAME(EPERM)
    NAME(EPIPE)
    NAME(EROFS)
    NAME(ESPIPE)
    NAME(ETIMEDOUT)
    NAME(ETXTBSY)
#ifdef EDQUOT
    NAME(EDQUOT)
#endif
#ifdef ESTALE
    NAME(ESTALE)
#endif
#undef NAME
    default:
      return "ERRNO " + std::to_string(error);
  }
}

}  // namespace halflite

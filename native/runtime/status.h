// How native code reports failures: a status string, "" for success.
#pragma once

#include <string>

namespace halflite {

/// "" for success, "ABORTED", or an error's name and where it happened: "ENOSPC write", "EOF read".
using Status = std::string;

/// The name of an errno value: "ENOENT"; "ERRNO 4711" for one that is not in the table.
std::string errno_name(int error);

}  // namespace halflite

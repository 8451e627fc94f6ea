// What programs make of constants and share within a process: packed weights of sessions of one model, also in
// worker_threads.
#pragma once

#include <memory>
#include <string>

namespace halflite {

/// What was published under the key, as long as somebody holds it; null if nothing was. From any thread.
std::shared_ptr<void> find_shared(const std::string& key);

/// Publishes something under a key, unless another thread was faster: returns what counts from now on. The key says all
/// that it depends on, its type included. From any thread.
std::shared_ptr<void> publish_shared(const std::string& key, std::shared_ptr<void> made);

}  // namespace halflite

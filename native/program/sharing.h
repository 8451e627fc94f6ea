// What programs make of constants and share within a process: packed weights of sessions of one model, also in
// worker_threads.
#pragma once

#include <memory>
#include <string>

namespace halflite {

/// What was published under the key, as long as somebody holds it; null if nothing was. From any thread.
std::shared_ptr<const void> find_shared(const std::string& key);

/// Publishes something under a key, unless another thread was faster: returns what counts from now on. The key says all
/// that it depends on, its type included. From any thread.
std::shared_ptr<const void> publish_shared(const std::string& key, std::shared_ptr<const void> made);

/// The T that `make` makes, or an earlier one with the same key. An empty key is equal to none.
template <typename T, typename Make>
std::shared_ptr<const T> shared(const std::string& key, const Make& make) {
  if (key.empty()) return std::make_shared<const T>(make());
  if (const auto known = find_shared(key)) return std::static_pointer_cast<const T>(known);
  return std::static_pointer_cast<const T>(publish_shared(key, std::make_shared<const T>(make())));
}

}  // namespace halflite

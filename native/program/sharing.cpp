#include "sharing.h"

#include <mutex>
#include <unordered_map>

namespace halflite {
namespace {

struct Registry {
  std::mutex mutex;
  std::unordered_map<std::string, std::weak_ptr<void>> entries;
};

/// Never destroyed: threads may end after the addon's static objects.
Registry& registry() {
  static Registry& instance = *new Registry;
  return instance;
}

}  // namespace

std::shared_ptr<void> find_shared(const std::string& key) {
  Registry& r = registry();
  const std::lock_guard lock(r.mutex);
  const auto entry = r.entries.find(key);
  return entry == r.entries.end() ? nullptr : entry->second.lock();
}

std::shared_ptr<void> publish_shared(const std::string& key, std::shared_ptr<void> made) {
  Registry& r = registry();
  const std::lock_guard lock(r.mutex);
  std::erase_if(r.entries, [](const auto& entry) { return entry.second.expired(); });
  std::weak_ptr<void>& entry = r.entries[key];
  if (std::shared_ptr<void> known = entry.lock()) return known;
  entry = made;
  return made;
}

}  // namespace halflite

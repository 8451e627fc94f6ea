#pragma once

#include <memory>

#include "../runtime/thread_pool.h"

namespace halflite {

struct HeldProgram;

/// What each JavaScript environment (the main thread, each worker_threads worker) owns. When the last one goes away, the
/// pool goes with it and joins its threads, so that the addon can be unloaded.
struct Environment {
  std::shared_ptr<ThreadPool> pool = ThreadPool::shared();
  /// The program made last, of whose memory the collector does not know yet.
  std::weak_ptr<HeldProgram> untold;
};

}  // namespace halflite

// The gates of an LSTM in the order in which TensorFlow Lite has their weights.
#pragma once

#include <cstddef>

namespace halflite {

enum Gate : std::size_t { input_gate, forget_gate, candidate_gate, output_gate, gate_count };

}  // namespace halflite

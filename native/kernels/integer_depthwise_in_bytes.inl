// Depthwise convolution of bytes where the target multiplies them. The bytes of up to four rows of taps are zipped, column by column
// of the image, so that one instruction adds the products of a column of taps; neighbouring windows share the columns.

#include "kernels.h"
#include "output_stage.inl"

namespace halflite {
namespace {

#ifdef HALFLITE_BYTE_PRODUCTS

/// Channels of a block, and places whose sums are made together. A last block of half as many channels takes half the vectors.
constexpr size_t byte_channels = 4 * lanes;
constexpr size_t byte_places = 8;

/// Bytes of one column of a block when it is zipped.
template <int vectors>
constexpr size_t zipped_bytes = vectors * byte_channels;

/// Columns [0, columns) of a window's taps. A row that a group of four lacks has weights of 0.
template <int vectors>
inline void zip_columns(const ByteDepthwise& d, const uint8_t* window, size_t columns, uint8_t* sink) {
  const auto load_channels = [](const uint8_t* source) { return vectors == 4 ? load_bytes(source) : load_few_bytes(source); };
  for (size_t first = 0; first < d.tap_rows; first += 4, sink += most_byte_columns * zipped_bytes<vectors>) {
    const uint8_t* rows[4];
    for (size_t i = 0; i < 4; i++) rows[i] = window + (first + i < d.tap_rows ? first + i : first) * d.tap_row_step;
    for (size_t x = 0; x < columns; x++) {
      const size_t at = x * d.channels;
      Bytes zipped[vectors];
      zip_bytes(load_channels(rows[0] + at), load_channels(rows[1] + at), load_channels(rows[2] + at), load_channels(rows[3] + at), zipped);
      for (size_t v = 0; v < vectors; v++) store_bytes(sink + x * zipped_bytes<vectors> + v * byte_channels, zipped[v]);
    }
  }
}

/// What the zero point of the input takes from the sums.
template <int vectors>
struct ZippedStart {
  Bits sums[vectors];

  ZippedStart(const ByteDepthwise& d, size_t block) {
    for (int v = 0; v < vectors; v++) {
      sums[v] = multiply(repeat(d.input_zero), load_integers(d.column_sums + block * byte_channels + v * lanes));
    }
  }
};

/// The sums of `places` neighbouring windows, the first one's columns at `zipped`.
template <int vectors, int places>
HALFLITE_BYTE_FUNCTION inline void sum_columns(const ByteDepthwise& d, size_t block, const ZippedStart<vectors>& start, const uint8_t* zipped,
                                               int32_t* sink) {
  Bits sums[places][vectors];
#pragma GCC unroll 4
  for (int v = 0; v < vectors; v++) {
#pragma GCC unroll 8
    for (int p = 0; p < places; p++) sums[p][v] = start.sums[v];
  }
  const size_t place_step = d.stride * zipped_bytes<vectors>;
  const int8_t* weights = d.weights + d.block_taps[block] * zipped_bytes<4>;
  for (size_t t = d.block_taps[block]; t < d.block_taps[block + 1]; t++, weights += zipped_bytes<vectors>) {
    const uint8_t* const column = zipped + d.columns[t] * zipped_bytes<vectors>;
#pragma GCC unroll 4
    for (int v = 0; v < vectors; v++) {
      const Bytes weight = load_bytes(weights + v * byte_channels);
#pragma GCC unroll 8
      for (int p = 0; p < places; p++) {
        sums[p][v] = add_byte_products(sums[p][v], load_bytes(column + p * place_step + v * byte_channels), weight);
      }
    }
  }
#pragma GCC unroll 8
  for (int p = 0; p < places; p++) {
    sort_zipped(sums[p]);
#pragma GCC unroll 4
    for (int v = 0; v < vectors; v++) store(sink + p * byte_channels + v * lanes, sums[p][v]);
  }
}

/// A block of channels of one row of the output.
template <int vectors>
HALFLITE_BYTE_FUNCTION void byte_depthwise_row(const ByteDepthwise& d, size_t y, size_t channel, size_t channels) {
  constexpr int register_places = vector_registers / 2 / vectors;  // whose sums are in registers at a time
  alignas(64) uint8_t zipped[most_byte_tap_rows / 4 * most_byte_columns * zipped_bytes<vectors>];
  int32_t sums[byte_places * byte_channels];
  const size_t block = channel / byte_channels;
  const size_t most_places = (most_byte_columns - d.reach) / d.stride + 1, at_once = most_places < byte_places ? most_places : byte_places;
  const size_t bytes = d.stage->output_bytes(), place_step = d.stride * zipped_bytes<vectors>;
  const ZippedStart<vectors> start(d, block);
  void* rows[byte_places];
  for (size_t x = 0; x < d.places; x += at_once) {
    const size_t count = d.places - x < at_once ? d.places - x : at_once;
    zip_columns<vectors>(d, d.image + y * d.row_step + x * d.stride * d.channels + channel, (count - 1) * d.stride + d.reach, zipped);
    size_t p = 0;
    for (; p + register_places <= count; p += register_places) {
      sum_columns<vectors, register_places>(d, block, start, zipped + p * place_step, sums + p * byte_channels);
    }
    for (; p < count; p++) sum_columns<vectors, 1>(d, block, start, zipped + p * place_step, sums + p * byte_channels);
    for (size_t i = 0; i < count; i++) rows[i] = static_cast<char*>(d.sink) + (y * d.places + x + i) * d.channels * bytes;
    finish({d.stage, rows, d.group_scale, 0}, SumTile<int32_t>{sums, byte_channels, count, channels, channel});
  }
}

void integer_depthwise_in_bytes(const ByteDepthwise& d, size_t first_channel, size_t last_channel) {
  for (size_t channel = first_channel; channel < last_channel; channel += byte_channels) {
    const size_t left = last_channel - channel, channels = left < byte_channels ? left : byte_channels;
    const auto row = channels <= byte_channels / 2 ? byte_depthwise_row<2> : byte_depthwise_row<4>;
    for (size_t y = 0; y < d.rows; y++) row(d, y, channel, channels);
  }
}

#else

constexpr void (*integer_depthwise_in_bytes)(const ByteDepthwise& rows, size_t first_channel, size_t last_channel) = nullptr;

#endif

}  // namespace
}  // namespace halflite

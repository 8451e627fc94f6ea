// Depthwise convolution of bytes where the target multiplies them. The bytes of up to four rows of taps are zipped, column by column
// of the image, so that one instruction adds the products of a column of taps; neighbouring windows share the columns.

#include "kernels.h"
#include "output_stage.inl"

namespace halflite {
namespace {

#ifdef HALFLITE_BYTE_PRODUCTS

/// Channels of a block, bytes of one column of them when it is zipped, and places whose sums are made together.
constexpr size_t byte_channels = 4 * lanes;
constexpr size_t zipped_bytes = 4 * byte_channels;
constexpr size_t byte_places = 8;

/// Places whose sums are in registers at a time.
constexpr int register_places = vector_registers / 8;

/// Columns [0, columns) of a window's taps. A row that a group of four lacks has weights of 0.
inline void zip_columns(const ByteDepthwise& d, const uint8_t* window, size_t columns, uint8_t* sink) {
  for (size_t first = 0; first < d.tap_rows; first += 4, sink += most_byte_columns * zipped_bytes) {
    const uint8_t* rows[4];
    for (size_t i = 0; i < 4; i++) rows[i] = window + (first + i < d.tap_rows ? first + i : first) * d.tap_row_step;
    for (size_t x = 0; x < columns; x++) {
      const size_t at = x * d.channels;
      Bytes zipped[4];
      zip_bytes(load_bytes(rows[0] + at), load_bytes(rows[1] + at), load_bytes(rows[2] + at), load_bytes(rows[3] + at), zipped);
      for (size_t v = 0; v < 4; v++) store_bytes(sink + x * zipped_bytes + v * byte_channels, zipped[v]);
    }
  }
}

/// What the zero point of the input takes from the sums.
struct ZippedStart {
  Bits sums[4];

  ZippedStart(const ByteDepthwise& d, size_t block) {
    for (int v = 0; v < 4; v++) {
      sums[v] = multiply(repeat(d.input_zero), load_integers(d.column_sums + block * byte_channels + v * lanes));
    }
  }
};

/// The sums of `places` neighbouring windows, the first one's columns at `zipped`.
template <int places>
HALFLITE_BYTE_FUNCTION inline void sum_columns(const ByteDepthwise& d, size_t block, const ZippedStart& start, const uint8_t* zipped, int32_t* sink) {
  Bits sums[places][4];
#pragma GCC unroll 4
  for (int v = 0; v < 4; v++) {
#pragma GCC unroll 4
    for (int p = 0; p < places; p++) sums[p][v] = start.sums[v];
  }
  const size_t place_step = d.stride * zipped_bytes;
  const int8_t* weights = d.weights + d.block_taps[block] * zipped_bytes;
  for (size_t t = d.block_taps[block]; t < d.block_taps[block + 1]; t++, weights += zipped_bytes) {
    const uint8_t* const column = zipped + d.columns[t] * zipped_bytes;
#pragma GCC unroll 4
    for (int v = 0; v < 4; v++) {
      const Bytes weight = load_bytes(weights + v * byte_channels);
#pragma GCC unroll 4
      for (int p = 0; p < places; p++) {
        sums[p][v] = add_byte_products(sums[p][v], load_bytes(column + p * place_step + v * byte_channels), weight);
      }
    }
  }
#pragma GCC unroll 4
  for (int p = 0; p < places; p++) {
    sort_zipped(sums[p]);
#pragma GCC unroll 4
    for (int v = 0; v < 4; v++) store(sink + p * byte_channels + v * lanes, sums[p][v]);
  }
}

/// A block of channels of one row of the output.
HALFLITE_BYTE_FUNCTION void byte_depthwise_row(const ByteDepthwise& d, size_t y, size_t channel, size_t channels) {
  alignas(64) uint8_t zipped[most_byte_tap_rows / 4 * most_byte_columns * zipped_bytes];
  int32_t sums[byte_places * byte_channels];
  const size_t block = channel / byte_channels;
  const size_t most_places = (most_byte_columns - d.reach) / d.stride + 1, at_once = most_places < byte_places ? most_places : byte_places;
  const size_t bytes = d.stage->output_bytes();
  const ZippedStart start(d, block);
  void* rows[byte_places];
  for (size_t x = 0; x < d.places; x += at_once) {
    const size_t count = d.places - x < at_once ? d.places - x : at_once;
    zip_columns(d, d.image + y * d.row_step + x * d.stride * d.channels + channel, (count - 1) * d.stride + d.reach, zipped);
    size_t p = 0;
    for (; p + register_places <= count; p += register_places) {
      sum_columns<register_places>(d, block, start, zipped + p * d.stride * zipped_bytes, sums + p * byte_channels);
    }
    for (; p < count; p++) sum_columns<1>(d, block, start, zipped + p * d.stride * zipped_bytes, sums + p * byte_channels);
    for (size_t i = 0; i < count; i++) rows[i] = static_cast<char*>(d.sink) + (y * d.places + x + i) * d.channels * bytes;
    finish({d.stage, rows, d.group_scale, 0}, SumTile<int32_t>{sums, byte_channels, count, channels, channel});
  }
}

void integer_depthwise_in_bytes(const ByteDepthwise& d, size_t first_channel, size_t last_channel) {
  for (size_t channel = first_channel; channel < last_channel; channel += byte_channels) {
    const size_t left = last_channel - channel;
    for (size_t y = 0; y < d.rows; y++) byte_depthwise_row(d, y, channel, left < byte_channels ? left : byte_channels);
  }
}

#else

constexpr void (*integer_depthwise_in_bytes)(const ByteDepthwise& rows, size_t first_channel, size_t last_channel) = nullptr;

#endif

}  // namespace
}  // namespace halflite

// Depthwise convolution of 16-bit integers. Two taps at a time are paired channel by channel, so that their products are added
// as they are made.

#include "kernels.h"
#include "output_stage.inl"

namespace halflite {
namespace {

/// Channels of a block, and pixels whose sums are finished together.
constexpr size_t depthwise_channels = 2 * lanes;
constexpr size_t depthwise_places = 8;

/// The weights of a block of channels, for pairs of taps.
struct PairedTaps {
  Pairs low[most_depthwise_taps / 2], high[most_depthwise_taps / 2];
  size_t first[most_depthwise_taps / 2], second[most_depthwise_taps / 2];
  size_t count;
};

inline Words depthwise_weights(const IntegerDepthwise& d, size_t tap, size_t channel, size_t channels) {
  int16_t padded[depthwise_channels] = {};
  for (size_t c = 0; c < channels && tap < d.taps; c++) padded[c] = d.weights[tap * d.channels + channel + c];
  return load_words(padded);
}

/// An odd tap is paired with itself, with weights of 0.
inline void pair_taps(const IntegerDepthwise& d, size_t channel, size_t channels, PairedTaps& paired) {
  paired.count = (d.taps + 1) / 2;
  for (size_t p = 0; p < paired.count; p++) {
    const Words a = depthwise_weights(d, 2 * p, channel, channels), b = depthwise_weights(d, 2 * p + 1, channel, channels);
    paired.low[p] = pair_low(a, b);
    paired.high[p] = pair_high(a, b);
    paired.first[p] = d.offsets[2 * p];
    paired.second[p] = d.offsets[2 * p + 1 < d.taps ? 2 * p + 1 : 2 * p];
  }
}

inline void sum_window(const PairedTaps& paired, const int16_t* window, int32_t* sums) {
  Bits low = repeat(0), high = repeat(0);
  for (size_t p = 0; p < paired.count; p++) {
    const Words a = load_words(window + paired.first[p]), b = load_words(window + paired.second[p]);
    low = add_pair_products(low, pair_low(a, b), paired.low[p]);
    high = add_pair_products(high, pair_high(a, b), paired.high[p]);
  }
  store_paired(sums, low, high);
}

/// The same with 64-bit sums; two products fit into 32 bits.
inline void sum_window(const PairedTaps& paired, const int16_t* window, int64_t* wide) {
  int32_t sums[depthwise_channels];
  for (size_t c = 0; c < depthwise_channels; c++) wide[c] = 0;
  for (size_t p = 0; p < paired.count; p++) {
    const Words a = load_words(window + paired.first[p]), b = load_words(window + paired.second[p]);
    store_paired(sums, add_pair_products(repeat(0), pair_low(a, b), paired.low[p]),
                 add_pair_products(repeat(0), pair_high(a, b), paired.high[p]));
    widen_sums(sums, wide, depthwise_channels);
  }
}

template <typename Sum>
void depthwise_block(const IntegerDepthwise& d, const PairedTaps& paired, size_t channel, size_t channels) {
  const size_t bytes = d.stage->output_bytes();
  Sum sums[depthwise_places * depthwise_channels];
  void* rows[depthwise_places];
  for (size_t y = 0; y < d.rows; y++) {
    for (size_t x = 0; x < d.places; x += depthwise_places) {
      const size_t count = d.places - x < depthwise_places ? d.places - x : depthwise_places;
      for (size_t i = 0; i < count; i++) {
        sum_window(paired, d.image + y * d.row_step + (x + i) * d.place_step + channel, sums + i * depthwise_channels);
        rows[i] = static_cast<char*>(d.sink) + (y * d.places + x + i) * d.channels * bytes;
      }
      finish({d.stage, rows, d.group_scale, 0}, SumTile<Sum>{sums, depthwise_channels, count, channels, channel});
    }
  }
}

void integer_depthwise(const IntegerDepthwise& d, size_t first_channel, size_t last_channel) {
  PairedTaps paired;
  for (size_t channel = first_channel; channel < last_channel; channel += depthwise_channels) {
    const size_t left = last_channel - channel, channels = left < depthwise_channels ? left : depthwise_channels;
    pair_taps(d, channel, channels, paired);
    if (d.stage->is_wide()) depthwise_block<int64_t>(d, paired, channel, channels);
    else depthwise_block<int32_t>(d, paired, channel, channels);
  }
}

}  // namespace
}  // namespace halflite

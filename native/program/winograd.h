// Convolutions of images with windows of 3 x 3 by Winograd's F(2x2, 3x3): 16 products instead of 36 for a tile of 2 x 2 pixels.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "convolution_weights.h"
#include "volume_rows.h"

namespace halflite {

/// Tiles fall into bands, each of some strips of them. All threads transform the tiles of a band. Then each thread transforms the
/// weights of its panels, a line of points of one panel at a time in scratch memory of its own, and multiplies. So weights stay as
/// they are packed.
class Winograd {
 public:
  /// What a convolution reads and writes besides its weights.
  struct Images {
    const float* input;
    float* output;
    const float* addend;  ///< null for none
    float least, most;
    float* memory;  ///< for transformed tiles
  };

  /// @param memory_bytes for transformed tiles: bands are as large as have room there
  Winograd(StepReader& r, const Volume& volume, std::size_t batch, std::size_t channels, const ConvolutionWeights& weights,
           std::size_t out_channels, std::uint64_t memory_bytes);

  std::size_t held_bytes() const { return zeros_.size() * sizeof(float); }

  /// Returns whether there was scratch memory for it; if not, the output is undefined.
  bool run(const Frame& frame, const Images& images) const noexcept;

 private:
  /// Tiles [first, first + count), and where the first one's points lie: for each point all channels.
  struct Strip {
    std::size_t first, count;
    float* points;
  };
  /// What a thread works on: strips [first, last) of a band and a panel; in scratch memory the weights of a line of points, and products
  /// of all points.
  struct Block {
    const Images& images;
    std::size_t band, first, last, panel;
    float *weights, *products;
  };
  /// Where the upper left pixel of a tile of the output is.
  struct Place {
    std::size_t image, y, x;
  };

  /// Bands take strips in turn, so that each thread has the same share of the image in all of them.
  std::size_t strips_of(std::size_t band) const { return (strips_ - band + bands_ - 1) / bands_; }
  Strip strip_of(const Images& images, std::size_t band, std::size_t strip) const;
  Place place_of(std::size_t tile) const;
  std::size_t columns_of(std::size_t panel) const { return std::min(weights_->panel_columns(), out_channels_ - panel * weights_->panel_columns()); }
  float* products_of(const Block& block, std::size_t strip) const { return block.products + (strip - block.first) * strip_products_; }

  void transform_tiles(const Frame& frame, const Images& images, std::size_t band) const noexcept;
  void transform_tile(const Frame& frame, const Images& images, std::size_t tile, float* points) const noexcept;
  void multiply_block(const Frame& frame, const Block& block) const noexcept;
  void multiply_point(const Frame& frame, const Block& block, std::size_t point, const float* weights) const noexcept;
  void finish_strip(const Frame& frame, const Block& block, std::size_t strip) const noexcept;
  void finish_tile(const Frame& frame, const Block& block, std::size_t tile, WinogradOutput output) const noexcept;

  const Volume* volume_;
  const ConvolutionWeights* weights_;
  std::size_t channels_, out_channels_;
  std::size_t tiles_high_, tiles_wide_, tiles_;
  std::size_t tile_stride_, weights_stride_;  ///< floats from one transformed tile to the next, of weights from one point to the next
  std::size_t strip_tiles_ = 0, strips_ = 0, bands_ = 0, strips_in_scratch_ = 0;
  std::size_t strip_products_ = 0;  ///< floats for the products of a strip and a panel
  std::vector<float> zeros_;
  Scratch* scratch_ = nullptr;
};

}  // namespace halflite

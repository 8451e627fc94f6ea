#include "winograd.h"

#include <atomic>
#include <limits>

namespace halflite {
namespace {

constexpr std::size_t line_points = 4, lines = 4;

/// The most rows that a strip has for any target.
constexpr std::size_t most_strip_tiles = 64;

/// Transformed weights meet so many strips, whose products stay in a second-level cache meanwhile.
constexpr std::size_t most_strips_in_scratch = 16;

/// Floats that keep what is read together from lying whole pages apart, in one set of a cache.
constexpr std::size_t skew = 16;

constexpr bool moves_by_pixels(const WindowAxis& axis) { return axis.taps == 3 && axis.stride == 1 && axis.dilation == 1; }

}  // namespace

Winograd::Winograd(StepReader& r, const Volume& volume, std::size_t batch, std::size_t channels, const ConvolutionWeights& weights,
                   std::size_t out_channels, std::uint64_t memory_bytes)
    : volume_(&volume), weights_(&weights), channels_(channels), out_channels_(out_channels), tiles_high_((volume.height.output + 1) / 2),
      tiles_wide_((volume.width.output + 1) / 2), tiles_(StepReader::product({batch, tiles_high_, tiles_wide_})),
      tile_stride_(winograd_points * channels + skew), weights_stride_(channels * weights.panel_columns() + skew), zeros_(channels) {
  const WindowAxis& depth = volume.depth;
  r.require(depth.input == 1 && depth.output == 1 && depth.taps == 1 && depth.before == 0, "transformed tiles are of images");
  r.require(moves_by_pixels(volume.height) && moves_by_pixels(volume.width), "transformed tiles are for windows of 3 x 3 that move by a pixel");
  r.require(weights.group_panels() == weights.panels(), "transformed tiles are for one group of channels");
  const auto [most_rows, columns] = r.gemm_geometry();
  strip_tiles_ = balanced_strip(tiles_, std::min(most_rows, most_strip_tiles));
  strips_ = (tiles_ + strip_tiles_ - 1) / strip_tiles_;
  const std::size_t room = memory_bytes / StepReader::product({tile_stride_, sizeof(float)});
  const std::size_t strips_at_once = room >= tiles_ ? std::max<std::size_t>(strips_, 1) : room / strip_tiles_;
  r.require(strips_at_once > 0, "the memory for transformed tiles is too short");
  bands_ = (strips_ + strips_at_once - 1) / strips_at_once;
  strips_in_scratch_ = std::min(strips_at_once, most_strips_in_scratch);
  strip_products_ = winograd_points * strip_tiles_ * columns;
  scratch_ = &r.scratch(sizeof(float) * (StepReader::product({line_points, weights_stride_}) + strips_in_scratch_ * strip_products_));
}

bool Winograd::run(const Frame& frame, const Images& images) const noexcept {
  std::atomic<bool> has_scratch{true};
  for (std::size_t band = 0; band < bands_ && has_scratch; band++) {
    transform_tiles(frame, images, band);
    const GemmShape shape{strips_of(band), weights_->panels(), strip_tiles_, weights_->panel_columns(), winograd_points * channels_, sizeof(float)};
    for_each_gemm_task(frame.team, shape, [&](std::size_t begin, std::size_t end, std::size_t panel, std::size_t last_panel) noexcept {
      const Scratch::Piece piece = scratch_->take();
      auto* const scratch = reinterpret_cast<float*>(piece.data());
      if (!scratch) return has_scratch.store(false);
      for (; panel < last_panel; panel++) {
        for (std::size_t first = begin; first < end; first += strips_in_scratch_) {
          const std::size_t last = std::min(first + strips_in_scratch_, end);
          multiply_block(frame, {images, band, first, last, panel, scratch, scratch + line_points * weights_stride_});
        }
      }
    });
  }
  return has_scratch;
}

Winograd::Strip Winograd::strip_of(const Images& images, std::size_t band, std::size_t strip) const {
  const std::size_t first = (strip * bands_ + band) * strip_tiles_;
  return {first, std::min(strip_tiles_, tiles_ - first), images.memory + strip * strip_tiles_ * tile_stride_};
}

Winograd::Place Winograd::place_of(std::size_t tile) const {
  const std::size_t line = tile / tiles_wide_;
  return {line / tiles_high_, line % tiles_high_ * 2, tile % tiles_wide_ * 2};
}

void Winograd::transform_tiles(const Frame& frame, const Images& images, std::size_t band) const noexcept {
  constexpr std::size_t least_channels = 1024;
  const std::size_t last = strips_of(band) - 1, count = last * strip_tiles_ + strip_of(images, band, last).count;
  frame.team.parallel_for(count, least_channels / channels_ + 1, [&](std::size_t begin, std::size_t end) noexcept {
    for (std::size_t i = begin; i < end; i++) {
      const Strip strip = strip_of(images, band, i / strip_tiles_);
      const std::size_t r = i % strip_tiles_;
      transform_tile(frame, images, strip.first + r, strip.points + r * tile_stride_);
    }
  });
}

void Winograd::transform_tile(const Frame& frame, const Images& images, std::size_t tile, float* points) const noexcept {
  const WindowAxis &height = volume_->height, &width = volume_->width;
  const Place place = place_of(tile);
  WinogradInput input{{}, channels_, points, channels_};
  const float** pixel = input.pixels;
  for (std::ptrdiff_t y = height.start(place.y), last = y + 4; y < last; y++) {
    const std::size_t line = (place.image * height.input + static_cast<std::size_t>(y)) * width.input;
    for (std::ptrdiff_t x = width.start(place.x), end = x + 4; x < end; x++) {
      const bool inside = height.holds(y) && width.holds(x);
      *pixel++ = inside ? images.input + (line + static_cast<std::size_t>(x)) * channels_ : zeros_.data();
    }
  }
  frame.kernels.winograd_input(input);
}

void Winograd::multiply_block(const Frame& frame, const Block& block) const noexcept {
  const auto transform = weights_->width() == 2 ? frame.kernels.winograd_weights_float16 : frame.kernels.winograd_weights_float32;
  for (std::size_t line = 0; line < lines; line++) {
    transform({weights_->panel(frame, block.panel), channels_, line, block.weights, weights_stride_});
    for (std::size_t x = 0; x < line_points; x++) multiply_point(frame, block, line * line_points + x, block.weights + x * weights_stride_);
  }
  for (std::size_t strip = block.first; strip < block.last; strip++) finish_strip(frame, block, strip);
}

void Winograd::multiply_point(const Frame& frame, const Block& block, std::size_t point, const float* weights) const noexcept {
  constexpr float unlimited = std::numeric_limits<float>::infinity();
  const std::size_t stride = weights_->panel_columns(), columns = columns_of(block.panel);
  for (std::size_t s = block.first; s < block.last; s++) {
    const Strip strip = strip_of(block.images, block.band, s);
    const float* rows[most_strip_tiles];
    for (std::size_t r = 0; r < strip.count; r++) rows[r] = strip.points + r * tile_stride_ + point * channels_;
    float* const products = products_of(block, s) + point * strip.count * stride;
    frame.kernels.gemm_float32({rows, 1, channels_, weights, nullptr, products, stride, columns, -unlimited, unlimited}, strip.count, 0, 1);
  }
}

void Winograd::finish_strip(const Frame& frame, const Block& block, std::size_t s) const noexcept {
  const Strip strip = strip_of(block.images, block.band, s);
  const std::size_t stride = weights_->panel_columns();
  const float* const bias = weights_->bias(frame, block.panel);
  const float* const products = products_of(block, s);
  for (std::size_t r = 0; r < strip.count; r++) {
    finish_tile(frame, block, strip.first + r,
                {products + r * stride, strip.count * stride, columns_of(block.panel), bias, {}, {}, block.images.least, block.images.most});
  }
}

void Winograd::finish_tile(const Frame& frame, const Block& block, std::size_t tile, WinogradOutput output) const noexcept {
  const std::size_t height = volume_->height.output, width = volume_->width.output;
  const Place place = place_of(tile);
  const float* const addend = block.images.addend;
  for (std::size_t i = 0; i < 4; i++) {
    const std::size_t y = place.y + i / 2, x = place.x + i % 2;
    if (y >= height || x >= width) continue;
    const std::size_t at = ((place.image * height + y) * width + x) * out_channels_ + block.panel * weights_->panel_columns();
    output.pixels[i] = block.images.output + at;
    output.addend[i] = addend ? addend + at : nullptr;
  }
  frame.kernels.winograd_output(output);
}

}  // namespace halflite

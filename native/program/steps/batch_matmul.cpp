#include <algorithm>
#include <array>
#include <vector>

#include "../gemm_tasks.h"
#include "../packing.h"
#include "../step.h"

namespace halflite {
namespace {

constexpr std::size_t dimensions = 3;
constexpr std::size_t most_strip_rows = 64;
/// So few rows are not worth packing.
constexpr std::size_t few_rows = 8;

/// How the matrices of both sides meet: three leading dimensions, along which a side steps by some matrices, or by none.
struct Batches {
  std::array<std::size_t, dimensions> sizes, left_steps, right_steps;

  explicit Batches(StepReader& r) {
    for (auto* numbers : {&sizes, &left_steps, &right_steps}) {
      for (std::size_t& number : *numbers) number = r.size();
    }
  }

  std::uint64_t count() const { return StepReader::product({sizes[0], sizes[1], sizes[2]}); }

  /// How many matrices one side has.
  static std::uint64_t matrices(const std::array<std::size_t, dimensions>& sizes, const std::array<std::size_t, dimensions>& steps) {
    std::uint64_t last = 0;
    for (std::size_t d = 0; d < dimensions; d++) {
      if (sizes[d] == 0) return 0;
      last += StepReader::product({sizes[d] - 1, steps[d]});
    }
    return last + 1;
  }

  /// Which matrix of a side takes part in the result `batch`.
  std::size_t matrix(const std::array<std::size_t, dimensions>& steps, std::size_t batch) const {
    return batch % sizes[2] * steps[2] + batch / sizes[2] % sizes[1] * steps[1] + batch / sizes[2] / sizes[1] * steps[0];
  }
};

/// Products of computed float32 matrices. The right ones are packed in each run, the left ones transposed where they must be.
///
/// Operands: left, right, output, memory for packed right matrices (columns rounded up to whole panels; absent where few rows
/// meet a right side stored as [columns, depth]), memory for transposed left matrices (absent unless they are stored as [depth, rows]). Parameters: rows, columns, depth, whether the left is
/// stored as [depth, rows], whether the right is stored as [columns, depth], the batches: sizes, steps of the left, steps of
/// the right, three each.
class BatchMatMul final : public Step {
 public:
  explicit BatchMatMul(StepReader& r)
      : left_(r.operand(alignof(float))), right_(r.operand(alignof(float))), output_(r.sink(alignof(float))),
        packed_(r.sink(alignof(float), true)), transposed_(r.sink(alignof(float), true)), rows_(r.size(1)),
        columns_(r.size(1)), depth_(r.size(1)), left_transposed_(r.flag()), right_transposed_(r.flag()), batches_(r),
        batch_count_(batches_.count()), left_count_(Batches::matrices(batches_.sizes, batches_.left_steps)),
        right_count_(Batches::matrices(batches_.sizes, batches_.right_steps)) {
    const GemmGeometry geometry = r.gemm_geometry();
    panel_columns_ = geometry.panel_columns;
    strip_rows_ = balanced_strip(rows_, std::min(geometry.rows, most_strip_rows));
    const std::uint64_t left_size = StepReader::product({left_count_, rows_, depth_});
    r.require(left_.bytes / 4 >= left_size, "the left side is too short");
    r.require(right_.bytes / 4 >= StepReader::product({right_count_, columns_, depth_}), "the right side is too short");
    r.require(output_.bytes / 4 >= StepReader::product({batch_count_, rows_, columns_}), "the output is too short");
    r.require(is_dense() || packed_.bytes / 4 >= StepReader::product({right_count_, panels() * panel_columns_, depth_}), "the memory is too short");
    r.require(!left_transposed_ || transposed_.bytes / 4 >= left_size, "the memory is too short");
  }

  void run(const Frame& frame) const noexcept override {
    if (is_dense()) return run_dense(frame);
    pack_right(frame);
    if (left_transposed_) transpose_left(frame);
    const std::size_t strips = (rows_ + strip_rows_ - 1) / strip_rows_;
    if (batch_count_ == 1) {
      const GemmShape shape{strips, panels(), strip_rows_, panel_columns_, depth_, sizeof(float)};
      for_each_gemm_task(frame.team, shape, [&](std::size_t strip, std::size_t last_strip, std::size_t panel, std::size_t last_panel) noexcept {
        for (; strip < last_strip; strip++) run_strip(frame, 0, strip, panel, last_panel);
      });
      return;
    }
    const std::size_t grain = grain_for(strip_rows_ * columns_);
    frame.team.parallel_for(batch_count_ * strips, grain, [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t i = begin; i < end; i++) run_strip(frame, i / strips, i % strips, 0, panels());
    });
  }

 private:
  std::size_t panels() const { return panels_for(columns_, panel_columns_); }

  /// Both sides are stored with the depth last, so that rows can be multiplied as they are.
  bool is_dense() const { return rows_ <= few_rows && right_transposed_ && !left_transposed_; }

  void run_dense(const Frame& frame) const noexcept {
    const std::size_t grain = grain_for(8 * columns_);
    frame.team.parallel_for(batch_count_, grain, [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t batch = begin; batch < end; batch++) {
        const std::size_t left = batches_.matrix(batches_.left_steps, batch), right = batches_.matrix(batches_.right_steps, batch);
        frame.kernels.dense_float32({frame.at<const float>(left_) + left * rows_ * depth_, rows_, depth_,
                                     frame.at<const float>(right_) + right * columns_ * depth_, nullptr,
                                     frame.at<float>(output_) + batch * rows_ * columns_, columns_, -unbounded, unbounded},
                                    0, columns_);
      }
    });
  }

  /// How many tasks with so many elements of the depth each are about 20 us of work.
  std::size_t grain_for(std::size_t elements) const { return (std::size_t{1} << 20) / (elements * depth_ + 1) + 1; }

  void pack_right(const Frame& frame) const noexcept {
    const std::size_t panel_bytes = panel_columns_ * depth_ * sizeof(float);
    frame.team.parallel_for(right_count_ * panels(), grain_for(8 * panel_columns_), [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t i = begin; i < end; i++) {
        const PanelSource source{frame.at<const char>(right_) + i / panels() * columns_ * depth_ * sizeof(float), false, columns_,
                                 right_transposed_ ? depth_ : 1, depth_, right_transposed_ ? 1 : columns_};
        pack_panel(source, i % panels(), panel_columns_, frame.at<char>(packed_) + i * panel_bytes);
      }
    });
  }

  /// Row by row: each reads a column.
  void transpose_left(const Frame& frame) const noexcept {
    constexpr std::size_t block = 16;
    const std::size_t blocks = (rows_ + block - 1) / block;
    frame.team.parallel_for(left_count_ * blocks, grain_for(8 * block), [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t i = begin; i < end; i++) {
        const std::size_t matrix = i / blocks * rows_ * depth_, first = i % blocks * block;
        const float* const from = frame.at<const float>(left_) + matrix;
        float* const to = frame.at<float>(transposed_) + matrix;
        for (std::size_t k = 0; k < depth_; k++) {
          for (std::size_t row = first; row < std::min(first + block, rows_); row++) to[row * depth_ + k] = from[k * rows_ + row];
        }
      }
    });
  }

  void run_strip(const Frame& frame, std::size_t batch, std::size_t strip, std::size_t first_panel, std::size_t last_panel) const noexcept {
    const float* rows[most_strip_rows];
    const std::size_t row = strip * strip_rows_, count = std::min(strip_rows_, rows_ - row);
    const float* const left = frame.at<const float>(left_transposed_ ? transposed_ : left_) +
                              (batches_.matrix(batches_.left_steps, batch) * rows_ + row) * depth_;
    for (std::size_t r = 0; r < count; r++) rows[r] = left + r * depth_;
    const std::size_t right = batches_.matrix(batches_.right_steps, batch);
    frame.kernels.gemm_float32({rows, 1, depth_, frame.at<const float>(packed_) + right * panels() * panel_columns_ * depth_,
                                nullptr, frame.at<float>(output_) + (batch * rows_ + row) * columns_, columns_, columns_,
                                -unbounded, unbounded}, count, first_panel, last_panel);
  }

  static constexpr float unbounded = 3.40282347e+38f;

  Operand left_, right_, output_, packed_, transposed_;
  std::size_t rows_, columns_, depth_;
  bool left_transposed_, right_transposed_;
  Batches batches_;
  std::size_t batch_count_, left_count_, right_count_;
  std::size_t strip_rows_ = 0, panel_columns_ = 0;
};

}  // namespace

std::unique_ptr<Step> make_batch_matmul(StepReader& reader) { return std::make_unique<BatchMatMul>(reader); }

}  // namespace halflite

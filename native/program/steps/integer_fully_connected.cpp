#include <algorithm>

#include "../claim_panels.h"
#include "../gemm_tasks.h"
#include "../integer_input.h"
#include "../output_stage.h"

namespace halflite {
namespace {

/// Products of several rows with a constant matrix, of bytes where the target has them, else of 16-bit integers. The rows come into
/// scratch memory as such; floats are quantized row by row. The matrix is packed. What has few rows, or a computed matrix, is
/// IntegerDense's.
///
/// Operands: input [rows, depth], weights [units, depth] of int8 or uint8, those of the output stage, scratch, output [rows, units].
/// Parameters: the elements of the input; rows, depth, units; the type of the weights and their zero point; the output stage.
class IntegerFullyConnected final : public Step {
 public:
  explicit IntegerFullyConnected(StepReader& r)
      : elements_(r), rows_(r.size()), depth_(r.size(1)), units_(r.size(1)), weight_type_(static_cast<StoredType>(r.integer(0, 1))),
        weight_zero_(static_cast<std::int32_t>(r.integer(-255, 255))), input_(r.operand(elements_.bytes())), weights_(r.operand(1)),
        output_stage_(r, units_), scratch_(r.sink(64)), output_(r.sink(output_stage_.stage().output_bytes())) {
    output_stage_.require_floats(r, elements_.are_floats);
    find_geometry(r);
    scales_bytes_ = elements_.are_floats ? scales_bytes(StepReader::product({rows_, 1})) : 0;
    r.require(input_.bytes / elements_.bytes() >= StepReader::product({rows_, depth_}), "the input is too short");
    r.require(weights_.bytes >= StepReader::product({units_, depth_}), "the weights are too short");
    r.require(output_.bytes / output_stage_.stage().output_bytes() >= StepReader::product({rows_, units_}), "the output is too short");
    r.require(scratch_.bytes >= scales_bytes_ + StepReader::product({rows_, row_bytes_}) + scratch_slack, "the scratch memory is too short");
    StepReader::product({units_ + panel_columns_, depth_ + 1, 2});
    source_ = {r.constant<char>(weights_), weight_type_, weight_zero_, units_, 1, depth_, panel_columns_};
    packed_ = claim_panels(r, weights_, source_, holds_bytes());
  }

  std::size_t held_bytes() const override { return packed_->bytes() + output_stage_.held_bytes(); }

  void run(const Frame& frame) const noexcept override {
    fill(frame);
    const std::size_t strips = (rows_ + strip_rows_ - 1) / strip_rows_;
    const bool byte_weights = holds_bytes() || IntegerPanels{source_}.are_bytes();
    const GemmShape shape{strips, source_.panels(), strip_rows_, panel_columns_, depth_, byte_weights ? 1u : 2u};
    for_each_gemm_task(frame.team, shape, [&](std::size_t strip, std::size_t last_strip, std::size_t panel, std::size_t last_panel) noexcept {
      for (; strip < last_strip; strip++) run_strip(frame, strip * strip_rows_, panel, last_panel);
    });
  }

 private:
  /// Elements that one thread brings into scratch memory at a time.
  static constexpr std::size_t elements_at_once = 32768;

  bool holds_bytes() const { return form_ != ImageForm::words; }

  void find_geometry(StepReader& r) {
    std::size_t words = 0, most_rows = 0;
    r.kernels().integer_geometry(&most_rows, &panel_columns_, &words);
    if (r.kernels().integer_gemm_in_bytes && elements_.fit_bytes() && !output_stage_.stage().is_wide()) {
      ByteGeometry bytes{};
      r.kernels().byte_geometry(&bytes);
      form_ = bytes.are_signed ? ImageForm::signed_bytes : ImageForm::unsigned_bytes;
      most_rows = bytes.rows(units_), panel_columns_ = bytes.columns;
    }
    strip_rows_ = balanced_strip(rows_, std::min(most_rows, most_integer_strip));
    row_bytes_ = holds_bytes() ? (depth_ + 3) / 4 * 4 : (depth_ + 1) / 2 * 4;
  }

  char* row_at(const Frame& frame, std::size_t row) const { return frame.at<char>(scratch_) + scales_bytes_ + row * row_bytes_; }
  DynamicScale* scale_at(const Frame& frame, std::size_t row) const {
    return elements_.are_floats ? frame.at<DynamicScale>(scratch_) + row : nullptr;
  }

  void fill(const Frame& frame) const noexcept {
    frame.team.parallel_for(rows_, std::max<std::size_t>(1, elements_at_once / depth_), [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t row = begin; row < end; row++) fill_row(frame, row);
    });
  }

  void fill_row(const Frame& frame, std::size_t row) const noexcept {
    const char* const source = frame.at<const char>(input_);
    DynamicScale* const scale = scale_at(frame, row);
    char* const sink = row_at(frame, row);
    if (scale) *scale = elements_.measure(frame.kernels, reinterpret_cast<const float*>(source) + row * depth_, depth_);
    if (holds_bytes()) elements_.copy(frame.kernels, source, row * depth_, depth_, scale, form_, sink, 1);
    else elements_.widen(frame.kernels, source, row * depth_, depth_, scale, reinterpret_cast<std::int16_t*>(sink));
    std::fill(sink + depth_ * (holds_bytes() ? 1 : 2), sink + row_bytes_, char{0});
  }

  /// The rows of a strip, from `row` on.
  void run_strip(const Frame& frame, std::size_t row, std::size_t panel, std::size_t last_panel) const noexcept {
    const OutputStage& stage = output_stage_.stage();
    const std::size_t count = std::min(strip_rows_, rows_ - row), offset = 0;
    void* sinks[most_integer_strip];
    for (std::size_t i = 0; i < count; i++) sinks[i] = frame.at<char>(output_) + (row + i) * units_ * stage.output_bytes();
    const DynamicScale* const scales = scale_at(frame, row);
    const RowSinks row_sinks{&stage, sinks, scales ? &scales->scale : nullptr, scales ? sizeof(DynamicScale) / sizeof(float) : 0};
    if (holds_bytes()) {
      const std::uint8_t* sources[most_integer_strip];
      std::int32_t zeros[most_integer_strip];
      for (std::size_t i = 0; i < count; i++) {
        sources[i] = reinterpret_cast<const std::uint8_t*>(row_at(frame, row + i));
        zeros[i] = elements_.byte_zero(scales ? scales + i : nullptr, form_);
      }
      const BytePanels panels{source_};
      const bool one_zero = !scales || !elements_.asymmetric;
      frame.kernels.integer_gemm_in_bytes({sources, 0, &offset, 1, depth_, BytePanels::weights(packed_->data()), panels.column_sums(packed_->data()), zeros, one_zero,
                                           panels.zero(), units_, row_sinks},
                                          count, panel, last_panel);
    } else {
      const std::int16_t* sources[most_integer_strip];
      for (std::size_t i = 0; i < count; i++) sources[i] = reinterpret_cast<const std::int16_t*>(row_at(frame, row + i));
      frame.kernels.integer_gemm({sources, &offset, 1, (depth_ + 1) / 2, packed_->data(), IntegerPanels{source_}.are_bytes(), units_, row_sinks}, count, panel,
                                 last_panel);
    }
  }

  InputElements elements_;
  std::size_t rows_, depth_, units_;
  StoredType weight_type_;
  std::int32_t weight_zero_;
  Operand input_, weights_;
  StepOutput output_stage_;
  Operand scratch_, output_;
  ImageForm form_ = ImageForm::words;
  std::size_t strip_rows_ = 1, panel_columns_ = 1;
  std::uint64_t row_bytes_ = 0, scales_bytes_ = 0;
  IntegerPanelSource source_;
  std::shared_ptr<const PackedWeights> packed_;  ///< BytePanels, or IntegerPanels
};

}  // namespace

std::unique_ptr<Step> make_integer_fully_connected(StepReader& reader) { return std::make_unique<IntegerFullyConnected>(reader); }

}  // namespace halflite

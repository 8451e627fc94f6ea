// Steps that move elements against plain loops, on every target: copies, the largest elements of rows, resized images.

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

#include "../program/program.h"
#include "../runtime/aligned_memory.h"
#include "buffers.h"
#include "check.h"

namespace halflite::test {
namespace {

std::size_t kind_of(const char* step) {
  for (std::size_t i = 0; i < step_kinds().size(); i++) {
    if (!std::strcmp(step_kinds()[i].name, step)) return i;
  }
  return step_kinds().size();
}

/// A program of one step whose operands lie in the arena, one behind the other; 0 bytes stand for an absent one.
class OneStep {
 public:
  OneStep(const char* step, const std::vector<std::size_t>& sizes, const std::vector<double>& parameters) {
    words_ = {0, 1, static_cast<double>(kind_of(step)), static_cast<double>(sizes.size()), static_cast<double>(parameters.size())};
    for (const std::size_t size : sizes) {
      offsets_.push_back(bytes_);
      if (size == 0) words_.insert(words_.end(), {-1, 0, 0});
      else words_.insert(words_.end(), {0, static_cast<double>(bytes_), static_cast<double>(size)});
      bytes_ += (size + 63) / 64 * 64;
    }
    words_[0] = static_cast<double>(bytes_);
    words_.insert(words_.end(), parameters.begin(), parameters.end());
    memory_ = allocate_aligned(bytes_);
    std::memset(memory_.get(), 0x5a, bytes_);
  }

  template <typename T>
  T* operand(std::size_t i) {
    return reinterpret_cast<T*>(memory_.get() + offsets_[i]);
  }

  void run(const Target& target) {
    const Program program(target, words_.data(), words_.size(), {});
    program.run(pool(), 3, memory_.get(), nullptr);
  }

 private:
  std::vector<double> words_;
  std::vector<std::size_t> offsets_;
  std::size_t bytes_ = 0;
  AlignedBytes memory_;
};

/// A dense tensor goes to places of a larger one, its dimensions in another order, some of them the other way round.
template <typename Word>
void check_copy(const Target& target, Random& random) {
  const std::size_t rank = 1 + random() % 4;
  std::vector<std::size_t> sizes(rank), order(rank);
  for (std::size_t& size : sizes) size = 1 + random() % (random() % 3 == 0 ? 90 : 5);
  std::iota(order.begin(), order.end(), 0);
  std::shuffle(order.begin(), order.end(), random);
  std::vector<std::ptrdiff_t> source_strides(rank), sink_strides(rank);
  std::ptrdiff_t count = 1, room = 1, source_offset = 0;
  for (const std::size_t d : order) {
    source_strides[d] = count;
    count *= static_cast<std::ptrdiff_t>(sizes[d]);
    if (random() % 4 > 0) continue;
    source_offset += static_cast<std::ptrdiff_t>(sizes[d] - 1) * source_strides[d];
    source_strides[d] = -source_strides[d];
  }
  for (std::size_t d = rank; d-- > 0;) {
    sink_strides[d] = room;
    room *= static_cast<std::ptrdiff_t>(sizes[d] + random() % 2);
  }
  std::vector<double> parameters = {sizeof(Word), static_cast<double>(rank), static_cast<double>(source_offset), 0};
  for (std::size_t d = 0; d < rank; d++) {
    for (const double number : {static_cast<double>(sizes[d]), static_cast<double>(source_strides[d]), static_cast<double>(sink_strides[d])}) {
      parameters.push_back(number);
    }
  }
  const std::size_t bytes[] = {static_cast<std::size_t>(count) * sizeof(Word), static_cast<std::size_t>(room) * sizeof(Word)};
  OneStep step("strided_copy", {bytes[0], bytes[1], 0}, parameters);
  Word* const source = step.operand<Word>(0);
  for (std::ptrdiff_t i = 0; i < count; i++) source[i] = static_cast<Word>(random());
  std::vector<Word> expected(step.operand<Word>(1), step.operand<Word>(1) + room);
  for (std::ptrdiff_t i = 0; i < count; i++) {
    std::ptrdiff_t from = source_offset, to = 0, rest = i;
    for (std::size_t d = rank; d-- > 0; rest /= static_cast<std::ptrdiff_t>(sizes[d])) {
      const std::ptrdiff_t at = rest % static_cast<std::ptrdiff_t>(sizes[d]);
      from += at * source_strides[d];
      to += at * sink_strides[d];
    }
    expected[static_cast<std::size_t>(to)] = source[from];
  }
  step.run(target);
  CHECK(std::equal(expected.begin(), expected.end(), step.operand<Word>(1)), "a copy of rank %zu of words of %zu bytes", rank, sizeof(Word));
}

/// A part of a tensor at a place that is known when the step runs; when it is written it is moved inside.
void check_placed(const Target& target, Random& random, bool writes) {
  const std::size_t rank = 1 + random() % 4;
  std::vector<std::size_t> whole(rank), part(rank), at(rank);
  std::vector<double> parameters = {4, writes ? 1.0 : 0.0, 2, static_cast<double>(rank)};
  std::size_t tensor = 1, copied = 1;
  for (std::size_t d = 0; d < rank; d++) {
    whole[d] = 1 + random() % 7;
    part[d] = 1 + random() % whole[d];
    tensor *= whole[d];
    copied *= part[d];
    parameters.push_back(static_cast<double>(whole[d]));
  }
  for (const std::size_t size : part) parameters.push_back(static_cast<double>(size));
  OneStep step("placed_copy", {4 * rank, 2 * (writes ? copied : tensor), 2 * (writes ? tensor : copied)}, parameters);
  for (std::size_t d = 0; d < rank; d++) {
    at[d] = random() % (whole[d] - part[d] + 1);
    const bool is_last = writes && at[d] == whole[d] - part[d];
    step.operand<std::int32_t>(0)[d] = static_cast<std::int32_t>(at[d] + (is_last ? 100 : 0));
  }
  auto *const source = step.operand<std::uint16_t>(1), *const sink = step.operand<std::uint16_t>(2);
  for (std::size_t i = 0; i < (writes ? copied : tensor); i++) source[i] = static_cast<std::uint16_t>(random());
  std::vector<std::uint16_t> expected(sink, sink + (writes ? tensor : copied));
  for (std::size_t i = 0; i < copied; i++) {
    std::size_t in_whole = 0, stride = 1, rest = i;
    for (std::size_t d = rank; d-- > 0; rest /= part[d], stride *= whole[d]) in_whole += (at[d] + rest % part[d]) * stride;
    if (writes) expected[in_whole] = source[i];
    else expected[i] = source[in_whole];
  }
  step.run(target);
  CHECK(std::equal(expected.begin(), expected.end(), sink), "a part of rank %zu", rank);
}

template <typename T>
void check_ranking(const Target& target, Random& random, double type) {
  const std::size_t rows = 1 + random() % 3, row = 1 + random() % 300, wanted = random() % std::min<std::size_t>(row + 1, random() % 2 ? 18 : row + 1);
  OneStep step("top_k", {rows * row * sizeof(T), std::max<std::size_t>(1, rows * wanted) * sizeof(T), std::max<std::size_t>(1, rows * wanted) * 4},
               {type, 4, static_cast<double>(rows), static_cast<double>(row), static_cast<double>(wanted)});
  T* const input = step.operand<T>(0);
  for (std::size_t i = 0; i < rows * row; i++) {
    input[i] = static_cast<T>(random() % 50);
    if (std::numeric_limits<T>::has_quiet_NaN && random() % 20 == 0) input[i] = std::numeric_limits<T>::quiet_NaN();
  }
  step.run(target);
  for (std::size_t r = 0; r < rows; r++) {
    std::vector<std::int32_t> places(row);
    std::iota(places.begin(), places.end(), 0);
    const T* const values = input + r * row;
    std::stable_sort(places.begin(), places.end(), [values](std::int32_t a, std::int32_t b) {
      if (values[b] != values[b]) return values[a] == values[a];
      return values[a] > values[b];
    });
    CHECK(std::equal(places.begin(), places.begin() + static_cast<std::ptrdiff_t>(wanted), step.operand<std::int32_t>(2) + r * wanted),
          "the %zu largest of %zu on %s", wanted, row, target.name);
    for (std::size_t i = 0; i < wanted; i++) {
      CHECK(!std::memcmp(&values[places[i]], step.operand<T>(1) + r * wanted + i, sizeof(T)), "a value on %s", target.name);
    }
  }
}

/// Two rows of an image, and the pixels that a row of the resized image is blended from.
struct Resizing {
  std::size_t pixels, columns, channels;
  float down;
  std::vector<std::int32_t> left, right;
  std::vector<float> fraction;

  Resizing(Random& random, bool fixed) : pixels(1 + random() % 9), columns(1 + random() % 40), channels(1 + random() % 40) {
    const auto part = [&] { return fixed ? static_cast<float>(random() % 1024) : static_cast<float>(random() % 1000) / 1000; };
    down = part();
    for (std::size_t x = 0; x < columns; x++) {
      left.push_back(static_cast<std::int32_t>(random() % pixels * channels));
      right.push_back(static_cast<std::int32_t>(random() % pixels * channels));
      fraction.push_back(part());
    }
  }
};

/// blend(a, b, c, d, down, right) is the result for the corners upper left, lower left, upper right, lower right.
template <typename T, typename Blend>
void check_resizing(const Target& target, Random& random, ResizedType type, double allowed, Blend blend) {
  const Resizing r(random, type == ResizedType::int8 || type == ResizedType::int16);
  std::vector<T> upper(r.pixels * r.channels), lower(upper.size());
  for (std::size_t i = 0; i < upper.size(); i++) {
    const auto any = [&] { return std::is_same_v<T, float> ? static_cast<T>(static_cast<double>(random() % 2000) / 1000 - 1) : static_cast<T>(random()); };
    upper[i] = any();
    lower[i] = any();
  }
  GuardedBuffer buffer(r.columns * r.channels * sizeof(T), sizeof(T));
  const T* const sink = reinterpret_cast<const T*>(buffer.data());
  target.kernels->resize_row(type, {upper.data(), lower.data(), r.left.data(), r.right.data(), r.fraction.data(), r.down, r.columns,
                                    r.channels, buffer.data()});
  for (std::size_t i = 0; i < r.columns * r.channels; i++) {
    const std::size_t x = i / r.channels, c = i % r.channels;
    const std::size_t left = static_cast<std::size_t>(r.left[x]) + c, right = static_cast<std::size_t>(r.right[x]) + c;
    const auto expected = static_cast<double>(blend(upper[left], lower[left], upper[right], lower[right], r.down, r.fraction[x]));
    CHECK(std::fabs(static_cast<double>(sink[i]) - expected) <= allowed, "element %zu of %zu channels, type %u on %s", i, r.channels,
          static_cast<unsigned>(type), target.name);
  }
  CHECK(buffer.guards_intact(), "%s wrote outside of a row", target.name);
}

double blended(double a, double b, double c, double d, double down, double right, double one) {
  return a * (one - down) * (one - right) + b * down * (one - right) + c * (one - down) * right + d * down * right;
}

float blended_bytes(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d, float down, float right) {
  const float up = 1 - down, left = 1 - right;
  const float of_a = a * up * left, of_b = b * down * left, of_c = c * up * right, of_d = d * down * right;
  return std::floor(of_a + of_b + of_c + of_d + 0.5f);
}

/// Any bits, between lines that are longer than what is moved.
template <typename Word>
void check_transpose(const Target& target, Random& random, std::size_t rows, std::size_t columns) {
  const std::size_t source_stride = columns + 3, sink_stride = rows + 1;
  std::vector<Word> source(rows * source_stride);
  for (Word& word : source) word = static_cast<Word>(random());
  GuardedBuffer sink((columns * sink_stride - 1) * sizeof(Word), 4);
  std::memset(sink.data(), 7, (columns * sink_stride - 1) * sizeof(Word));
  target.kernels->transpose_matrix(sizeof(Word), source.data(), static_cast<std::ptrdiff_t>(source_stride), sink.data(), static_cast<std::ptrdiff_t>(sink_stride), rows, columns);
  for (std::size_t c = 0; c < columns; c++) {
    for (std::size_t r = 0; r < rows; r++) {
      const char* const got = sink.data() + (c * sink_stride + r) * sizeof(Word);
      CHECK(!std::memcmp(got, &source[r * source_stride + c], sizeof(Word)), "%s %zu rows of %zu: another word in row %zu, column %zu", target.name,
            rows, columns, r, c);
    }
    const char* const behind = sink.data() + (c * sink_stride + rows) * sizeof(Word);
    CHECK(c + 1 == columns || *behind == 7, "%s %zu rows of %zu: written behind column %zu", target.name, rows, columns, c);
  }
  CHECK(sink.guards_intact(), "%s %zu rows of %zu: written outside", target.name, rows, columns);
}

}  // namespace

void test_transposition() {
  Random random(5);
  for (const Target* target : runnable_targets()) {
    for (const std::size_t rows : {1, 3, 4, 7, 8, 15, 16, 17, 35}) {
      for (const std::size_t columns : {1, 2, 4, 8, 9, 16, 31, 32, 33}) {
        check_transpose<std::uint8_t>(*target, random, rows, columns);
        check_transpose<std::uint16_t>(*target, random, rows, columns);
        check_transpose<std::uint32_t>(*target, random, rows, columns);
      }
    }
  }
}

void test_copies() {
  Random random(17);
  for (int i = 0; i < 500; i++) {
    const Target& target = *runnable_targets()[0];
    check_placed(target, random, i % 2 == 0);
    check_copy<std::uint8_t>(target, random);
    check_copy<std::uint16_t>(target, random);
    check_copy<std::uint32_t>(target, random);
  }
}

void test_ranking() {
  Random random(18);
  for (int i = 0; i < 300; i++) {
    const Target& target = *runnable_targets()[0];
    check_ranking<float>(target, random, 0);
    check_ranking<std::int32_t>(target, random, 1);
    check_ranking<std::uint8_t>(target, random, 3);
    check_ranking<std::int64_t>(target, random, 5);
  }
}

void test_resizing() {
  Random random(19);
  const auto rounded = [](auto a, auto b, auto c, auto d, float down, float right) {
    return std::round(blended(a, b, c, d, static_cast<double>(down), static_cast<double>(right), 1024) / (1024 * 1024));
  };
  const auto exact = [](float a, float b, float c, float d, float down, float right) {
    return blended(static_cast<double>(a), static_cast<double>(b), static_cast<double>(c), static_cast<double>(d), static_cast<double>(down), static_cast<double>(right), 1);
  };
  for (const Target* target : runnable_targets()) {
    for (int i = 0; i < 300; i++) {
      check_resizing<float>(*target, random, ResizedType::float32, 3e-7, exact);
      check_resizing<std::uint8_t>(*target, random, ResizedType::uint8, 0, blended_bytes);
      check_resizing<std::int8_t>(*target, random, ResizedType::int8, 0, rounded);
      check_resizing<std::int16_t>(*target, random, ResizedType::int16, 0, rounded);
    }
  }
}

}  // namespace halflite::test

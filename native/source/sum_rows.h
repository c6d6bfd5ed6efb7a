// The inner loops of edge_sum.cc. Included once for each kind of vector unit, in a namespace of its own that names its kLanes.

typedef float Lanes __attribute__((vector_size(4 * kLanes), aligned(4), may_alias));

// Adds the rows of some edges in `kVectors` vectors of columns.
template <int kVectors>
void AddColumns(const float *x, int64_t width, const int32_t *from,
                const float *values, int64_t begin, int64_t end, float *sums) {
  Lanes total[kVectors] = {};
  for (int64_t e = begin; e < end; e++) {
    const float *row = x + (from ? from[e] : e) * width;
    const float value = values ? values[e] : 1.0f;
    for (int v = 0; v < kVectors; v++) {
      total[v] += value * *reinterpret_cast<const Lanes *>(row + v * kLanes);
    }
  }
  for (int v = 0; v < kVectors; v++) {
    *reinterpret_cast<Lanes *>(sums + v * kLanes) = total[v];
  }
}

// The same for columns that do not fill a vector.
inline void AddRest(const float *x, int64_t width, int64_t columns,
                    const int32_t *from, const float *values, int64_t begin,
                    int64_t end, float *sums) {
  for (int64_t c = 0; c < columns; c++) sums[c] = 0;
  for (int64_t e = begin; e < end; e++) {
    const float *row = x + (from ? from[e] : e) * width;
    const float value = values ? values[e] : 1.0f;
    for (int64_t c = 0; c < columns; c++) sums[c] += value * row[c];
  }
}

// sums[0 .. width - 1] = the sum of values[e] * x[from[e]] over the edges from `begin` to `end` - 1.
void SumRow(const float *x, int64_t width, const int32_t *from,
            const float *values, int64_t begin, int64_t end, float *sums) {
  int64_t c = 0;
  const auto add = [&](auto columns, int vectors) {
    columns(x + c, width, from, values, begin, end, sums + c);
    c += vectors * kLanes;
  };
  while (width - c >= 8 * kLanes) add(AddColumns<8>, 8);
  if (width - c >= 4 * kLanes) add(AddColumns<4>, 4);
  if (width - c >= 3 * kLanes) add(AddColumns<3>, 3);
  if (width - c >= 2 * kLanes) add(AddColumns<2>, 2);
  if (width - c >= kLanes) add(AddColumns<1>, 1);
  if (c < width) {
    AddRest(x + c, width, width - c, from, values, begin, end, sums + c);
  }
}

bool Rises(const int32_t *numbers, int64_t begin, int64_t end) {
  int falls = 0;
  for (int64_t i = begin; i < end; i++) falls |= numbers[i + 1] < numbers[i];
  return falls == 0;
}

bool AllBelow(const int32_t *numbers, int64_t begin, int64_t end,
              int64_t limit) {
  // As unsigned numbers negative ones are the largest.
  uint32_t largest = 0;
  for (int64_t i = begin; i < end; i++) {
    const uint32_t number = static_cast<uint32_t>(numbers[i]);
    largest = number > largest ? number : largest;
  }
  return begin == end || largest < limit;
}

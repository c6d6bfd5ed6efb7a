// The inner loops of attention.cc. Included once for each kind of vector unit, in a namespace of its own that names its kLanes.

typedef float Lanes __attribute__((vector_size(4 * kLanes), aligned(4), may_alias));
typedef int32_t Bits __attribute__((vector_size(4 * kLanes), aligned(4), may_alias));

inline Lanes Load(const float *numbers) { return *reinterpret_cast<const Lanes *>(numbers); }
inline void Store(float *numbers, Lanes lanes) { *reinterpret_cast<Lanes *>(numbers) = lanes; }

// Exponentials of numbers from 0 down, good to 2 units in the last place; 0 below -87. What is not a number stays so.
// e^x = 2^n e^r with n = round(x log2 e) and r = x - n ln 2, whose exponential is its Taylor polynomial.
inline Lanes Exp(Lanes x) {
  // Adding it leaves a whole number in the low bits.
  constexpr float kRound = 12582912.0f;
  const Lanes shifted = x * 1.44269504f + kRound;
  const Lanes n = shifted - kRound;
  const Lanes r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
  Lanes power = r * (1.0f / 5040) + 1.0f / 720;
  power = power * r + 1.0f / 120;
  power = power * r + 1.0f / 24;
  power = power * r + 1.0f / 6;
  power = power * r + 0.5f;
  power = power * r + 1.0f;
  power = power * r + 1.0f;
  const Bits scale = (reinterpret_cast<Bits>(shifted) + (127 - 0x4B400000)) << 23;
  return x < -87.0f ? Lanes{} : power * reinterpret_cast<Lanes>(scale);
}

// Calls lanes(i) for whole vectors of a row and then one(i) for what does not fill one.
template <typename Whole, typename One>
void EachOf(int64_t count, Whole whole, One one) {
  int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes) whole(i);
  for (; i < count; i++) one(i);
}

inline float Sum(Lanes lanes) {
  float sum = 0;
  for (int l = 0; l < kLanes; l++) sum += lanes[l];
  return sum;
}

inline float ExpOf(float x) { return Exp(Lanes{} + x)[0]; }

// Scores become weights: their exponentials over the sum of all, 0 where `real` is 0, and 0 everywhere where it is 0 everywhere.
void Softmax(float *scores, const float *real, int64_t count) {
  constexpr float kLowest = -3.4028234663852886e38f;
  Lanes highs = Lanes{} + kLowest;
  float most = kLowest;
  EachOf(
      count,
      [&](int64_t i) {
        const Lanes score = real ? (Load(real + i) != 0.0f ? Load(scores + i) : highs) : Load(scores + i);
        highs = score > highs ? score : highs;
      },
      [&](int64_t i) {
        if ((!real || real[i] != 0) && scores[i] > most) most = scores[i];
      });
  for (int l = 0; l < kLanes; l++) most = highs[l] > most ? highs[l] : most;

  Lanes sums = {};
  float sum = 0;
  EachOf(
      count,
      [&](int64_t i) {
        Lanes weight = Exp(Load(scores + i) - most);
        if (real) weight = Load(real + i) != 0.0f ? weight : Lanes{};
        sums += weight;
        Store(scores + i, weight);
      },
      [&](int64_t i) {
        scores[i] = !real || real[i] != 0 ? ExpOf(scores[i] - most) : 0;
        sum += scores[i];
      });
  sum += Sum(sums);
  const float share = sum == 0 ? 0 : 1 / sum;
  EachOf(
      count, [&](int64_t i) { Store(scores + i, Load(scores + i) * share); }, [&](int64_t i) { scores[i] *= share; });
}

// Gradients to weights become those to scores: weights * (gradients - sum(weights * gradients)).
void SoftmaxGradient(const float *weights, float *gradients, int64_t count) {
  Lanes sums = {};
  float sum = 0;
  EachOf(
      count, [&](int64_t i) { sums += Load(weights + i) * Load(gradients + i); },
      [&](int64_t i) { sum += weights[i] * gradients[i]; });
  sum += Sum(sums);
  EachOf(
      count, [&](int64_t i) { Store(gradients + i, Load(weights + i) * (Load(gradients + i) - sum)); },
      [&](int64_t i) { gradients[i] = weights[i] * (gradients[i] - sum); });
}

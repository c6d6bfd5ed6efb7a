// The functions of OpenBLAS that we use, in the plainest way; with -DWRONG every 100th row of a product lacks a summand.
extern "C" {

void scipy_openblas_set_num_threads(int) {}
const char *scipy_openblas_get_config() { return "OpenBLAS 0.0.0 "; }
const char *scipy_openblas_get_corename() { return "tests"; }

void scipy_cblas_sgemm(int, int transpose_a, int transpose_b, int m, int n, int k, float alpha, const float *a, int lda,
                       const float *b, int ldb, float beta, float *c, int ldc) {
  for (int i = 0; i < m; i++) {
    for (int j = 0; j < n; j++) {
      double sum = 0;
      for (int l = 0; l < k; l++) {
#ifdef WRONG
        if (i % 100 == 99 && l == 0) continue;
#endif
        sum += static_cast<double>(transpose_a == 112 ? a[l * lda + i] : a[i * lda + l]) *
               (transpose_b == 112 ? b[j * ldb + l] : b[l * ldb + j]);
      }
      c[i * ldc + j] = static_cast<float>(alpha * sum + (beta == 0 ? 0 : beta * c[i * ldc + j]));
    }
  }
}

}  // extern "C"

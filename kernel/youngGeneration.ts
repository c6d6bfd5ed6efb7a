import v8 from 'node:v8';

// V8 lets the space for new objects grow to 100 MB while the compiler starts, and keeps it; collecting a small one as often takes no longer
// (docs/benchmarks/hub.md), and thirty kernels on one machine want the memory.
v8.setFlagsFromString('--semi-space-growth-factor=1');

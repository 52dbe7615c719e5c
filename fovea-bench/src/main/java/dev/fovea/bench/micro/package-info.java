/// JMH benchmarks of single kernels; `README.md` of the module says how to run them.
@NullMarked
package dev.fovea.bench.micro;

import org.jspecify.annotations.NullMarked;

/// Whole models and kernels, measured beside what the machine can do.
@NullMarked
package dev.fovea.bench;

import org.jspecify.annotations.NullMarked;

/// The libtorch glue: scopes, dtypes, dispatcher calls, attention kernels. Not for callers.
@NullMarked
package dev.fovea.engine.internal;

import org.jspecify.annotations.NullMarked;

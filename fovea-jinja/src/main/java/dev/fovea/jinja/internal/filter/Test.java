package dev.fovea.jinja.internal.filter;

import dev.fovea.jinja.internal.runtime.Rendering;
import dev.fovea.jinja.internal.value.Arguments;
import dev.fovea.jinja.internal.value.Value;

/// A condition applied with `is`.
public interface Test {

  /// Whether the input passes.
  boolean holds(Rendering rendering, Value input, Arguments arguments);
}

package dev.fovea.jinja.internal.filter;

import dev.fovea.jinja.internal.runtime.Rendering;
import dev.fovea.jinja.internal.value.Arguments;
import dev.fovea.jinja.internal.value.Bound;
import dev.fovea.jinja.internal.value.Signature;
import dev.fovea.jinja.internal.value.Value;
import java.util.Map;

/// A function applied with `|`.
public interface Filter {

  /// The filtered input.
  Value apply(Rendering rendering, Value input, Arguments arguments);

  /// A filter that has its arguments assigned to parameters.
  interface Body {
    /// The filtered input.
    Value apply(Rendering rendering, Value input, Bound arguments);
  }

  /// An entry of a table of filters: name, how many of the parameters are required, what it does,
  /// names of the parameters.
  static Map.Entry<String, Filter> entry(
      String name, int required, Body body, String... parameters) {
    Signature signature = Signature.of(name, required, parameters);
    return Map.entry(
        name,
        (rendering, input, arguments) -> body.apply(rendering, input, arguments.bind(signature)));
  }
}

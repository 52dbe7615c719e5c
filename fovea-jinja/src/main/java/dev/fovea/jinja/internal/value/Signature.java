package dev.fovea.jinja.internal.value;

import java.util.List;

/// The parameters of a built-in function, the first `required` of them without a default.
public record Signature(String name, int required, List<String> parameters) {

  /// A signature from the names of its parameters.
  public static Signature of(String name, int required, String... parameters) {
    return new Signature(name, required, List.of(parameters));
  }
}

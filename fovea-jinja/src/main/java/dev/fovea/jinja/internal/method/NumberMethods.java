package dev.fovea.jinja.internal.method;

import dev.fovea.jinja.internal.value.Signature;
import dev.fovea.jinja.internal.value.Value;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The few attributes and methods of numbers that make sense in a template.
final class NumberMethods {
  private NumberMethods() {}

  static @Nullable Value find(Value.Atom number, String name) {
    return switch (number) {
      case Value.Int integer -> ofInteger(integer, name);
      case Value.Bool truth -> ofInteger(truth.number(), name);
      case Value.Real real -> ofReal(real, name);
      case Value.Atom other -> null;
    };
  }

  private static @Nullable Value ofInteger(Value.Int number, String name) {
    return switch (name) {
      case "real", "numerator" -> number;
      case "imag" -> Value.Int.of(0);
      case "denominator" -> Value.Int.of(1);
      case "bit_length" -> method(name, () -> Value.Int.of(number.number().abs().bitLength()));
      case "bit_count" -> method(name, () -> Value.Int.of(number.number().abs().bitCount()));
      case "conjugate" -> method(name, () -> number);
      default -> null;
    };
  }

  private static @Nullable Value ofReal(Value.Real number, String name) {
    return switch (name) {
      case "real" -> number;
      case "imag" -> new Value.Real(0);
      case "conjugate" -> method(name, () -> number);
      case "is_integer" ->
          method(
              name,
              () ->
                  Value.Bool.of(
                      Double.isFinite(number.number())
                          && number.number() == Math.rint(number.number())));
      default -> null;
    };
  }

  private static Value method(String name, Supplier<Value> result) {
    return new BuiltinFunction(
        "builtin_function_or_method",
        name,
        arguments -> {
          arguments.bind(Signature.of(name, 0));
          return result.get();
        });
  }
}

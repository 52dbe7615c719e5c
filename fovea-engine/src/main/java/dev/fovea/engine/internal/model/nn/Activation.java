package dev.fovea.engine.internal.model.nn;

import dev.fovea.engine.error.UnsupportedException;
import dev.fovea.engine.internal.tensor.Scope;
import dev.fovea.engine.internal.tensor.Tensors;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// The activation functions that configurations name.
public enum Activation {
  SILU("silu", "swish"),
  GELU("gelu"),
  GELU_TANH("gelu_pytorch_tanh", "gelu_new", "gelu_fast"),
  QUICK_GELU("quick_gelu"),
  RELU("relu"),
  TANH("tanh"),
  SIGMOID("sigmoid");

  private final String[] names;

  @SuppressWarnings("ImmutableEnumChecker") // never written
  Activation(String... names) {
    this.names = names;
  }

  /// The function of that name in a `hidden_act` of a configuration.
  static Activation named(String name) {
    return Arrays.stream(values())
        .filter(activation -> Arrays.asList(activation.names).contains(name))
        .findFirst()
        .orElseThrow(() ->
            new UnsupportedException(
                String.format(
                    Locale.ROOT,
                    "unknown activation function '%s'; known: %s",
                    name,
                    Arrays.stream(values())
                        .flatMap(activation -> Arrays.stream(activation.names))
                        .collect(Collectors.joining(", ")))));
  }

  public Tensor apply(Tensor x) {
    try (Scope scope = new Scope()) {
      Tensor y =
          switch (this) {
            case SILU -> torch.silu(x);
            case GELU -> torch.gelu(x);
            case GELU_TANH -> torch.gelu(x, "tanh");
            case QUICK_GELU -> x.mul(torch.sigmoid(x.mul(Tensors.scalar(1.702))));
            case RELU -> x.relu();
            case TANH -> x.tanh();
            case SIGMOID -> x.sigmoid();
          };
      return scope.moveOut(y);
    }
  }
}

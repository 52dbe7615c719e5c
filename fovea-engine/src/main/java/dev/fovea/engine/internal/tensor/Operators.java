package dev.fovea.engine.internal.tensor;

import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;

/// Operators that have no Java method, called through libtorch's dispatcher.
public enum Operators {
  /// `(q, k, v, dropout, is_causal, attn_mask, scale) -> (output, logsumexp)`
  FLASH_CPU("aten::_scaled_dot_product_flash_attention_for_cpu"),
  /// `(q, k, v, attn_bias, compute_log_sumexp, dropout, is_causal, scale) -> (output, logsumexp,
  /// ...)`
  EFFICIENT_CUDA("aten::_scaled_dot_product_efficient_attention");

  /// An optional argument that is left out.
  public static final Object NONE = new Object();

  private final OperatorHandle handle;

  @SuppressWarnings("ImmutableEnumChecker") // a handle stays valid as long as the library is loaded
  Operators(String name) {
    try (Scope scope = new Scope()) {
      handle = scope.release(Dispatcher.singleton().findSchemaOrThrow(name, ""));
    }
  }

  /// Calls the operator; the first `results` results, owned by the scope around.
  public Tensor[] call(int results, Object... arguments) {
    try (Scope scope = new Scope()) {
      IValueVector stack = new IValueVector();
      for (Object argument : arguments) {
        stack.push_back(value(argument));
      }
      handle.callBoxed(stack);
      Tensor[] tensors = new Tensor[results];
      for (int i = 0; i < results; i++) {
        // A copy of the handle: what the stack holds goes with the stack.
        tensors[i] = scope.moveOut(new Tensor(stack.get(i).toTensor()));
      }
      return tensors;
    }
  }

  private static IValue value(Object argument) {
    return switch (argument) {
      case Tensor tensor -> new IValue(tensor);
      case Double number -> new IValue(number.doubleValue());
      case Boolean flag -> new IValue(flag.booleanValue());
      case Object other when other == NONE -> new IValue();
      default -> throw new IllegalArgumentException("no operator takes " + argument.getClass());
    };
  }
}

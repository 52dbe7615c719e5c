package dev.fovea.engine.observe;

import dev.fovea.engine.error.ClosedException;
import dev.fovea.engine.image.ImageInput;
import dev.fovea.engine.internal.tensor.Gate;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// What a model has seen of some images, so that several prompts about them need not look again.
/// Whatever was made with it lives on its own.
public final class SeenImages implements AutoCloseable {
  private final Gate gate;
  private final List<ImageInput> inputs;
  private final List<Tensor> features;
  private final PreparedPrompt.Timings timings;
  private boolean closed; // changed and read in steps only

  /// @param gate of the model that has seen them
  /// @param features `[visual tokens, hidden]`: what takes the place of embeddings, then what is
  ///   added behind the first layers; empty without images; owned by this
  public SeenImages(
      Gate gate, List<ImageInput> inputs, List<Tensor> features, PreparedPrompt.Timings timings) {
    this.gate = gate;
    this.inputs = List.copyOf(inputs);
    this.features = List.copyOf(features);
    this.timings = timings;
  }

  /// What the processor made of the images, in their order.
  public List<ImageInput> inputs() {
    return inputs;
  }

  /// How long it took to see them.
  public PreparedPrompt.Timings timings() {
    return timings;
  }

  /// Features, valid until this is closed.
  ///
  /// @throws ClosedException if this is closed
  public List<Tensor> features() {
    return gate.step(() -> {
      if (closed) {
        throw new ClosedException("the view of the images");
      }
      return features;
    });
  }

  /// Frees the features. Once is enough.
  @Override
  public void close() {
    gate.release(() -> {
      closed = true;
      features.forEach(Tensor::close);
    });
  }
}

package dev.fovea.cli.ask;

import dev.fovea.cli.option.OpenModel;
import java.util.Optional;
import java.util.function.Supplier;

/// A model that is loaded when it is needed, if it is.
final class LazyModel implements AutoCloseable {
  private final Supplier<OpenModel> load;
  private Optional<OpenModel> open = Optional.empty();

  LazyModel(Supplier<OpenModel> load) {
    this.load = load;
  }

  /// The model, loaded.
  OpenModel get() {
    if (open.isEmpty()) {
      open = Optional.of(load.get());
    }
    return open.get();
  }

  @Override
  public void close() {
    open.ifPresent(OpenModel::close);
  }
}

package dev.fovea.engine.internal.generate;

import dev.fovea.engine.json.JsonView;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.stream.Stream;

/// What transformers made of logits; the files beside this class say how they were made.
final class Recorded {
  private Recorded() {}

  static Stream<JsonView> cases(String name) {
    try (InputStream in = Objects.requireNonNull(Recorded.class.getResourceAsStream(name))) {
      return JsonView.parse(name, in.readAllBytes()).objects("cases").stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

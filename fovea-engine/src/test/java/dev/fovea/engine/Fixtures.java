package dev.fovea.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.engine.image.decode.ImageDecoder;
import dev.fovea.engine.internal.tensor.Tensors;
import dev.fovea.engine.json.JsonView;
import dev.fovea.engine.prompt.ChatMessages;
import dev.fovea.engine.prompt.Prompt;
import dev.fovea.engine.safetensors.SafetensorsFile;
import dev.fovea.engine.safetensors.TensorEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;

/// The reference models in the repository, and what transformers computes on them.
public final class Fixtures {
  private Fixtures() {}

  /// A model folder under `fixtures/`.
  public static Path folder(String name) {
    return Path.of("..", "fixtures", name);
  }

  /// A copy of a model folder under `fixtures/`, with other words in one of its files.
  public static Path changed(String name, Path copy, String file, String from, String to) {
    try (Stream<Path> files = Files.list(folder(name)).filter(Files::isRegularFile)) {
      for (Path source : files.toList()) {
        Files.copy(source, copy.resolve(source.getFileName()));
      }
      String text = Files.readString(copy.resolve(file));
      assertThat(text).contains(from);
      Files.writeString(copy.resolve(file), text.replace(from, to));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return copy;
  }

  /// An engine on a model folder, as the record was computed: float32, one thread.
  public static Engine engine(Path folder) {
    return Engine.load(folder, new EngineOptions("float32", "cpu", 1));
  }

  /// An engine on a model folder under `fixtures/`.
  public static Engine engine(String name) {
    return engine(folder(name));
  }

  /// Names of the recorded cases.
  public static List<String> cases(String fixture) {
    return records(fixture).stream().map(record -> record.string("name")).toList();
  }

  /// What `cases.json` says of a case.
  public static JsonView recorded(String fixture, String name) {
    return records(fixture).stream()
        .filter(record -> record.string("name").equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static List<JsonView> records(String fixture) {
    return JsonView.read(folder(fixture).resolve("reference/cases.json")).objects("cases");
  }

  /// The prompt of a recorded case.
  public static Prompt prompt(String fixture, String name) {
    Object messages = recorded(fixture, name).value("messages").orElseThrow();
    Path images = folder(fixture).resolve("reference");
    return ChatMessages.read(
        (List<?>) messages, image -> ImageDecoder.decode(images.resolve(image)));
  }

  /// The tensors of a recorded case.
  public static Reference reference(String fixture, String name) {
    Map<String, float[]> values = new HashMap<>();
    Map<String, long[]> shapes = new HashMap<>();
    Path file = folder(fixture).resolve("reference").resolve(name + ".safetensors");
    try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
      tensors
          .tensors()
          .forEach((key, entry) -> {
            values.put(key, floats(entry));
            shapes.put(key, entry.sizes());
          });
    }
    return new Reference(values, shapes);
  }

  private static float[] floats(TensorEntry entry) {
    float[] values = new float[Math.toIntExact(entry.elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (entry.dtype()) {
            case F32 ->
                entry
                    .data()
                    .getAtIndex(
                        ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), i);
            case I32 -> entry.data().getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, i);
            case I64 -> entry.data().getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, i);
            case I16 -> entry.data().getAtIndex(ValueLayout.JAVA_SHORT_UNALIGNED, i);
            case U8 -> entry.data().getAtIndex(ValueLayout.JAVA_BYTE, i) & 255;
            default -> throw new IllegalArgumentException(entry.name() + ": " + entry.dtype());
          };
    }
    return values;
  }

  /// Recorded tensors of a case, as floats.
  public record Reference(Map<String, float[]> values, Map<String, long[]> shapes) {

    public float[] floats(String name) {
      return Objects.requireNonNull(
          values.get(name), () -> "no tensor " + name + " among " + values.keySet());
    }

    public int[] ints(String name) {
      float[] floats = floats(name);
      int[] ints = new int[floats.length];
      for (int i = 0; i < ints.length; i++) {
        ints[i] = (int) floats[i];
      }
      return ints;
    }

    public long[] shape(String name) {
      return Objects.requireNonNull(shapes.get(name), name);
    }

    public Tensor tensor(String name) {
      return Tensors.of(floats(name), new Device("cpu"), shape(name));
    }
  }
}

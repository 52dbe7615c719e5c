package dev.fovea.cli.ask;

import dev.fovea.cli.Run;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Copies of the fixture `llava` with something wrong in them.
public record BrokenModels(Path folder) {
  private static final List<String> FILES =
      List.of(
          "chat_template.jinja",
          "config.json",
          "generation_config.json",
          "model.safetensors",
          "preprocessor_config.json",
          "tokenizer.json",
          "tokenizer_config.json");

  public static BrokenModels copy(Path folder) throws IOException {
    for (String file : FILES) {
      Files.copy(Run.LLAVA.resolve(file), folder.resolve(file));
    }
    return new BrokenModels(folder);
  }

  BrokenModels without(String file) throws IOException {
    Files.delete(folder.resolve(file));
    return this;
  }

  public BrokenModels with(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text);
    return this;
  }

  public BrokenModels replace(String file, String before, String after) throws IOException {
    String text = Files.readString(folder.resolve(file));
    if (!text.contains(before)) {
      throw new IllegalArgumentException(String.format(Locale.ROOT, "%s has no %s", file, before));
    }
    return with(file, text.replace(before, after));
  }

  /// Cuts the end off.
  BrokenModels truncate(String file, int bytes) throws IOException {
    byte[] whole = Files.readAllBytes(folder.resolve(file));
    Files.write(folder.resolve(file), Arrays.copyOf(whole, whole.length - bytes));
    return this;
  }

  /// Changes the header of the weights, its length kept by blanks at the end.
  public BrokenModels header(String before, String after) throws IOException {
    Path file = folder.resolve("model.safetensors");
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int length = Math.toIntExact(bytes.getLong(0));
    String header = new String(bytes.array(), 8, length, StandardCharsets.UTF_8);
    if (!header.contains(before)) {
      throw new IllegalArgumentException("the header has no " + before);
    }
    String changed = header.replace(before, after);
    byte[] padded = (changed + " ".repeat(length)).getBytes(StandardCharsets.UTF_8);
    bytes.put(8, padded, 0, length);
    Files.write(file, bytes.array());
    return this;
  }

  /// Says that the header is longer than the file.
  BrokenModels headerLength(long length) throws IOException {
    Path file = folder.resolve("model.safetensors");
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(0, length);
    Files.write(file, bytes.array());
    return this;
  }

  /// Asks it something.
  public Run ask() {
    return Run.of("ask", "-m", folder, "-i", Run.PICTURE, "What?");
  }
}

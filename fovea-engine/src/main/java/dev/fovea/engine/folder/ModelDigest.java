package dev.fovea.engine.folder;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.internal.weights.Weights;
import dev.fovea.engine.safetensors.SafetensorsFile;
import dev.fovea.engine.safetensors.TensorEntry;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// Tells a model from another one by what is in its folder, wherever that lies and whatever it is
/// called: a SHA-256 over the whole of its small files, and of every tensor over name, type, shape
/// and three pieces of its bytes, from its beginning, middle and end.
///
/// The pieces make it cheap for tens of gigabytes, of which it reads some megabytes. A training
/// changes all of a tensor, so that one which trains a part of the model only is seen. What is not
/// seen is an edit of single numbers between the pieces. How tensors are spread over files makes no
/// difference, nor do dates.
public final class ModelDigest {
  /// Files that say how the model is run; those that are not there are passed over.
  private static final List<String> SMALL_FILES =
      List.of(
          "adapter_config.json",
          "added_tokens.json",
          "chat_template.jinja",
          "chat_template.json",
          "config.json",
          "generation_config.json",
          "preprocessor_config.json",
          "processor_config.json",
          "special_tokens_map.json",
          "tokenizer.json",
          "tokenizer_config.json");

  private static final String ADAPTER = "adapter_model.safetensors";

  private static final int PIECE = 4096;

  /// 64 bits: what is told apart are the models of one person.
  private static final int DIGITS = 16;

  private final MessageDigest digest;

  private ModelDigest() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// The digest of a model folder, 16 hexadecimal digits.
  ///
  /// @throws FoveaException where a file cannot be read
  public static String of(Path folder) {
    ModelDigest digest = new ModelDigest();
    for (String name : SMALL_FILES) {
      digest.addFile(name, folder.resolve(name));
    }
    try (Weights weights = Weights.open(folder)) {
      weights.names().stream().sorted().forEach(name -> digest.addTensor(weights.get(name)));
    }
    Path adapter = folder.resolve(ADAPTER);
    if (Files.exists(adapter)) {
      try (SafetensorsFile file = SafetensorsFile.open(adapter)) {
        file.tensors().values().forEach(digest::addTensor);
      }
    }
    return HexFormat.of().formatHex(digest.digest.digest()).substring(0, DIGITS);
  }

  private void addFile(String name, Path file) {
    if (!Files.exists(file)) {
      return;
    }
    try {
      byte[] bytes = Files.readAllBytes(file);
      add(String.format(Locale.ROOT, "%s %d\n", name, bytes.length));
      digest.update(bytes);
    } catch (IOException e) {
      throw new FoveaException(
          String.format(Locale.ROOT, "%s: cannot be read: %s", file, e.getMessage()), e);
    }
  }

  private void addTensor(TensorEntry tensor) {
    add(
        String.format(
            Locale.ROOT, "%s\0%s %s\n", tensor.name(), tensor.dtype().name(), tensor.shape()));
    MemorySegment data = tensor.data();
    long size = data.byteSize();
    if (size <= 3 * PIECE) {
      digest.update(data.asByteBuffer());
    } else {
      digest.update(data.asSlice(0, PIECE).asByteBuffer());
      digest.update(data.asSlice((size - PIECE) / 2, PIECE).asByteBuffer());
      digest.update(data.asSlice(size - PIECE, PIECE).asByteBuffer());
    }
  }

  private void add(String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
  }
}

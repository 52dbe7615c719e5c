package dev.fovea.engine.folder;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.internal.weights.Adapter;
import dev.fovea.engine.json.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Names files beside a model that somebody could expect to count, and that neither transformers
/// nor Fovea reads: other copies of the weights, adapters in folders of their own, a tokenizer that
/// lies beside an adapter.
final class UnreadFiles {
  private static final Pattern WEIGHTS =
      Pattern.compile(".*\\.(safetensors|gguf|bin|pt|pth|onnx|h5|msgpack|npz)");
  private static final Set<String> TEXTS =
      Set.of(
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "added_tokens.json",
          "chat_template.jinja",
          "chat_template.json",
          "processor_config.json",
          "preprocessor_config.json",
          "generation_config.json");
  private static final int MOST = 5;

  private UnreadFiles() {}

  /// A line for each kind.
  ///
  /// @param model folder of the model
  /// @param adapter folder of its adapter
  /// @param read names of the files that hold its weights
  static List<String> of(Path model, Optional<Path> adapter, Set<Path> read) {
    List<String> notes = new ArrayList<>();
    List<Path> weights =
        children(model).stream()
            .filter(file -> Files.isRegularFile(file) && WEIGHTS.matcher(name(file)).matches())
            .filter(file -> !read.contains(file) && !name(file).startsWith("training_args"))
            .toList();
    List<Path> copies = weights.stream().filter(file -> !name(file).equals(Adapter.FILE)).toList();
    note(notes, copies, "not read beside the weights");
    if (adapter.isEmpty() && weights.size() > copies.size()) {
      notes.add(
          String.format(Locale.ROOT, "not read: %s, without %s", Adapter.FILE, Adapter.CONFIG));
    }
    note(
        notes,
        children(model).stream()
            .flatMap(folder -> Stream.concat(Stream.of(folder), children(folder).stream()))
            .filter(folder -> Files.exists(folder.resolve(Adapter.CONFIG)))
            .toList(),
        "adapters that are not applied (give the folder of one instead)");
    if (adapter.isPresent() && !adapter.get().equals(model)) {
      note(
          notes,
          children(adapter.get()).stream().filter(file -> TEXTS.contains(name(file))).toList(),
          "not read beside the adapter, as the model has its own");
    }
    return notes;
  }

  private static void note(List<String> notes, List<Path> paths, String what) {
    if (!paths.isEmpty()) {
      List<String> some = paths.stream().limit(MOST).map(path -> Text.oneLine(name(path))).toList();
      notes.add(
          String.format(
              Locale.ROOT,
              "%s: %s%s",
              what,
              String.join(", ", some),
              paths.size() > MOST ? " and " + (paths.size() - MOST) + " more" : ""));
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  private static List<Path> children(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new FoveaException(
          String.format(Locale.ROOT, "%s: cannot be read: %s", folder, e.getMessage()), e);
    }
  }
}

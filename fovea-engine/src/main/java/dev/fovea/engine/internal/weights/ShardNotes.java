package dev.fovea.engine.internal.weights;

import dev.fovea.engine.json.JsonView;
import dev.fovea.engine.json.Text;
import dev.fovea.engine.safetensors.TensorEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What is odd about a shard index and its shards; none of it keeps the tensors from being found.
final class ShardNotes {
  private ShardNotes() {}

  /// A line for each oddity.
  ///
  /// @param index the file of each tensor, as the index has it
  /// @param tensors all tensors of all shards
  /// @param repeated tensors that more than one shard holds
  static List<String> of(JsonView index, Map<String, TensorEntry> tensors, Set<String> repeated) {
    List<String> nowhere = new ArrayList<>();
    List<String> elsewhere = new ArrayList<>();
    for (String name : index.keys()) {
      TensorEntry entry = tensors.get(name);
      if (entry == null) {
        nowhere.add(name);
      } else if (!entry.file().endsWith(index.string(name)) && !repeated.contains(name)) {
        elsewhere.add(name);
      }
    }
    List<String> unnamed =
        tensors.keySet().stream().filter(name -> !index.keys().contains(name)).toList();
    List<String> notes = new ArrayList<>();
    note(notes, nowhere, "tensors that the shard index names and no shard holds");
    note(notes, elsewhere, "tensors in another shard than the index says");
    note(notes, unnamed, "tensors of the shards that the index does not name");
    note(
        notes,
        List.copyOf(repeated),
        "tensors in several shards, of which the last by name counts");
    return notes;
  }

  private static void note(List<String> notes, List<String> names, String what) {
    if (!names.isEmpty()) {
      notes.add(
          String.format(
              Locale.ROOT, "%s: %d, %s first", what, names.size(), Text.quote(names.getFirst())));
    }
  }
}

package dev.fovea.engine.internal.weights;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.internal.weights.AdapterChange.Product;
import dev.fovea.engine.json.Text;
import dev.fovea.engine.safetensors.SafetensorsFile;
import dev.fovea.engine.safetensors.TensorEntry;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sorts the tensors of an adapter's file by the tensors of the model that they change.
///
/// peft writes `base_model.model.` and the module's name, then the part: `lora_A.weight`,
/// `lora_B.weight`, `lora_B.bias`, `lora_embedding_A`, `lora_magnitude_vector`, of older releases
/// with the adapter's name (`lora_A.default.weight`); what is trained whole stands under its own
/// name, or below `base_layer` or `modules_to_save`.
final class AdapterTensors {
  private static final String PREFIX = "base_model.model.";
  private static final Pattern PART =
      Pattern.compile(
          "(?<module>.+)\\.(?<part>lora_A|lora_B|lora_embedding_A|lora_embedding_B|lora_magnitude_vector)"
              + "(?:\\.default)?(?<kind>\\.weight|\\.bias)?");
  private static final Pattern WHOLE =
      Pattern.compile(
          "(?<module>.+)\\.(?:base_layer|modules_to_save(?:\\.default)?)\\.(?<last>[^.]+)");

  private final SafetensorsFile file;
  private final Map<String, Map<String, TensorEntry>> parts = new LinkedHashMap<>();
  private final Map<String, TensorEntry> wholes = new LinkedHashMap<>();

  private AdapterTensors(SafetensorsFile file) {
    this.file = file;
    file.tensors().values().forEach(this::sort);
  }

  /// The changes by the names of what they change.
  ///
  /// @throws FoveaException where a matrix has no partner
  static Map<String, AdapterChange> changes(SafetensorsFile file) {
    return new AdapterTensors(file).changes();
  }

  private void sort(TensorEntry entry) {
    String name =
        entry.name().startsWith(PREFIX) ? entry.name().substring(PREFIX.length()) : entry.name();
    Matcher part = PART.matcher(name);
    Matcher whole = WHOLE.matcher(name);
    if (part.matches()) {
      String kind = ".bias".equals(part.group("kind")) ? "_bias" : "";
      parts
          .computeIfAbsent(part.group("module"), _ -> new LinkedHashMap<>())
          .put(part.group("part") + kind, entry);
    } else if (name.contains(".lora_")) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: tensor '%s': expected a part of LoRA or DoRA (lora_A, lora_B, lora_embedding_A, lora_embedding_B, lora_magnitude_vector)",
              file.path(),
              entry.name()));
    } else {
      wholes.put(whole.matches() ? whole.group("module") + "." + whole.group("last") : name, entry);
    }
  }

  private Map<String, AdapterChange> changes() {
    Map<String, AdapterChange> changes = new LinkedHashMap<>();
    parts.forEach((module, of) -> {
      boolean embeddings = of.containsKey("lora_embedding_A");
      String kind = embeddings ? "lora_embedding_" : "lora_";
      Product product =
          new Product(
              part(module, of, kind + "A"),
              part(module, of, kind + "B"),
              Optional.ofNullable(of.get("lora_magnitude_vector")),
              embeddings);
      String weight = module + ".weight";
      put(changes, weight, Optional.of(product), Optional.empty());
      Optional.ofNullable(of.get("lora_B_bias"))
          .ifPresent(bias -> put(changes, module + ".bias", Optional.empty(), Optional.of(bias)));
    });
    wholes.forEach((name, _) -> {
      if (!changes.containsKey(name)) {
        put(changes, name, Optional.empty(), Optional.empty());
      }
    });
    return changes;
  }

  private void put(
      Map<String, AdapterChange> changes,
      String tensor,
      Optional<Product> product,
      Optional<TensorEntry> addend) {
    Optional<TensorEntry> whole = Optional.ofNullable(wholes.get(tensor));
    changes.put(tensor, new AdapterChange(tensor, whole, product, addend, 1));
  }

  private TensorEntry part(String module, Map<String, TensorEntry> of, String part) {
    return Optional.ofNullable(of.get(part))
        .orElseThrow(() ->
            new FoveaException(
                String.format(
                    Locale.ROOT,
                    "%s: module %s has %s, expected %s too",
                    file.path(),
                    Text.quote(module),
                    String.join(", ", of.keySet()),
                    part)));
  }
}

package dev.fovea.engine.internal.weights;

import dev.fovea.engine.error.FoveaException;
import dev.fovea.engine.error.UnsupportedException;
import dev.fovea.engine.json.JsonView;
import dev.fovea.engine.safetensors.SafetensorsFile;
import dev.fovea.engine.safetensors.TensorEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// A LoRA adapter as peft saves it (`adapter_config.json`, `adapter_model.safetensors`), mapped
/// until it is closed. It changes tensors of a model while they are loaded, and remembers which, so
/// that none of its own is left out silently.
public final class Adapter implements AutoCloseable {
  public static final String CONFIG = "adapter_config.json";
  public static final String FILE = "adapter_model.safetensors";
  private static final String PICKLE = "adapter_model.bin";

  private final LoraConfig config;
  private final SafetensorsFile file;
  private final Map<String, AdapterChange> changes;
  private final Set<String> used = new HashSet<>();
  private final Set<List<String>> prefixes = new LinkedHashSet<>();

  private Adapter(LoraConfig config, SafetensorsFile file, Map<String, AdapterChange> changes) {
    this.config = config;
    this.file = file;
    this.changes = changes;
  }

  /// Opens the adapter of a folder.
  ///
  /// @throws UnsupportedException where it is of another kind than LoRA, or a pickle
  /// @throws FoveaException where it contradicts itself
  static Adapter open(Path folder) {
    LoraConfig config = LoraConfig.from(JsonView.read(folder.resolve(CONFIG)));
    Path path = folder.resolve(FILE);
    if (!Files.exists(path)) {
      if (Files.exists(folder.resolve(PICKLE))) {
        throw new UnsupportedException(
            String.format(
                Locale.ROOT,
                "%s: expected %s, found only %s, a pickle, which is not read because it can run code; convert it to safetensors",
                folder,
                FILE,
                PICKLE));
      }
      throw new FoveaException(
          String.format(Locale.ROOT, "%s: expected %s beside %s", folder, FILE, CONFIG));
    }
    SafetensorsFile file = SafetensorsFile.open(path);
    try {
      return new Adapter(config, file, AdapterTensors.changes(file));
    } catch (FoveaException e) {
      file.close();
      throw e;
    }
  }

  /// What happens to a tensor, with its scale.
  ///
  /// @param names all that the tensor goes by, any of which the adapter may use
  /// @param shape of the model's tensor
  /// @throws FoveaException where the adapter's tensors do not fit, or its configuration is not for
  ///   this module
  public Optional<AdapterChange> change(List<String> names, long... shape) {
    prefixes.add(prefixes(names));
    Optional<AdapterChange> found = find(names);
    found.ifPresent(change -> {
      used.add(change.tensor());
      change.requireFits(Arrays.stream(shape).boxed().toList());
    });
    return found.map(change -> checked(change, names));
  }

  /// Whether it changes the tensor that goes by these names.
  public boolean changes(List<String> names) {
    return find(names).isPresent();
  }

  /// Whether it brings all of the tensor that goes by these names.
  public boolean replaces(List<String> names) {
    return find(names).filter(change -> change.whole().isPresent()).isPresent();
  }

  /// Whether it changes a module of that name, wherever in the model.
  public boolean changesAny(String module) {
    return changes.values().stream()
        .map(AdapterChange::module)
        .anyMatch(name -> name.equals(module) || name.endsWith("." + module));
  }

  private Optional<AdapterChange> find(List<String> names) {
    List<String> found = names.stream().filter(changes::containsKey).toList();
    if (found.size() > 1) {
      throw new FoveaException(
          String.format(
              Locale.ROOT,
              "%s: expected one change of a tensor, found '%s'",
              file.path(),
              String.join("' and '", found)));
    }
    return found.stream().findFirst().map(changes::get);
  }

  private AdapterChange checked(AdapterChange change, List<String> names) {
    if (change.product().isEmpty() && change.addend().isEmpty()) {
      return change;
    }
    List<String> modules = new ArrayList<>(List.of(change.module()));
    names.stream().map(AdapterChange::module).forEach(modules::add);
    requireTargeted(change, modules);
    change
        .product()
        .ifPresent(product -> {
          if (product.rank() != config.rank(modules)) {
            throw refused(
                product.a(),
                "rank " + product.rank() + ", which " + CONFIG + " makes " + config.rank(modules));
          }
          if (product.magnitude().isPresent() != config.normalised()) {
            throw refused(
                product.magnitude().orElse(product.a()),
                product.magnitude().isPresent()
                    ? "a magnitude, which needs use_dora of " + CONFIG
                    : "no magnitude, which use_dora of " + CONFIG + " needs");
          }
        });
    return change.withScale(config.scale(modules));
  }

  private void requireTargeted(AdapterChange change, List<String> modules) {
    boolean linear =
        change.product().filter(product -> !product.embeddings()).isPresent()
                && change.anyEntry().shape().size() == 2
            || change.addend().isPresent();
    boolean head = change.module().equals("lm_head") || change.module().endsWith(".lm_head");
    if (modules.stream().noneMatch(name -> config.targets().include(name, linear && !head))) {
      throw refused(
          change.anyEntry(),
          "weights for a module that target_modules of " + CONFIG + " leaves out");
    }
  }

  private static FoveaException refused(TensorEntry entry, String found) {
    return new FoveaException(
        String.format(Locale.ROOT, "%s: tensor '%s': found %s", entry.file(), entry.name(), found));
  }

  /// Makes sure, after a model has asked for all its tensors, that nothing is left over except for
  /// parts of the model that it does not compute with.
  ///
  /// @param stored the weights that the adapter changes
  /// @throws FoveaException that names a tensor without a place in the model
  public void requireUsed(Weights stored) {
    for (AdapterChange change : changes.values()) {
      if (!used.contains(change.tensor()) && !isStored(change.tensor(), stored)) {
        throw new FoveaException(
            String.format(
                Locale.ROOT,
                "%s: tensor '%s': the model has no '%s' for it",
                file.path(),
                change.anyEntry().name(),
                change.tensor()));
      }
    }
  }

  /// Under its own name or under another of the prefixes that the model's parts go by.
  private boolean isStored(String tensor, Weights stored) {
    if (stored.find(tensor).isPresent()) {
      return true;
    }
    return prefixes.stream()
        .flatMap(group ->
            group.stream()
                .filter(tensor::startsWith)
                .map(prefix -> tensor.substring(prefix.length()))
                .flatMap(rest -> group.stream().map(prefix -> prefix + rest)))
        .anyMatch(name -> stored.find(name).isPresent());
  }

  /// What is left of the names without what they all end in.
  private static List<String> prefixes(List<String> names) {
    String first = names.getFirst();
    int common = 0;
    while (common < first.length()
        && names.stream().allMatch(endsWith(first.substring(first.length() - common - 1)))) {
      common++;
    }
    int ending = common;
    return names.stream().map(name -> name.substring(0, name.length() - ending)).toList();
  }

  private static Predicate<String> endsWith(String end) {
    return name -> name.endsWith(end);
  }

  /// Bytes of its tensors together.
  public long totalBytes() {
    return file.tensors().values().stream().mapToLong(entry -> entry.data().byteSize()).sum();
  }

  /// One line for people: `LoRA r=4 on 4 modules`, and how many tensors are replaced.
  public String summary() {
    LongSummaryStatistics ranks =
        changes.values().stream()
            .flatMap(change -> change.product().stream())
            .mapToLong(AdapterChange.Product::rank)
            .summaryStatistics();
    long whole = changes.values().stream().filter(change -> change.whole().isPresent()).count();
    String rank =
        ranks.getMin() == ranks.getMax()
            ? String.valueOf(ranks.getMin())
            : ranks.getMin() + ".." + ranks.getMax();
    return ranks.getCount() == 0
        ? String.format(Locale.ROOT, "%s, %d whole tensors", config.kind(), whole)
        : String.format(
            Locale.ROOT,
            "%s r=%s on %d modules%s",
            config.kind(),
            rank,
            ranks.getCount(),
            whole == 0 ? "" : ", " + whole + " whole tensors");
  }

  /// Unmaps the file.
  @Override
  public void close() {
    file.close();
  }
}

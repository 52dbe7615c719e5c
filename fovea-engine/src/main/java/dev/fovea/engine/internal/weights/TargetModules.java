package dev.fovea.engine.internal.weights;

import dev.fovea.engine.json.JsonView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which modules of a model an adapter is for, by the rules of peft 0.21
/// (`check_target_module_exists`): a regular expression that a whole name matches, or names that
/// are or end it.
final class TargetModules {
  private static final String TARGETS = "target_modules";
  private static final String EXCLUDED = "exclude_modules";
  private static final String SAVED = "modules_to_save";
  private static final String LAYERS = "layers_to_transform";
  private static final String LAYERS_PATTERN = "layers_pattern";
  private static final String ALL_LINEAR = "all-linear";

  /// The first number between dots that follows a name which something stands before.
  private static final Pattern ANY_LAYER = Pattern.compile(".*?\\.[^.]*\\.(?<idx>\\d+)\\.");

  private final boolean allLinear;
  private final Optional<Names> targets;
  private final Optional<Names> excluded;
  private final List<Pattern> saved;
  private final List<Integer> layers;
  private final List<Pattern> layerPatterns;

  private TargetModules(
      boolean allLinear,
      Optional<Names> targets,
      Optional<Names> excluded,
      List<Pattern> saved,
      List<Integer> layers,
      List<Pattern> layerPatterns) {
    this.allLinear = allLinear;
    this.targets = targets;
    this.excluded = excluded;
    this.saved = saved;
    this.layers = layers;
    this.layerPatterns = layerPatterns;
  }

  /// Names of modules: an expression for the whole, or a list of wholes and ends.
  private record Names(Optional<Pattern> whole, List<String> ends) {
    static Names of(JsonView json, String key) {
      return json.value(key).orElseThrow() instanceof String expression
          ? new Names(Optional.of(PythonPattern.compile(json, key, expression)), List.of())
          : new Names(Optional.empty(), json.strings(key));
    }

    boolean include(String module) {
      return whole
          .map(pattern -> pattern.matcher(module).matches())
          .orElseGet(() ->
              ends.stream().anyMatch(end -> module.equals(end) || module.endsWith("." + end)));
    }
  }

  /// @param json `adapter_config.json`
  static TargetModules from(JsonView json) {
    if (!json.has(TARGETS)) {
      throw json.wrong(TARGETS, "names of modules or a regular expression");
    }
    boolean expression = json.value(TARGETS).orElseThrow() instanceof String;
    boolean allLinear =
        expression && json.string(TARGETS).toLowerCase(Locale.ROOT).equals(ALL_LINEAR);
    if (expression && (json.has(LAYERS) || json.has(LAYERS_PATTERN))) {
      throw json.wrong(TARGETS, "a list of names beside " + LAYERS + " or " + LAYERS_PATTERN);
    }
    List<Pattern> saved = new ArrayList<>();
    List<Pattern> layerPatterns = new ArrayList<>();
    for (String name : texts(json, SAVED)) {
      saved.add(PythonPattern.compile(json, SAVED, "(^|.*\\.)" + name + "($|\\..*)"));
    }
    for (String name : texts(json, LAYERS_PATTERN)) {
      layerPatterns.add(
          PythonPattern.compile(
              json, LAYERS_PATTERN, "(?:^|.*?\\.)" + name + "\\.(?<idx>\\d+)\\."));
    }
    return new TargetModules(
        allLinear,
        allLinear ? Optional.empty() : Optional.of(Names.of(json, TARGETS)),
        present(json, EXCLUDED) ? Optional.of(Names.of(json, EXCLUDED)) : Optional.empty(),
        saved,
        json.has(LAYERS) ? json.integers(LAYERS) : List.of(),
        layerPatterns);
  }

  private static List<String> texts(JsonView json, String key) {
    return present(json, key) ? json.strings(key) : List.of();
  }

  private static boolean present(JsonView json, String key) {
    return json.value(key).filter(value -> !value.equals("")).isPresent();
  }

  /// Whether the adapter is for that module.
  ///
  /// @param linear whether it is a linear layer other than the output projection
  boolean include(String module, boolean linear) {
    if (excluded.filter(names -> names.include(module)).isPresent()
        || saved.stream().anyMatch(pattern -> pattern.matcher(module).lookingAt())) {
      return false;
    }
    if (allLinear) {
      return linear;
    }
    return targets.filter(names -> names.include(module)).isPresent() && inLayers(module);
  }

  private boolean inLayers(String module) {
    if (layers.isEmpty() || named(module)) {
      return true;
    }
    List<Pattern> patterns = layerPatterns.isEmpty() ? List.of(ANY_LAYER) : layerPatterns;
    return patterns.stream()
        .map(pattern -> pattern.matcher(module))
        .filter(Matcher::lookingAt)
        .findFirst()
        .filter(found -> layers.contains(Integer.parseInt(found.group("idx"))))
        .isPresent();
  }

  /// A module that is named in full is meant, in whatever layer it is.
  private boolean named(String module) {
    return targets.filter(names -> names.ends().contains(module)).isPresent();
  }
}

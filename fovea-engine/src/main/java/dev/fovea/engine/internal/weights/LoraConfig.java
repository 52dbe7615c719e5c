package dev.fovea.engine.internal.weights;

import dev.fovea.engine.error.UnsupportedException;
import dev.fovea.engine.json.JsonView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// `adapter_config.json` of a LoRA adapter (arXiv 2106.09685), with the defaults and rules of peft
/// 0.21. What only training knows (dropout, how the weights began) is not asked.
///
/// @param rank columns of B where no pattern says otherwise
/// @param alpha numerator of the scale where no pattern says otherwise
/// @param rootOfRank whether the scale divides by the root of the rank (rsLoRA, arXiv 2312.03732)
/// @param normalised whether rows keep a magnitude of their own (DoRA, arXiv 2402.09353)
/// @param ranks by pattern
/// @param alphas by pattern
record LoraConfig(
    int rank,
    double alpha,
    boolean rootOfRank,
    boolean normalised,
    TargetModules targets,
    Map<Pattern, Double> ranks,
    Map<Pattern, Double> alphas) {
  private static final String TYPE = "peft_type";
  private static final String INITIAL = "init_lora_weights";

  /// Keys that ask for more than a sum of products.
  private static final List<String> VARIANTS =
      List.of(
          "alora_invocation_tokens",
          "arrow_config",
          "kasa_config",
          "layer_replication",
          "megatron_config",
          "monteclora_config",
          "target_parameters",
          "trainable_token_indices",
          "use_bdlora",
          "use_qalora",
          "velora_config");

  /// Beginnings that leave the base weights as they are; others (`pissa`, `olora`, `corda`) take
  /// something away from them whenever peft loads the adapter.
  private static final Set<Object> PLAIN_BEGINNINGS =
      Set.of(true, false, "gaussian", "eva", "orthogonal");

  /// @throws UnsupportedException where it is no LoRA adapter, or asks for a variant that we lack
  static LoraConfig from(JsonView json) {
    if (!json.string(TYPE).equals("LORA")) {
      throw json.unsupported(TYPE, "\"LORA\"");
    }
    for (String key : VARIANTS) {
      if (json.value(key).filter(LoraConfig::asksForIt).isPresent()) {
        throw json.unsupported(key, "none, as plain LoRA and DoRA have it");
      }
    }
    if (json.value(INITIAL).filter(begun -> !PLAIN_BEGINNINGS.contains(begun)).isPresent()) {
      throw json.unsupported(
          INITIAL,
          "true, false, \"gaussian\", \"eva\" or \"orthogonal\", which leave the base weights alone");
    }
    int rank = json.integer("r", 8);
    if (rank <= 0) {
      throw json.wrong("r", "a positive number");
    }
    return new LoraConfig(
        rank,
        json.number("lora_alpha", 8),
        json.bool("use_rslora", false),
        json.bool("use_dora", false),
        TargetModules.from(json),
        patterns(json, "rank_pattern"),
        patterns(json, "alpha_pattern"));
  }

  private static boolean asksForIt(Object value) {
    return !value.equals(false) && !value.equals(List.of()) && !value.equals(Map.of());
  }

  private static Map<Pattern, Double> patterns(JsonView json, String key) {
    Map<Pattern, Double> patterns = new LinkedHashMap<>();
    json.objectIfPresent(key)
        .ifPresent(values ->
            values
                .keys()
                .forEach(name ->
                    patterns.put(
                        PythonPattern.compile(json, key, "(.*\\.)?(" + name + ")$"),
                        values.number(name))));
    return patterns;
  }

  /// Rank of a module.
  ///
  /// @param names the module's, any of which a pattern may match
  long rank(List<String> names) {
    return (long) first(ranks, names, rank);
  }

  /// What the product of a module's matrices is multiplied with.
  double scale(List<String> names) {
    double rows = first(ranks, names, rank);
    return first(alphas, names, alpha) / (rootOfRank ? Math.sqrt(rows) : rows);
  }

  private static double first(Map<Pattern, Double> patterns, List<String> names, double otherwise) {
    return patterns.entrySet().stream()
        .filter(entry -> names.stream().anyMatch(name -> entry.getKey().matcher(name).lookingAt()))
        .findFirst()
        .map(Map.Entry::getValue)
        .orElse(otherwise);
  }

  /// What people call it.
  String kind() {
    return normalised ? "DoRA" : "LoRA";
  }
}

package dev.fovea.pruning;

import dev.fovea.engine.prompt.TokenRole;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What was dropped from a prompt, by which score, under which settings.
///
/// @param settings every setting of the policy by name
/// @param layers the layers that were scored; empty where the scorer needs none
/// @param fallback why nothing was pruned, in one sentence
/// @param counts how many tokens of which kind
/// @param droppedSample the beginning of the dropped text, `… red boat … salt and rope …`; empty if
///   none was dropped
/// @param tokens one entry per position of the unpruned prompt
public record PruningTrace(
    Map<String, Object> settings,
    Optional<LayerRange.Resolved> layers,
    Optional<String> fallback,
    Counts counts,
    String droppedSample,
    List<TokenTrace> tokens) {

  public PruningTrace {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    tokens = List.copyOf(tokens);
  }

  /// Numbers of tokens: `prompt = visual + text = pruned + kept`, and `pruned <= prunable`.
  public record Counts(int prompt, int visual, int text, int prunable, int pruned, int kept) {}

  /// One position.
  ///
  /// @param characters what it stands for in the rendered prompt
  /// @param rank its place in the order of dropping, 0 first; -1 if it is not prunable
  /// @param layer the layer that decided its score, or -1
  /// @param head the head that decided its score, or -1
  public record TokenTrace(
      int position,
      TokenRole role,
      String characters,
      double score,
      int rank,
      int layer,
      int head,
      boolean kept) {}

  /// Maps, lists, strings, numbers and truth values, as a JSON writer takes them; what is empty is
  /// left out.
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("settings", settings);
    layers.ifPresent(scored -> map.put("layers", List.of(scored.from(), scored.to())));
    fallback.ifPresent(reason -> map.put("fallback", reason));
    map.put("counts", countsMap());
    map.put("dropped_sample", droppedSample);
    List<Map<String, Object>> entries = new ArrayList<>();
    tokens.forEach(token -> entries.add(tokenMap(token)));
    map.put("tokens", entries);
    return map;
  }

  private Map<String, Object> countsMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("prompt", counts.prompt());
    map.put("visual", counts.visual());
    map.put("text", counts.text());
    map.put("prunable", counts.prunable());
    map.put("pruned", counts.pruned());
    map.put("kept", counts.kept());
    return map;
  }

  private static Map<String, Object> tokenMap(TokenTrace token) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("position", token.position());
    map.put("role", Names.of(token.role()));
    map.put("characters", token.characters());
    map.put("score", token.score());
    map.put("rank", token.rank());
    map.put("layer", token.layer());
    map.put("head", token.head());
    map.put("kept", token.kept());
    return map;
  }
}

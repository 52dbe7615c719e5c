package dev.fovea.insight.explain;

import dev.fovea.engine.text.TokenRole;
import dev.fovea.pruning.Names;
import dev.fovea.pruning.PruningTrace;
import dev.fovea.pruning.PruningTrace.TokenTrace;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The prompt with every token shaded by its rank, and what went struck through.
final class TextSection {
  /// Shades from the first to go to the last.
  static final int SHADES = 10;

  private final List<TokenTrace> tokens;
  private final long ranked;
  private final Map<Integer, Integer> pictureOfPosition = new HashMap<>();

  private TextSection(Explanation explanation) {
    tokens = explanation.pruned().trace().tokens();
    ranked = tokens.stream().filter(token -> token.rank() >= 0).count();
    List<Picture> pictures = explanation.pictures();
    for (int picture = 0; picture < pictures.size(); picture++) {
      for (int position : pictures.get(picture).positions()) {
        pictureOfPosition.put(position, picture);
      }
    }
  }

  /// The prompt's text as HTML; every position that no picture shows is there once.
  static String tokens(Explanation explanation) {
    TextSection section = new TextSection(explanation);
    return TokenGroup.of(explanation.layout()).stream()
        .map(section::group)
        .collect(Collectors.joining());
  }

  /// What the section shows for this prompt.
  static String sentence(Explanation explanation) {
    PruningTrace trace = explanation.pruned().trace();
    PruningTrace.Counts counts = trace.counts();
    String protectedTokens =
        " The other %s of the prompt were protected."
            .formatted(Numbers.count(counts.prompt() - counts.prunable(), "token"));
    if (trace.fallback().isPresent()) {
      return "%s The model read all %s.%s"
          .formatted(
              trace.fallback().get(),
              Numbers.count(counts.prompt(), "token"),
              extremes(trace.tokens()));
    }
    return "Of %s that could go, the %s ranked lowest went and %s stayed.%s%s"
        .formatted(
            Numbers.count(counts.prunable(), "token"),
            Numbers.count(counts.pruned()),
            Numbers.count(counts.prunable() - counts.pruned()),
            protectedTokens,
            extremes(trace.tokens()));
  }

  private static String extremes(List<TokenTrace> tokens) {
    Comparator<TokenTrace> byRank = Comparator.comparingInt(TokenTrace::rank);
    Optional<TokenTrace> first = tokens.stream().filter(token -> token.rank() >= 0).min(byRank);
    Optional<TokenTrace> last = tokens.stream().filter(token -> token.rank() >= 0).max(byRank);
    if (first.isEmpty() || last.isEmpty() || first.equals(last)) {
      return "";
    }
    return " First in the order of going is %s with a score of %s, last is %s with %s."
        .formatted(
            quoted(first.get()),
            Numbers.score(first.get().score()),
            quoted(last.get()),
            Numbers.score(last.get().score()));
  }

  private static String quoted(TokenTrace token) {
    return token.role() == TokenRole.VISUAL
        ? "the visual token at position " + token.position()
        : "“" + token.characters().strip() + "”";
  }

  private String group(TokenGroup group) {
    String gap = characters(group.gap());
    return gap
        + (pictureOfPosition.containsKey(group.first()) ? pictureLink(group) : tokenSpan(group));
  }

  private String pictureLink(TokenGroup group) {
    int picture = pictureOfPosition.getOrDefault(group.first(), 0);
    List<TokenTrace> patches = tokens.subList(group.first(), group.last() + 1);
    long dropped = patches.stream().filter(token -> !token.kept()).count();
    return "<a class=\"picture-link\" href=\"#picture-%d\">picture %d, %s%s</a>"
        .formatted(
            picture + 1,
            picture + 1,
            Numbers.count(patches.size(), "visual token"),
            dropped == 0 ? "" : ", %s dropped".formatted(Numbers.count(dropped)));
  }

  private String tokenSpan(TokenGroup group) {
    List<TokenTrace> parts = tokens.subList(group.first(), group.last() + 1);
    boolean gone = parts.stream().noneMatch(TokenTrace::kept);
    boolean mixed = !gone && parts.stream().anyMatch(part -> !part.kept());
    int rank = parts.stream().mapToInt(TokenTrace::rank).max().orElse(-1);
    String classes =
        "t r-%s%s%s%s"
            .formatted(
                Names.of(group.role()),
                rank >= 0 ? " s" + shade(rank) : " protected",
                gone ? " gone" : "",
                mixed ? " mixed" : "");
    String name = gone ? "del" : "span";
    return "<%s class=\"%s\" data-role=\"%s\" data-p=\"%s\" data-s=\"%s\" data-r=\"%s\" data-l=\"%s\" data-h=\"%s\" data-k=\"%s\">%s</%s>"
        .formatted(
            name,
            classes,
            Names.of(group.role()),
            each(parts, TokenTrace::position),
            each(parts, TokenTrace::score),
            each(parts, TokenTrace::rank),
            each(parts, TokenTrace::layer),
            each(parts, TokenTrace::head),
            each(parts, part -> part.kept() ? 1 : 0),
            group.characters().isEmpty()
                ? "<i class=\"empty\"></i>"
                : characters(group.characters()),
            name);
  }

  private static String each(List<TokenTrace> parts, Function<TokenTrace, Object> value) {
    return parts.stream().map(value).map(Object::toString).collect(Collectors.joining(" "));
  }

  private long shade(int rank) {
    return Math.min(SHADES - 1, (long) rank * SHADES / ranked);
  }

  /// Text with a sign before each line break, which the style sheet draws.
  private static String characters(String text) {
    return Html.text(text).replace("\n", "<i class=\"break\"></i>\n");
  }
}

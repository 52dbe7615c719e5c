package dev.fovea.insight.explain;

import dev.fovea.engine.text.TokenRole;
import dev.fovea.insight.page.Numbers;
import dev.fovea.insight.page.Section;
import dev.fovea.insight.page.TokenGroup;
import dev.fovea.insight.page.TokenText;
import dev.fovea.pruning.Names;
import dev.fovea.pruning.PruningTrace;
import dev.fovea.pruning.PruningTrace.TokenTrace;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The prompt with every token shaded by its rank, and what went struck through.
final class TextSection {
  private static final String LEGEND =
      """
      <fieldset class="controls" hidden>
      <legend>Show</legend>
      <label><input type="radio" class="prompt-view" name="view" value="all" checked> everything</label>
      <label><input type="radio" class="prompt-view" name="view" value="kept"> only what was read</label>
      <label><input type="radio" class="prompt-view" name="view" value="gone"> what went</label>
      </fieldset>
      <ul class="legend" aria-label="Legend">
      <li>%s rank by score: first to go → last to go</li>
      <li><del class="t gone s0">dropped</del></li>
      <li><span class="t r-question protected">question</span></li>
      <li><span class="t r-system protected">system message</span></li>
      <li><span class="t r-template protected">template</span></li>
      <li><span class="t r-special protected">special token</span></li>
      <li><span class="t r-context protected">protected context</span></li>
      <li><span class="picture-link">picture</span></li>
      </ul>
      <p class="hint" hidden>Point at a token, tap it, or move through them with the arrow keys, to see its score.</p>
      """
          .formatted(TokenText.SCALE);

  private final List<TokenTrace> tokens;
  private final long ranked;

  private TextSection(Explanation explanation) {
    tokens = explanation.pruned().trace().tokens();
    ranked = tokens.stream().filter(token -> token.rank() >= 0).count();
  }

  static Section of(Explanation explanation) {
    return new Section(
        "text",
        "Text",
        "What the model read",
        sentence(explanation),
        LEGEND
            + TokenText.html(
                explanation.subject().layout(),
                explanation.subject().pictures(),
                new TextSection(explanation)::span));
  }

  /// What the section shows for this prompt.
  private static String sentence(Explanation explanation) {
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

  private TokenText.Span span(TokenGroup group) {
    List<TokenTrace> parts = tokens.subList(group.first(), group.last() + 1);
    long dropped = parts.stream().filter(token -> !token.kept()).count();
    boolean gone = dropped == parts.size();
    int rank = parts.stream().mapToInt(TokenTrace::rank).max().orElse(-1);
    String classes =
        "t r-%s%s%s%s"
            .formatted(
                Names.of(group.role()),
                rank >= 0 ? " s" + shade(rank) : " protected",
                gone ? " gone" : "",
                !gone && dropped > 0 ? " mixed" : "");
    String note = dropped == 0 ? "" : ", %s dropped".formatted(Numbers.count(dropped));
    return new TokenText.Span(gone ? "del" : "span", classes, tip(group, parts), note);
  }

  private static String tip(TokenGroup group, List<TokenTrace> parts) {
    return group.name()
        + parts.stream().map(part -> "\n" + tip(part)).collect(Collectors.joining());
  }

  private static String tip(TokenTrace token) {
    boolean ranked = token.rank() >= 0;
    String fate = token.kept() ? ranked ? "kept" : "protected, kept" : "dropped";
    String place = "position %d, %s, %s".formatted(token.position(), Names.of(token.role()), fate);
    String rank = ranked ? "\nrank %d (0 goes first)".formatted(token.rank()) : "";
    String decided =
        token.layer() < 0
            ? ""
            : "\ndecided by layer %d, %s"
                .formatted(token.layer(), token.head() < 0 ? "all heads" : "head " + token.head());
    return "%s%s\nscore %s%s".formatted(place, rank, Numbers.score(token.score()), decided);
  }

  private long shade(int rank) {
    return Math.min(TokenText.SHADES - 1, (long) rank * TokenText.SHADES / ranked);
  }
}

package dev.fovea.insight.explain;

import dev.fovea.engine.prompt.TokenRole;
import dev.fovea.insight.page.Section;
import dev.fovea.insight.page.TokenGroup;
import dev.fovea.insight.page.TokenText;
import dev.fovea.insight.page.html.Numbers;
import dev.fovea.pruning.Names;
import dev.fovea.pruning.PruningTrace;
import dev.fovea.pruning.PruningTrace.TokenTrace;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// The prompt with every token shaded by its rank, and what went struck through.
final class TextSection {
  private static final String LEGEND =
      String.format(
          Locale.ROOT,
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
          """,
          TokenText.SCALE);

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
        String.format(
            Locale.ROOT,
            " The other %s of the prompt were protected.",
            Numbers.count(counts.prompt() - counts.prunable(), "token"));
    if (trace.fallback().isPresent()) {
      return String.format(
          Locale.ROOT,
          "%s The model read all %s.%s",
          trace.fallback().get(),
          Numbers.count(counts.prompt(), "token"),
          extremes(trace.tokens()));
    }
    return String.format(
        Locale.ROOT,
        "Of %s that could go, the %s ranked lowest went and %s stayed.%s%s",
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
    return String.format(
        Locale.ROOT,
        " First in the order of going is %s with a score of %s, last is %s with %s.",
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
        String.format(
            Locale.ROOT,
            "t r-%s%s%s%s",
            Names.of(group.role()),
            rank >= 0 ? " s" + shade(rank) : " protected",
            gone ? " gone" : "",
            !gone && dropped > 0 ? " mixed" : "");
    String note =
        dropped == 0 ? "" : String.format(Locale.ROOT, ", %s dropped", Numbers.count(dropped));
    return new TokenText.Span(gone ? "del" : "span", classes, tip(group, parts), note);
  }

  private static String tip(TokenGroup group, List<TokenTrace> parts) {
    return group.name()
        + parts.stream().map(part -> "\n" + tip(part)).collect(Collectors.joining());
  }

  private static String tip(TokenTrace token) {
    boolean ranked = token.rank() >= 0;
    String fate = token.kept() ? ranked ? "kept" : "protected, kept" : "dropped";
    String place =
        String.format(
            Locale.ROOT, "position %d, %s, %s", token.position(), Names.of(token.role()), fate);
    String rank =
        ranked ? String.format(Locale.ROOT, "\nrank %d (0 goes first)", token.rank()) : "";
    String decided =
        token.layer() < 0
            ? ""
            : String.format(
                Locale.ROOT,
                "\ndecided by layer %d, %s",
                token.layer(),
                token.head() < 0 ? "all heads" : "head " + token.head());
    return String.format(
        Locale.ROOT, "%s%s\nscore %s%s", place, rank, Numbers.score(token.score()), decided);
  }

  private long shade(int rank) {
    return Math.min(TokenText.SHADES - 1, (long) rank * TokenText.SHADES / ranked);
  }
}

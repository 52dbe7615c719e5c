package dev.fovea.insight.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.insight.page.html.Html;
import dev.fovea.insight.page.html.Numbers;
import dev.fovea.pruning.PruningTrace;
import dev.fovea.pruning.PruningTrace.TokenTrace;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ExplanationPageTest {
  private static final Set<String> VOID = Set.of("meta", "input", "!doctype");

  private final Explanation pruned = Examples.pruned();
  private final String page = ExplanationPage.of(pruned).html();

  @Test
  void untrustedTextNeverBecomesMarkup() {
    assertThat(all("<script\\b", page)).hasSize(1);
    assertThat(page)
        .doesNotContain("<img", "<boat>", "<b>", "onerror=alert(2)>", "\u202E")
        .contains("&lt;boat&gt; &amp; {{question}}", "[U+202E]");
    assertThat(all("</title>", page)).hasSize(1);
    assertThat(textOf(prompt(page)))
        .contains(Html.text("<script>alert(1)</script>\n{{tokens}} & \"quotes\" 🙂"));
  }

  @Test
  void pageNeedsNothingElse() {
    assertThat(page).doesNotContainIgnoringCase("http:", "https:", "@import", "url(//", "src=");
    List<String> references = groups("\\b(?:href|src)=\"([^\"]*)\"", page);
    assertThat(references)
        .isNotEmpty()
        .allMatch(reference -> reference.matches("(#|data:image/png).*"));
    groups("href=\"#([^\"]+)\"", page)
        .forEach(id -> assertThat(page).contains("id=\"" + id + "\""));
  }

  @Test
  void policyNamesTheHashesOfTheOnlyScriptAndStyle() throws Exception {
    String policy = groups("Security-Policy\" content=\"([^\"]*)\"", page).getFirst();
    assertThat(policy)
        .startsWith("default-src 'none';")
        .contains(
            "script-src '" + hash(groups("(?s)<script>(.*?)</script>", page).getFirst()) + "'")
        .contains("style-src '" + hash(groups("(?s)<style>(.*?)</style>", page).getFirst()) + "'")
        .doesNotContain("unsafe");
    assertThat(page).doesNotContainPattern("<[^>]*\\s(style|on[a-z]+)=");
  }

  private static String hash(String content) throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
    return "sha256-" + Base64.getEncoder().encodeToString(digest);
  }

  @Test
  void everyElementIsClosed() {
    assertWellFormed(page);
    assertWellFormed(
        ExplanationPage.of(Examples.whole("Nothing was pruned: pruning is off.")).html());
  }

  private static void assertWellFormed(String html) {
    String markup = html.replaceAll("(?s)<(script|style)>.*?</\\1>", "<$1></$1>");
    Deque<String> open = new ArrayDeque<>();
    for (MatchResult tag :
        all("<(/?)([a-zA-Z!][a-zA-Z0-9]*)(?:\\s+[a-zA-Z-]+(?:=\"[^\"<]*\")?)*\\s*(/?)>", markup)) {
      if (!tag.group(1).isEmpty()) {
        assertThat(open.pop()).isEqualTo(tag.group(2));
      } else if (tag.group(3).isEmpty() && !VOID.contains(tag.group(2))) {
        open.push(tag.group(2));
      }
    }
    assertThat(open).isEmpty();
    assertThat(all("<", markup)).hasSameSizeAs(all("<[a-zA-Z!/][^<>]*>", markup));
    List<String> ids = groups("\\bid=\"([^\"]*)\"", markup);
    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void everyPositionIsThereOnceWithTheNumbersOfItsTrace() {
    List<TokenTrace> traces = pruned.pruned().trace().tokens();
    List<Integer> shown = new ArrayList<>();
    for (MatchResult token :
        all(
            "<(span|del) class=\"([^\"]*)\" data-item=\"\" data-p=\"([^\"]*)\" data-tip=\"([^\"]*)\">",
            page)) {
      for (String position : token.group(3).split(" ")) {
        TokenTrace trace = traces.get(Integer.parseInt(position));
        shown.add(trace.position());
        String role = trace.role().name().toLowerCase(Locale.ROOT);
        assertThat(token.group(4))
            .contains(String.format(Locale.ROOT, "\nposition %s, %s, ", position, role))
            .contains("\nscore " + Numbers.score(trace.score()));
        if (trace.rank() >= 0) {
          assertThat(token.group(4))
              .contains(String.format(Locale.ROOT, "\nrank %d (0 goes first)", trace.rank()))
              .contains(
                  String.format(
                      Locale.ROOT, "\ndecided by layer %d, head %d", trace.layer(), trace.head()));
        }
        assertThat(token.group(1)).isEqualTo(trace.kept() ? "span" : "del");
        assertThat(token.group(2).contains("protected")).isEqualTo(trace.rank() < 0);
      }
    }
    for (MatchResult patch : all("<rect [^>]*data-p=\"(\\d+)\" data-tip=\"([^\"]*)\"", page)) {
      shown.add(Integer.parseInt(patch.group(1)));
      assertThat(patch.group(2))
          .startsWith("{value} of the question&#39;s attention\n")
          .endsWith("\nposition " + patch.group(1));
    }
    assertThat(shown)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, traces.size()).boxed().toList());
  }

  @Test
  void promptReadsAsItsTextWithTheByteTokensOfAPictographInOnePiece() {
    assertThat(textOf(prompt(page)))
        .isEqualTo(
            "USER: picture 1, 4 visual tokens"
                + Html.text(Examples.CONTEXT)
                + Html.text(Examples.QUESTION)
                + " ASSISTANT:");
    assertThat(groups("data-p=\"([0-9 ]+)\"[^>]*>🙂<", page))
        .singleElement()
        .satisfies(positions -> assertThat(positions.split(" ")).hasSize(3));
  }

  @Test
  void shadesFollowTheRanks() {
    List<Integer> ranks = new ArrayList<>();
    List<Integer> shades = new ArrayList<>();
    for (MatchResult token :
        all("class=\"t [^\"]*\\bs(\\d)[^\"]*\" data-item[^>]*\nrank (\\d+) ", page)) {
      shades.add(Integer.valueOf(token.group(1)));
      ranks.add(Integer.valueOf(token.group(2)));
    }
    assertThat(ranks).hasSizeGreaterThan(20).isSorted();
    assertThat(shades).isSorted().startsWith(0).endsWith(9);
  }

  @Test
  void sentencesAreComputedFromTheInput() {
    PruningTrace.Counts counts = pruned.pruned().trace().counts();
    assertThat(page)
        .contains(
            String.format(
                Locale.ROOT,
                "Of %d tokens that could go, the 9 ranked lowest went and %d stayed.",
                counts.prunable(),
                counts.prunable() - 9))
        .contains("25.0\u00A0% fewer layer-tokens", "came out at 75.0\u00A0%")
        .contains(
            "gave 50.0\u00A0% of its attention to pictures in layer 2, the most, and 6.3\u00A0% in layer 3")
        .contains("The question (1 token) gave 21.9\u00A0% of its attention")
        .contains("12.5\u00A0% → 25.0\u00A0%")
        .contains("cut off at the token limit")
        .contains("layers=0..10,at-most-1/3 means layers 0 to 2");
    pruned
        .pruned()
        .trace()
        .settings()
        .forEach((name, value) -> assertThat(page).contains("<th scope=\"row\">" + name + "</th>"));
  }

  @Test
  void fallbackIsGivenInsteadOfSavings() {
    String whole = ExplanationPage.of(Examples.whole("Nothing was pruned: pruning is off.")).html();
    assertThat(whole)
        .contains("Nothing was pruned: pruning is off. The model read all")
        .contains("nothing was saved", "settings; in this run they changed nothing")
        .contains("its tokens show no part of it alone")
        .doesNotContain("scored for pruning");
    assertThat(prompt(whole)).doesNotContain("<del");
  }

  private static String prompt(String html) {
    return groups("(?s)<div class=\"prompt\"[^>]*>(.*?)</div>", html).getFirst();
  }

  private static String textOf(String html) {
    return html.replaceAll("<[^>]*>", "");
  }

  private static List<MatchResult> all(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().toList();
  }

  private static List<String> groups(String pattern, String text) {
    return all(pattern, text).stream().map(match -> match.group(1)).toList();
  }
}

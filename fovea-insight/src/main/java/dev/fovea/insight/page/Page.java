package dev.fovea.insight.page;

import dev.fovea.engine.file.Sha256;
import dev.fovea.insight.page.chart.HeatColor;
import dev.fovea.insight.page.html.Html;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// One HTML file that needs nothing else: no network, no other file.
///
/// The texts on it are untrusted. All are escaped, and the page's content security policy runs
/// exactly one script and one style sheet, known by their hashes.
///
/// @param title of the browser's window, text
/// @param kicker what kind of page this is, text above the heading
/// @param heading text
/// @param lead what comes before the sections, markup
/// @param sections in their order
/// @param footer text
public record Page(
    String title,
    String kicker,
    String heading,
    String lead,
    List<Section> sections,
    String footer) {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-z-]+)}}");

  public Page {
    sections = List.copyOf(sections);
  }

  /// What every page begins with, and no other file: by it an earlier page is recognised.
  static String beginning() {
    String template = resource("page.html");
    return template.substring(0, template.indexOf("{{"));
  }

  /// The file's content.
  public String html() {
    String style = resource("page.css");
    String script = resource("page.js");
    return fill(
        resource("page.html"),
        Map.ofEntries(
            Map.entry("style-hash", hash(style)),
            Map.entry("script-hash", hash(script)),
            Map.entry("style", style),
            Map.entry("script", script),
            Map.entry("title", Html.text(title)),
            Map.entry("kicker", Html.text(kicker)),
            Map.entry("heading", Html.text(heading)),
            Map.entry("lead", lead),
            Map.entry("links", joined(sections.stream().map(Section::link).toList())),
            Map.entry("sections", joined(sections.stream().map(Section::html).toList())),
            Map.entry("heat-stops", HeatColor.stops()),
            Map.entry("footer", Html.text(footer))));
  }

  private static String joined(List<String> parts) {
    return parts.stream().collect(Collectors.joining("\n"));
  }

  /// Fills the template in one pass, so that a text that looks like a placeholder stays a text.
  private static String fill(String template, Map<String, String> values) {
    return PLACEHOLDER
        .matcher(template)
        .replaceAll(placeholder -> Matcher.quoteReplacement(value(values, placeholder)));
  }

  private static String value(Map<String, String> values, MatchResult placeholder) {
    return Objects.requireNonNull(values.get(placeholder.group(1)), placeholder::group);
  }

  private static String hash(String content) {
    byte[] digest = Sha256.digest().digest(content.getBytes(StandardCharsets.UTF_8));
    return "sha256-" + Base64.getEncoder().encodeToString(digest);
  }

  private static String resource(String name) {
    try (InputStream stream = Objects.requireNonNull(Page.class.getResourceAsStream(name), name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.fovea.insight.explain;

import dev.fovea.engine.FoveaException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An explanation as one HTML file that needs nothing else: no network, no other file.
///
/// The texts on it are untrusted. All are escaped, and the page's content security policy runs
/// exactly one script and one style sheet, known by their hashes.
public final class ExplanationPage {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-z-]+)}}");

  private ExplanationPage() {}

  /// Finds out before the work whether a page can be written at all.
  ///
  /// @throws FoveaException if the folder is missing or closed, or the file is a folder
  public static void check(Path file) {
    Path folder = folder(file);
    if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new FoveaException(
          "%s: expected a folder to write to, found %s"
              .formatted(folder, Files.exists(folder) ? "one that is closed" : "none"));
    }
    if (Files.isDirectory(file)) {
      throw new FoveaException("%s: expected a file to write, found a folder".formatted(file));
    }
  }

  private static Path folder(Path file) {
    return Objects.requireNonNull(file.toAbsolutePath().getParent(), () -> file + " is no file");
  }

  /// Writes the page, whole or not at all.
  ///
  /// @throws FoveaException if the file cannot be written
  public static void write(Path file, Explanation explanation) {
    Path target = file.toAbsolutePath();
    try {
      // Not Files.createTempFile, whose files nobody else may read.
      Path temporary =
          folder(file).resolve(".%s.%s.part".formatted(target.getFileName(), UUID.randomUUID()));
      try {
        Files.writeString(temporary, html(explanation), StandardOpenOption.CREATE_NEW);
        Files.move(
            temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new FoveaException("%s: cannot be written: %s".formatted(file, e), e);
    }
  }

  /// The page.
  static String html(Explanation explanation) {
    String style = resource("explain.css");
    String script = resource("explain.js");
    return fill(
        resource("explain.html"),
        Map.ofEntries(
            Map.entry("style-hash", hash(style)),
            Map.entry("script-hash", hash(script)),
            Map.entry("style", style),
            Map.entry("script", script),
            Map.entry("question", Html.text(explanation.question())),
            Map.entry("answer", Html.text(explanation.pruned().answer().text())),
            Map.entry("overview", Html.text(Overview.sentence(explanation))),
            Map.entry("figures", Overview.figures(explanation)),
            Map.entry("text-sentence", Html.text(TextSection.sentence(explanation))),
            Map.entry("tokens", TextSection.tokens(explanation)),
            Map.entry("pictures-sentence", Html.text(PictureSection.sentence(explanation))),
            Map.entry("pictures", PictureSection.figures(explanation)),
            Map.entry("layers-sentence", Html.text(LayerChart.sentence(explanation))),
            Map.entry("layers", LayerChart.svg(explanation)),
            Map.entry("layer-rows", LayerChart.rows(explanation)),
            Map.entry("cost-sentence", Html.text(CostSection.sentence(explanation))),
            Map.entry("cost-rows", CostSection.rows(explanation)),
            Map.entry("settings-sentence", Html.text(SettingsSection.sentence(explanation))),
            Map.entry("settings-rows", SettingsSection.rows(explanation))));
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
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String resource(String name) {
    try (InputStream stream =
        Objects.requireNonNull(ExplanationPage.class.getResourceAsStream(name), name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

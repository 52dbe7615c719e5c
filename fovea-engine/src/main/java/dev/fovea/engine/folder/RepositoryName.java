package dev.fovea.engine.folder;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a person calls a repository of the hub: `ORG/NAME` or `ORG/NAME@REVISION`.
///
/// @param name `ORG/NAME`, or `NAME` alone
/// @param revision branch, tag or commit
public record RepositoryName(String name, String revision) {
  private static final String MAIN = "main";
  private static final Pattern SYNTAX =
      Pattern.compile(
          "(?<name>(?:\\w[\\w.-]*/)?\\w[\\w.-]*)(?:@(?<revision>\\w[\\w.-]*(?:/\\w[\\w.-]*)*))?");

  /// Nothing where the text cannot name a repository; none that it can name leads out of the cache.
  public static Optional<RepositoryName> parse(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches() || text.contains("..") || matcher.group("name").contains("--")) {
      return Optional.empty();
    }
    return Optional.of(
        new RepositoryName(
            matcher.group("name"), Optional.ofNullable(matcher.group("revision")).orElse(MAIN)));
  }

  /// The name of its folder in the cache.
  public String folder() {
    return "models--" + name.replace("/", "--");
  }

  /// As short as it can be written: without the revision `main`.
  @Override
  public String toString() {
    return revision.equals(MAIN) ? name : name + "@" + revision;
  }
}

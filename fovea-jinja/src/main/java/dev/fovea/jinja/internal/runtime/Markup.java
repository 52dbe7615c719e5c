package dev.fovea.jinja.internal.runtime;

import dev.fovea.jinja.internal.value.Value;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// HTML escaping as the `markupsafe` package does it.
public final class Markup {
  private static final Pattern ENTITY = Pattern.compile("&(#[0-9]+|#[xX][0-9a-fA-F]+|[a-z]+);");
  private static final Map<String, String> NAMED =
      Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "nbsp", "\u00a0");

  private Markup() {}

  /// The text escaped, unless it is marked as safe.
  public static String escape(Value.Text text) {
    return text.markup() ? text.text() : escape(text.text());
  }

  /// The text with the five special characters replaced by entities.
  public static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace(">", "&gt;")
        .replace("<", "&lt;")
        .replace("'", "&#39;")
        .replace("\"", "&#34;");
  }

  /// The text without comments, tags and repeated white space, and with the entities of XML and
  /// numeric ones replaced by what they stand for.
  public static String stripTags(String html) {
    String text = remove(remove(html, "<!--", "-->"), "<", ">");
    String spaced = String.join(" ", Texts.words(text, -1));
    return ENTITY
        .matcher(spaced)
        .replaceAll(match -> Matcher.quoteReplacement(entity(match.group(1))));
  }

  private static String remove(String text, String open, String close) {
    StringBuilder kept = new StringBuilder();
    int from = 0;
    while (true) {
      int start = text.indexOf(open, from);
      int end = start < 0 ? -1 : text.indexOf(close, start);
      if (end < 0) {
        return kept.append(text, from, text.length()).toString();
      }
      kept.append(text, from, start);
      from = end + close.length();
    }
  }

  private static String entity(String name) {
    if (name.charAt(0) != '#') {
      return NAMED.getOrDefault(name, "&" + name + ";");
    }
    boolean hexadecimal = Character.toLowerCase(name.charAt(1)) == 'x';
    String digits = name.substring(hexadecimal ? 2 : 1);
    int character =
        digits.length() > 8 ? -1 : Integer.parseUnsignedInt(digits, hexadecimal ? 16 : 10);
    return Character.isValidCodePoint(character) ? Character.toString(character) : "\ufffd";
  }
}

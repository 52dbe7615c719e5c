package dev.fovea.insight.page.html;

import java.util.Locale;

/// A few large numbers, each with what it means.
public final class Facts {
  private final StringBuilder html = new StringBuilder();

  /// One more.
  ///
  /// @param number text
  /// @param meaning text
  public Facts add(String number, String meaning) {
    html.append(
        String.format(
            Locale.ROOT,
            "<div><dt>%s</dt><dd>%s</dd></div>\n",
            Html.text(meaning),
            Html.text(number)));
    return this;
  }

  /// As markup.
  public String html() {
    return String.format(Locale.ROOT, "<dl class=\"figures\">\n%s</dl>", html);
  }
}

package dev.fovea.insight.page;

import dev.fovea.insight.page.html.Html;
import java.util.Locale;

/// A part of a page: a title, a plain sentence on what it shows for this input, and what it shows.
///
/// @param id its anchor, unique on the page
/// @param name of one word, for the list of sections
/// @param title text
/// @param sentence text
/// @param body markup
public record Section(String id, String name, String title, String sentence, String body) {

  /// As markup.
  String html() {
    return String.format(
        Locale.ROOT,
        """
        <section id="%s" aria-labelledby="%s-title">
        <h2 id="%s-title">%s</h2>
        <p class="says" dir="auto">%s</p>
        %s
        </section>
        """,
        id,
        id,
        id,
        Html.text(title),
        Html.text(sentence),
        body);
  }

  /// A link to it.
  String link() {
    return String.format(Locale.ROOT, "<a href=\"#%s\">%s</a>", id, Html.text(name));
  }
}

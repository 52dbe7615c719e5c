package dev.fovea.insight.page;

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
    return """
    <section id="%s" aria-labelledby="%s-title">
    <h2 id="%s-title">%s</h2>
    <p class="says" dir="auto">%s</p>
    %s
    </section>
    """
        .formatted(id, id, id, Html.text(title), Html.text(sentence), body);
  }

  /// A link to it.
  String link() {
    return "<a href=\"#%s\">%s</a>".formatted(id, Html.text(name));
  }
}

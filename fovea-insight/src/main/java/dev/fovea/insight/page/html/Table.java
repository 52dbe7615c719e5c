package dev.fovea.insight.page.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// A table whose rows begin with what they are about.
///
/// @param columns their titles, text; empty for a table of names and values that need none
/// @param rows cells, text
public record Table(List<String> columns, List<List<String>> rows) {

  public Table {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
  }

  /// Names and values.
  ///
  /// @param pairs name, value, name, value
  public static Table ofPairs(String... pairs) {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < pairs.length; i += 2) {
      rows.add(List.of(pairs[i], pairs[i + 1]));
    }
    return new Table(List.of(), rows);
  }

  /// As markup.
  public String html() {
    return html("numbers");
  }

  /// As markup of a class that the style sheet knows: `numbers`, `sentences`, `words` or
  /// `settings`.
  public String html(String kind) {
    String head =
        columns.isEmpty()
            ? ""
            : String.format(
                Locale.ROOT,
                "<thead><tr>%s</tr></thead>",
                columns.stream()
                    .map(column ->
                        String.format(Locale.ROOT, "<th scope=\"col\">%s</th>", Html.text(column)))
                    .collect(Collectors.joining()));
    return String.format(
        Locale.ROOT,
        "<div class=\"wide\" role=\"region\" aria-label=\"Table\" tabindex=\"0\"><table class=\"%s\">%s<tbody>\n%s\n</tbody></table></div>",
        kind,
        head,
        rows.stream().map(Table::row).collect(Collectors.joining("\n")));
  }

  private static String row(List<String> cells) {
    return String.format(
        Locale.ROOT,
        "<tr><th scope=\"row\">%s</th>%s</tr>",
        Html.text(cells.getFirst()),
        cells.stream()
            .skip(1)
            .map(cell -> String.format(Locale.ROOT, "<td>%s</td>", Html.text(cell)))
            .collect(Collectors.joining()));
  }

  /// The table behind a drawing, folded away.
  public String behindChart() {
    return String.format(
        Locale.ROOT,
        "<details>\n<summary>The numbers of this chart</summary>\n%s\n</details>",
        html());
  }
}

package dev.fovea.cli.print;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Rows of texts in columns for people: the first columns from the left, numbers from the right.
/// Cells show what would steer a terminal as escapes already here, which are as wide as they look.
public final class TextTable {
  private static final String GAP = "  ";

  private final int labels;
  private final List<List<String>> rows = new ArrayList<>();

  /// @param labels how many columns from the left hold words
  public TextTable(int labels, String... headings) {
    this.labels = labels;
    rows.add(List.of(headings));
  }

  public void row(List<String> cells) {
    if (cells.size() != rows.getFirst().size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "expected %d cells, found %d", rows.getFirst().size(), cells.size()));
    }
    rows.add(cells.stream().map(ControlCharacters::onOneLine).toList());
  }

  /// The table, a line each, the headings first.
  public String text() {
    int[] widths =
        IntStream.range(0, rows.getFirst().size())
            .map(column ->
                rows.stream().mapToInt(row -> Columns.width(row.get(column))).max().orElse(0))
            .toArray();
    return rows.stream()
        .map(row ->
            IntStream.range(0, row.size())
                    .mapToObj(column -> cell(row.get(column), column, widths[column]))
                    .collect(Collectors.joining(GAP))
                    .stripTrailing()
                + System.lineSeparator())
        .collect(Collectors.joining());
  }

  private String cell(String text, int column, int width) {
    String blank = " ".repeat(width - Columns.width(text));
    return column < labels ? text + blank : blank + text;
  }
}

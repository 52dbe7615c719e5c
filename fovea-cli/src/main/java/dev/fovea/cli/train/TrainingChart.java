package dev.fovea.cli.train;

import dev.fovea.engine.file.FileProblem;
import dev.fovea.insight.page.Page;
import dev.fovea.insight.page.PageFile;
import dev.fovea.insight.page.Section;
import dev.fovea.insight.page.chart.LineChart;
import dev.fovea.insight.page.chart.Series;
import dev.fovea.insight.page.chart.Unit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The logs of a training as a page: loss by step, accuracy on held-out scenes by look.
final class TrainingChart {
  /// Points of a line: so many fit.
  private static final int POINTS = 60;

  private static final String PAGE = "training.html";

  private TrainingChart() {}

  /// Makes sure before the training that the page will take the place of no other file.
  static void check(Path folder) {
    if (Files.isDirectory(folder)) {
      PageFile.check(folder.resolve(PAGE));
    }
  }

  /// Writes `training.html` beside the logs.
  static void write(Path folder) {
    List<String[]> steps = rows(folder.resolve("steps.csv"));
    List<String[]> looks = rows(folder.resolve("looks.csv"));
    List<Section> sections = new ArrayList<>();
    if (steps.size() > 1) {
      sections.add(losses(steps));
    }
    if (looks.size() > 1) {
      sections.add(accuracy(looks));
    }
    Page page =
        new Page(
            "Training of " + folder.getFileName(),
            "fovea train",
            "Training of " + folder.getFileName(),
            "",
            sections,
            "Written by fovea train from steps.csv and looks.csv.");
    PageFile.write(folder.resolve(PAGE), page);
  }

  /// The lines of a log, the heading first.
  private static List<String[]> rows(Path log) {
    try {
      return Files.readAllLines(log).stream().map(line -> line.split(",", -1)).toList();
    } catch (IOException e) {
      throw FileProblem.unreadable(log, e);
    }
  }

  private static Section losses(List<String[]> rows) {
    int column = column(rows, "loss");
    int naming = column(rows, "naming_loss");
    List<List<String[]>> bins = bins(rows.subList(1, rows.size()));
    List<Series> series =
        List.of(
            new Series("text", bins.stream().map(bin -> mean(bin, column)).toList()),
            new Series("words of patches", bins.stream().map(bin -> mean(bin, naming)).toList()));
    return section(
        "loss",
        "Loss",
        "Cross-entropy of the tokens that count, and of the words that name what patches show. A stage that trains one of them only has 0 for the other.",
        Unit.NATS,
        bins.stream().map(bin -> bin.getLast()[0]).toList(),
        series);
  }

  private static Section accuracy(List<String[]> rows) {
    List<List<String[]>> bins = bins(rows.subList(1, rows.size()));
    List<Series> series =
        IntStream.range(1, rows.getFirst().length)
            .filter(i -> rows.stream().skip(1).noneMatch(row -> row[i].isEmpty()))
            .mapToObj(i ->
                new Series(rows.getFirst()[i], bins.stream().map(bin -> mean(bin, i)).toList()))
            .toList();
    return section(
        "accuracy",
        "Accuracy",
        "Share of right answers on scenes that are never trained on, with 128 tokens of text.",
        Unit.SHARE,
        bins.stream().map(bin -> bin.getLast()[0]).toList(),
        series);
  }

  private static Section section(
      String id, String title, String sentence, Unit unit, List<String> steps, List<Series> lines) {
    LineChart chart =
        new LineChart(
            title + " by step",
            "step",
            title,
            unit,
            steps,
            lines,
            Optional.empty(),
            Optional.empty());
    return new Section(id, title, title, sentence, chart.html(title));
  }

  private static int column(List<String[]> rows, String name) {
    return Arrays.asList(rows.getFirst()).indexOf(name);
  }

  /// Rows that follow each other, put together to as many as fit.
  private static List<List<String[]>> bins(List<String[]> rows) {
    int size = Math.ceilDiv(rows.size(), POINTS);
    return IntStream.iterate(0, first -> first < rows.size(), first -> first + size)
        .mapToObj(first -> rows.subList(first, Math.min(rows.size(), first + size)))
        .toList();
  }

  private static double mean(List<String[]> rows, int column) {
    return rows.stream().mapToDouble(row -> Double.parseDouble(row[column])).average().orElse(0);
  }
}
